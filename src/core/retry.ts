import { setTimeout as delay } from 'node:timers/promises';

/** How to repeat work that fails for a reason which passes by itself. */
export interface Retry {
  /** Reports a failure and gives the wait before the next attempt in ms; null when the failure is final. */
  readonly judge: (error: unknown, attempt: number) => Wait | null;
  /** Once one of them is aborted, the failure at hand is final: without another wait, and judged no more. */
  readonly giveUp: readonly AbortSignal[];
  /** Called after the wait: replaces what broke (a lost connection). A failure of it counts as the next one of the work. */
  readonly repair?: () => Promise<void>;
}

interface Wait {
  readonly waitMs: number;
  /** Cuts this wait short; the next attempt is made all the same. */
  readonly hurry?: AbortSignal;
}

/** Repeats `work` until it succeeds or its failure is final, which is then thrown. `attempt` counts from 1. */
export async function withRetry<Result>(
  work: (attempt: number) => Promise<Result>,
  { judge, giveUp, repair }: Retry,
): Promise<Result> {
  const isOver = () => giveUp.some(({ aborted }) => aborted);
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (attempt > 1) await repair?.();
      return await work(attempt);
    } catch (error) {
      const wait = isOver() ? null : judge(error, attempt);
      if (wait === null) throw error;
      const signal = AbortSignal.any([...giveUp, ...(wait.hurry ? [wait.hurry] : [])]);
      await delay(wait.waitMs, undefined, { signal }).catch(() => undefined);
      if (isOver()) throw error;
    }
  }
}

/** The wait (ms) after this attempt: twice as long each time, up to `longestMs`. */
export function backOff(attempt: number, firstMs: number, longestMs = Number.POSITIVE_INFINITY): number {
  return Math.min(longestMs, firstMs * 2 ** (attempt - 1));
}

/** All waits (ms) that are to come when this attempt has failed, and so many are made. */
export function waitsLeft(attempt: number, attempts: number, waitOf: (attempt: number) => number): number {
  let left = 0;
  for (let next = attempt; next < attempts; next += 1) left += waitOf(next);
  return left;
}

/** `Retry-After` in seconds or as a date, as milliseconds from now; undefined: it says nothing. */
export function parseRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
