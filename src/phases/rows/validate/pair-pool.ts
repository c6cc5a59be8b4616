import type { MysqlEndpoint } from '../../../config/config.js';
import type { Listener } from '../../../core/events.js';
import { holdPair, type PairHolder } from './session-pairs.js';

/**
 * The pairs of sessions that everything in one validation shares. The row comparison and the other checks queue here side
 * by side, so that neither server idles while the other kind of work is at its last, longest piece.
 */
export interface PairPool {
  /** Runs `work` when a pair is free, in the order of asking. Rejects when aborted. */
  use<Result>(work: (holder: PairHolder) => Promise<Result>): Promise<Result>;
  /** As many as may ever work at the same time. */
  readonly size: number;
  close(): Promise<void>;
}

interface PairPoolOptions {
  readonly source: MysqlEndpoint;
  readonly target: MysqlEndpoint;
  /** Pairs at most. */
  readonly size: number;
  /** Pairs that may work now; asked whenever one is free. */
  readonly allowed?: () => number;
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

export function openPairPool(options: PairPoolOptions): PairPool {
  const { source, target, listener, signal } = options;
  const size = Math.max(1, options.size);
  const free = Array.from({ length: size }, () => holdPair(source, target, listener, signal));
  const holders = [...free];
  const waiting: ((holder: PairHolder) => void)[] = [];
  let working = 0;

  function handOut(): void {
    const limit = Math.max(1, Math.min(size, options.allowed?.() ?? size));
    while (waiting.length > 0 && working < limit) {
      const holder = free.pop();
      if (!holder) return;
      working += 1;
      waiting.shift()?.(holder);
    }
  }

  return {
    size,
    async use(work) {
      const holder = await new Promise<PairHolder>((resolve) => {
        waiting.push(resolve);
        handOut();
      });
      try {
        signal.throwIfAborted();
        return await work(holder);
      } finally {
        working -= 1;
        free.push(holder);
        handOut();
      }
    },
    async close() {
      await Promise.all(holders.map((holder) => holder.close()));
    },
  };
}
