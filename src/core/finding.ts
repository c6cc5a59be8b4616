import type { z } from 'zod';
import type { finding as shape } from './finding-shape.js';
import { type Sentence, told } from './sentence.js';
import type { Plain } from './shape.js';

export type Finding = Plain<z.infer<typeof shape>>;

/** A finding: how serious it is, what it is about, its name, and what is said of it. */
export function finding(
  severity: Finding['severity'],
  subject: Finding['subject'],
  code: string,
  said: Omit<Finding, 'severity' | 'subject' | 'code'>,
): Finding {
  return { code, severity, subject, ...said };
}

/** How many examples a finding would have if all were shown. */
export function samplesInAll({ sampleCount, parts, count, samples = [] }: Finding): number {
  return Math.max(samples.length, sampleCount ?? parts?.length ?? count ?? 0);
}

/** The samples of a finding. */
export function sampled(samples: readonly (string | Sentence)[]): Pick<Finding, 'samples' | 'sampleReasons'> {
  const parts = samples.map(told);
  return {
    samples: parts.map(({ message }) => message),
    sampleReasons: parts.some(({ because }) => because)
      ? parts.map(({ because }) => because ?? null)
      : undefined,
  };
}

/** True when the run must be refused. */
export function hasBlocker(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'blocker');
}
