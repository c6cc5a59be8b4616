import type { z } from 'zod';
import type { finding } from './finding-shape.js';
import { type Sentence, told } from './sentence.js';
import type { Plain } from './shape.js';

export type Finding = Plain<z.infer<typeof finding>>;

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
  return findings.some((finding) => finding.severity === 'blocker');
}
