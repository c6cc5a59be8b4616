import { setTimeout as delay } from 'node:timers/promises';
import type { RunEvent } from '../../core/events.js';
import type { Sentence } from '../../core/sentence.js';
import { ObjectError } from '../../objects/errors.js';
import { say } from './words.js';

const firstWaitMs = 200;
const longestWaitMs = 15_000;
/** So long may all stores together do nothing before the phase ends: long enough to restart one. */
const patienceMs = 120_000;
/** Refusals one after the other, with no success between them: this account may do nothing here. */
const mostRefusals = 20;

/** How the stores do over all files: what one file learns of a store, the others need not try for themselves. */
export interface Patience {
  /** Repeats work that fails for a reason that passes. Throws ObjectError for any other, or when nothing works any more. */
  withRetry<Result>(subject: Sentence, work: () => Promise<Result>): Promise<Result>;
  /** Why nothing will become of the rest; null while there is hope. */
  hopeless(): ObjectError | null;
}

/** Faults with which every other file would meet, too. */
const final: ReadonlySet<ObjectError['kind']> = new Set(['login', 'quota', 'no-project', 'bad-name', 'tls']);

export function createPatience({
  listener,
  giveUp,
}: {
  readonly listener: (event: RunEvent) => void;
  readonly giveUp: readonly AbortSignal[];
}): Patience {
  let lastSuccess = performance.now();
  let refusals = 0;
  let hopeless: ObjectError | null = null;
  const signal = AbortSignal.any([...giveUp]);

  function learn(error: ObjectError): void {
    if (error.kind === 'denied') refusals += 1;
    if (final.has(error.kind) || refusals >= mostRefusals) hopeless ??= error;
    if (error.retryable && performance.now() - lastSuccess > patienceMs) hopeless ??= error;
  }

  return {
    hopeless: () => hopeless,
    async withRetry(subject, work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await work();
          lastSuccess = performance.now();
          refusals = 0;
          return result;
        } catch (error) {
          if (!(error instanceof ObjectError)) throw error;
          learn(error);
          if (!error.retryable || hopeless || signal.aborted) throw error;
          const waitMs = Math.max(
            error.retryAfterMs ?? 0,
            Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2),
          );
          listener({
            type: 'retry',
            subject: subject.text,
            about: { code: subject.code, params: subject.params },
            attempt,
            waitMs: Math.round(waitMs),
            reason: error.message,
          });
          await delay(waitMs, undefined, { signal }).catch(() => undefined);
          if (signal.aborted) throw error;
        }
      }
    },
  };
}

/** What is retried, for a person: the beginning of a digest tells files apart. */
export const fileSubject = ({ sha256 }: { readonly sha256: string }): Sentence =>
  say('retry.file', { sha256: sha256.slice(0, 12) });
