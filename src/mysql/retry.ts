import { setTimeout as delay } from 'node:timers/promises';
import { type Listener, retryEvent } from '../core/events.js';
import type { Sentence } from '../core/sentence.js';
import { toMysqlError } from './errors.js';
import { say } from './words.js';

const firstWaitMs = 200;
const longestWaitMs = 15_000;

/** How often one piece of work is tried before its error stands: with these waits about two minutes. */
export const maxAttempts = 14;

interface RetryOptions {
  /** What is being tried, for the event: a table and chunk, never data. */
  readonly subject: string | Sentence;
  readonly listener: Listener;
  readonly abort: AbortSignal;
  /** The operator wants to stop: nobody waits for a lost connection any longer than one more attempt. */
  readonly stop?: AbortSignal;
  /** Called after the wait: replace what broke (a lost connection). May throw; that counts as the next failure. */
  readonly repair: () => Promise<void>;
}

/** Repeats work that failed for a reason that passes (deadlock, lock wait, lost connection, restart), waiting longer each time. */
export async function withRetry<Result>(
  work: (attempt: number) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { abort, stop } = options;
  let needsRepair = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (needsRepair) await options.repair();
      return await work(attempt);
    } catch (error) {
      const { retryable, code, said, connectionLost } = toMysqlError(error);
      const lostAgain = connectionLost && needsRepair;
      if (!retryable || attempt >= maxAttempts || abort.aborted || (stop?.aborted && lostAgain)) throw error;
      needsRepair = true;
      const waitMs = Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs);
      const reason = say('mysql.coded', { code, message: said });
      options.listener(retryEvent({ attempt, waitMs }, options.subject, reason));
      const signal = stop && connectionLost ? AbortSignal.any([abort, stop]) : abort;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (abort.aborted) throw error;
    }
  }
}
