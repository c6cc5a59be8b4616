import type { MysqlEndpoint } from '../../../config/config.js';
import { type Listener, retryEvent } from '../../../core/events.js';
import { backOff, waitsLeft, withRetry } from '../../../core/retry.js';
import { describeMysqlError } from '../../../mysql/errors.js';
import { openSession } from '../../../mysql/session.js';
import type { SessionPair } from '../compare/rows.js';

/** A pair of read-only sessions that is opened when first needed and replaced when a connection is lost. */
export interface PairHolder {
  /** Runs `work`, again with fresh sessions when it failed for a passing reason. `work` must be repeatable. */
  run<Result>(subject: string, work: (pair: SessionPair) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const attempts = 5;
const firstWaitMs = 500;

export function holdPair(
  source: MysqlEndpoint,
  target: MysqlEndpoint,
  listener: Listener,
  signal: AbortSignal,
): PairHolder {
  let pair: SessionPair | null = null;
  const destroy = () => {
    pair?.source.destroy();
    pair?.target.destroy();
    pair = null;
  };
  signal.addEventListener('abort', destroy);

  async function open(): Promise<SessionPair> {
    const from = await openSession(source, 'source');
    try {
      return { source: from, target: await openSession(target, 'target') };
    } catch (error) {
      from.destroy();
      throw error;
    }
  }

  function judge(error: unknown, attempt: number, subject: string): { readonly waitMs: number } | null {
    const { said, retryable } = describeMysqlError(error);
    if (!retryable || attempt === attempts) return null;
    destroy();
    const waitAfter = (one: number) => backOff(one, firstWaitMs);
    const waitMs = waitAfter(attempt);
    const leftMs = waitsLeft(attempt, attempts, waitAfter);
    listener(retryEvent({ attempt, waitMs, leftMs }, subject, said));
    return { waitMs };
  }

  return {
    async run(subject, work) {
      const once = async () => {
        signal.throwIfAborted();
        pair ??= await open();
        return work(pair);
      };
      try {
        return await withRetry(once, {
          judge: (error, attempt) => judge(error, attempt, subject),
          giveUp: [signal],
        });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    async close() {
      signal.removeEventListener('abort', destroy);
      await Promise.all([pair?.source.close(), pair?.target.close()]);
      pair = null;
    },
  };
}
