import { setTimeout as delay } from 'node:timers/promises';

/** Lets so much a second through (null: all), all callers together; a burst of a quarter of a second is allowed. */
export function createPace(
  perSecond: () => number | null,
  signal: AbortSignal,
): (amount: number) => Promise<void> {
  let free = performance.now();
  return async (amount) => {
    const rate = perSecond();
    if (rate === null) return;
    const now = performance.now();
    free = Math.max(free, now - 250) + (amount / rate) * 1000;
    if (free > now) await delay(free - now, undefined, { signal }).catch(() => undefined);
  };
}
