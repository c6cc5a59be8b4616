import { type Listener, retryEvent } from '../core/events.js';
import { backOff, type Retry, waitsLeft } from '../core/retry.js';
import type { Sentence } from '../core/sentence.js';
import { toMysqlError } from './errors.js';
import { say } from './words.js';

/** How often one piece of work is tried before its error stands: with these waits about two minutes. */
export const maxAttempts = 14;

const waitAfter = (attempt: number): number => backOff(attempt, 200, 15_000);

interface RetryOptions {
  /** What is being tried, for the event: a table and chunk, never data. */
  readonly subject: string | Sentence;
  readonly listener: Listener;
  readonly abort: AbortSignal;
  /** The operator wants to stop: nobody waits for a lost connection any longer than one more attempt. */
  readonly stop?: AbortSignal;
  /** Replaces a lost connection. */
  readonly repair?: () => Promise<void>;
}

/** For work on a database: deadlock, lock wait, lost connection and restart pass by themselves. */
export function mysqlRetry({ subject, listener, abort, stop, repair }: RetryOptions): Retry {
  return {
    giveUp: [abort],
    repair,
    judge(error, attempt) {
      const { retryable, code, said, connectionLost } = toMysqlError(error);
      const lostAgain = connectionLost && attempt > 1;
      if (!retryable || attempt >= maxAttempts || (stop?.aborted && lostAgain)) return null;
      const waitMs = waitAfter(attempt);
      const leftMs = waitsLeft(attempt, maxAttempts, waitAfter);
      const tried = { attempt, waitMs, leftMs };
      listener(retryEvent(tried, subject, say('mysql.coded', { code, message: said })));
      return { waitMs, hurry: connectionLost ? stop : undefined };
    },
  };
}
