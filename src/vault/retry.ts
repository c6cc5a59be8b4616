import { setTimeout as delay } from 'node:timers/promises';
import type { Sentence } from '../core/sentence.js';
import { VaultError } from './errors.js';

/** How long to keep trying when a server does not do its work. */
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
  readonly reason: string | Sentence;
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly server: string;
  readonly onRetry: (notice: RetryNotice) => void;
  /** One of them aborted: the failure at hand is final, without another wait and without a notice. */
  readonly giveUp?: readonly AbortSignal[];
}

/** Repeats work while it fails with a retryable VaultError. `attempt` counts from 1. */
export async function withRetry<Result>(
  options: RetryOptions,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  const { policy, giveUp = [] } = options;
  let failingSince: number | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof VaultError) || !error.retryable) throw error;
      if (giveUp.some(({ aborted }) => aborted)) throw error;
      const now = performance.now();
      failingSince ??= now;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backOff(policy, attempt));
      if (now + waitMs - failingSince >= policy.patienceMs) throw error;
      options.onRetry({ server: options.server, attempt, waitMs, reason: error.said });
      try {
        await delay(waitMs, undefined, { signal: AbortSignal.any([...giveUp]) });
      } catch {
        throw error;
      }
    }
  }
}

/** Doubles each time, with up to half of it at random: many requests that failed together shall not come back together. */
function backOff(policy: RetryPolicy, attempt: number): number {
  const full = Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + Math.random() / 2));
}
