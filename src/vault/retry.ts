import { backOff, type Retry } from '../core/retry.js';
import type { Sentence } from '../core/sentence.js';
import { VaultError } from './errors.js';

/** How long to keep trying a server that fails. */
export interface RetryPolicy {
  /** From the first failure on; then the error is final. */
  readonly patienceMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Five minutes: long enough to unseal or restart a server in the middle of a run. */
export const patient: RetryPolicy = { patienceMs: 300_000, firstWaitMs: 100, longestWaitMs: 5_000 };
/** For checks: an answer now, or a finding. */
export const impatient: RetryPolicy = { patienceMs: 0, firstWaitMs: 0, longestWaitMs: 0 };

/** A try that failed and will be made again. */
export interface RetryNotice {
  /** Where, e.g. `https://vault:8200`. */
  readonly server: string;
  readonly attempt: number;
  readonly waitMs: number;
  /** How long it is tried again, from now on. */
  readonly leftMs: number;
  readonly reason: string | Sentence;
}

interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly server: string;
  readonly onRetry: (notice: RetryNotice) => void;
  /** Once one of them is aborted, the failure at hand is final: no more waits, no notice. */
  readonly giveUp?: readonly AbortSignal[];
}

/** For requests to Vault: whatever a VaultError calls retryable passes by itself, for as long as the policy has patience. */
export function vaultRetry({ policy, server, onRetry, giveUp = [] }: RetryOptions): Retry {
  let failingSince: number | undefined;
  return {
    giveUp,
    judge(error, attempt) {
      if (!(error instanceof VaultError) || !error.retryable) return null;
      const now = performance.now();
      failingSince ??= now;
      // Up to half of it at random: many requests that failed together shall not come back together.
      const jittered = backOff(attempt, policy.firstWaitMs, policy.longestWaitMs) * (0.5 + Math.random() / 2);
      const waitMs = Math.max(error.retryAfterMs ?? 0, Math.round(jittered));
      const leftMs = failingSince + policy.patienceMs - now;
      if (waitMs >= leftMs) return null;
      onRetry({ server, attempt, waitMs, leftMs, reason: error.said });
      return { waitMs };
    },
  };
}
