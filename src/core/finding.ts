import { type Reason, type Sentence, told } from './sentence.js';

/**
 * One thing a check found, good or bad. Plain data: shown by the wizard, printed by headless commands,
 * stored in the ledger. Never holds a secret.
 */
export interface Finding {
  /** Stable name of the check, e.g. `mysql.auth`, `schema.tenant-column`, `conflict.primary-key`. */
  readonly code: string;
  readonly severity: 'ok' | 'info' | 'warning' | 'blocker';
  /** What it is about. */
  readonly subject: 'source-mysql' | 'target-mysql' | 'source-vault' | 'target-vault' | 'config' | 'data';
  /** One sentence, with the measured value in it. */
  readonly title: string;
  /** What to do: a GRANT statement, a setting, a command. Present on every warning and blocker. */
  readonly remedy?: string;
  readonly table?: string;
  readonly column?: string;
  /** Up to ten examples, one per line. */
  readonly samples?: readonly string[];
  /** For each sample in order, what it takes to say it in another language; null where it needs no translation. */
  readonly sampleReasons?: readonly (Reason | null)[];
  /** How many there are in all, when samples are only some. */
  readonly count?: number;
  /** The same trouble part by part (a table each), where one cause makes many: for machines and details. */
  readonly parts?: readonly Finding[];
  /** Values behind the texts, for translation and machines. */
  readonly params?: Reason['params'];
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
  return findings.some((finding) => finding.severity === 'blocker');
}
