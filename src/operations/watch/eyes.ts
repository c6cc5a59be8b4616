import { setTimeout as delay } from 'node:timers/promises';
import type { Observed } from '../../watch/life.js';

/** Things that are looked at side by side: what is slow, or stands still, keeps none of the others waiting. */

/** What is looked at by itself. */
export interface Eye {
  /** Looks once, and tells what it sees as it sees it. Rejects with what is unexpected only. */
  look(see: See): Promise<void>;
  /** Looks on while what was seen before is not judged yet, such as while the ledger is away. */
  readonly always?: boolean;
  /** What is seen where it has not come to an end for a minute. */
  readonly late?: (seconds: number) => readonly Observed[];
}

export type See = (...observed: readonly Observed[]) => void;

export interface Eyes extends AsyncDisposable {
  /** Resolves once something new was seen, at the latest after so long or when it is stopped; what belongs to one round is waited for a moment. */
  wait(longestMs: number, stop: AbortSignal): Promise<void>;
  /** What was seen since the last call, of each rule the latest. Throws what an eye has thrown. */
  take(): readonly Observed[];
  /** Failures that were seen until now, or are seen by looks that have begun, say nothing: a server was away, and is back. */
  forgetFailures(): void;
}

/** What is seen in one round is judged together, so that a rule is seen beside the one that keeps it back; a slow one is not waited for. */
const togetherMs = 1_000;
const lateMs = 60_000;

/** Looks with all of them each `everyMs`, until it is disposed of. */
export function openEyes(eyes: readonly Eye[], everyMs: number): Eyes {
  const seen = new Map<string, Observed>();
  const looking = new Set<Eye>();
  const over = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  let looks = 0;
  /** Failures of looks up to this one are forgotten. */
  let forgotten = 0;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of waiting) one();
  };

  async function lookWith(eye: Eye): Promise<void> {
    looks += 1;
    const mine = looks;
    const see: See = (...observed) => {
      for (const one of observed) if (!('failed' in one) || mine > forgotten) seen.set(one.rule, one);
      wake();
    };
    const late = setTimeout(() => see(...(eye.late?.(lateMs / 1000) ?? [])), lateMs).unref();
    looking.add(eye);
    try {
      await eye.look(see);
    } catch (error) {
      failure ??= { error };
    } finally {
      clearTimeout(late);
      looking.delete(eye);
      wake();
    }
  }

  async function rounds(): Promise<void> {
    while (!over.signal.aborted) {
      const isJudged = seen.size === 0;
      for (const eye of eyes) if (!looking.has(eye) && (eye.always || isJudged)) void lookWith(eye);
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
  const ended = rounds();

  /** Until it holds, or for so long; asked anew whenever something was seen, or an eye has come to an end. */
  async function until(holds: () => boolean, longestMs: number, stop: AbortSignal): Promise<void> {
    if (holds() || stop.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, longestMs);
    const look = () => {
      if (holds()) resolve();
    };
    stop.addEventListener('abort', () => resolve(), { once: true });
    waiting.add(look);
    await promise;
    waiting.delete(look);
    clearTimeout(timer);
  }

  return {
    async wait(longestMs, stop) {
      await until(() => seen.size > 0 || failure !== undefined, longestMs, stop);
      if (seen.size > 0) await until(() => looking.size === 0, togetherMs, stop);
    },
    take() {
      if (failure) throw failure.error;
      const all = [...seen.values()];
      seen.clear();
      return all;
    },
    forgetFailures() {
      forgotten = looks;
      for (const [rule, one] of seen) if ('failed' in one) seen.delete(rule);
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await ended;
    },
  };
}
