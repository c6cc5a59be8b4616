import { counted } from '../../core/counted.js';
import type { RunEvent } from '../../core/events.js';
import { createLimiter } from '../../core/limiter.js';
import { backOff, withRetry } from '../../core/retry.js';
import type { Sentence } from '../../core/sentence.js';
import { ObjectError, stopped } from '../../objects/errors.js';
import { say } from './words.js';

const firstWaitMs = 200;
const longestWaitMs = 15_000;
/** The longest wait that a server may ask for: it is asked again before patience is at its end. */
const longestAskedMs = 60_000;
/** So long may all stores together do nothing before the phase ends: long enough to restart one. */
const patienceMs = 120_000;
/** Refusals one after the other, with no success between them: this account may do nothing here. */
const mostRefusals = 20;
/** Files at the same time to begin with; more while that brings more, up to what the config allows. */
const startingConcurrency = 4;

/** How the stores do over all files: what one file learns of a store, the others need not try for themselves. */
export interface Patience {
  /**
   * Repeats work that fails for a reason that passes, so many at a time as the stores bear. Throws ObjectError for any other reason,
   * or when nothing works any more, or after so many failures as `tries` says.
   */
  withRetry<Result>(subject: Sentence, work: () => Promise<Result>, tries?: number): Promise<Result>;
  /** Why nothing will become of the rest; null while there is hope. */
  hopeless(): ObjectError | null;
}

export interface PatienceOptions {
  /** Most works at the same time. */
  readonly parallel: number;
  readonly listener: (event: RunEvent) => void;
  readonly giveUp: readonly AbortSignal[];
  /** Milliseconds without any success after which nothing is hoped for. */
  readonly waitMs?: number;
}

/** Faults with which every other file would meet, too. */
const final: ReadonlySet<ObjectError['kind']> = new Set(['login', 'quota', 'no-project', 'bad-name', 'tls']);
/** Signs that a store has too much to do. */
const overload: ReadonlySet<ObjectError['kind']> = new Set(['throttled', 'server', 'unreachable']);

export function createPatience({
  parallel,
  listener,
  giveUp,
  waitMs: longest = patienceMs,
}: PatienceOptions): Patience {
  const limiter = createLimiter({ start: Math.min(startingConcurrency, parallel), max: parallel });
  limiter.onThrottle((files) =>
    listener(
      files === null
        ? { type: 'throttled', reason: null }
        : {
            type: 'throttled',
            reason: `an object store is overloaded: at most ${counted(files, 'file')} at the same time`,
            because: { code: 'throttle.files', params: { files } },
          },
    ),
  );
  const byOperator = AbortSignal.any([...giveUp]);
  const lost = new AbortController();
  /** Since the last success; a pause between two files counts for nothing. */
  let failingSince: number | null = null;
  let refusals = 0;
  let hopeless: ObjectError | null = null;

  function learn(error: ObjectError): void {
    if (error.kind === 'denied') refusals += 1;
    failingSince ??= performance.now();
    const isLost =
      final.has(error.kind) ||
      refusals >= mostRefusals ||
      (error.retryable && performance.now() - failingSince > longest);
    if (!isLost) return;
    hopeless ??= error;
    // Whoever waits for another try need not.
    lost.abort();
  }

  async function once<Result>(work: () => Promise<Result>): Promise<Result> {
    const leave = await limiter.enter(byOperator).catch(() => {
      throw stopped();
    });
    let outcome: 'ok' | 'overloaded' | 'other' = 'other';
    try {
      if (hopeless) throw hopeless;
      const result = await work();
      outcome = 'ok';
      failingSince = null;
      refusals = 0;
      return result;
    } catch (error) {
      if (error instanceof ObjectError && overload.has(error.kind)) outcome = 'overloaded';
      throw error;
    } finally {
      leave(outcome);
    }
  }

  return {
    hopeless: () => hopeless,
    async withRetry(subject, work, tries = Number.POSITIVE_INFINITY) {
      let failures = 0;
      const judge = (error: unknown, attempt: number) => {
        if (!(error instanceof ObjectError)) return null;
        learn(error);
        // To be asked to wait is no failure.
        if (error.kind !== 'throttled') failures += 1;
        if (!error.retryable || hopeless || failures >= tries) return null;
        const askedMs = Math.min(longestAskedMs, longest / 2, error.retryAfterMs ?? 0);
        if (askedMs > 0) limiter.pause(askedMs);
        const ownMs = backOff(attempt, firstWaitMs, longestWaitMs) * (0.5 + Math.random() / 2);
        // A server that says how long is taken at its word.
        const waitMs = Math.round(askedMs > 0 ? askedMs : ownMs);
        const leftMs =
          failingSince === null || Number.isFinite(tries)
            ? undefined
            : Math.max(0, Math.round(failingSince + longest - performance.now()));
        const { text, code, params } = subject;
        listener({
          type: 'retry',
          subject: text,
          about: { code, params },
          attempt,
          waitMs,
          leftMs,
          reason: error.message,
        });
        return { waitMs };
      };
      try {
        return await withRetry(() => once(work), { judge, giveUp: [byOperator, lost.signal] });
      } catch (error) {
        // What the operator ended did not fail.
        if (byOperator.aborted && error instanceof ObjectError && error.retryable) throw stopped();
        throw error;
      }
    },
  };
}

/** What is retried, for a person: the beginning of a digest tells files apart. */
export const fileSubject = ({ sha256 }: { readonly sha256: string }): Sentence =>
  say('retry.file', { sha256: sha256.slice(0, 12) });
