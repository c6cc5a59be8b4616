import { setTimeout as delay } from 'node:timers/promises';

/** Lets so many bytes a second through, all callers together; a burst of a quarter of a second is allowed. */
export function createPace(bytesPerSecond: number, signal: AbortSignal): (bytes: number) => Promise<void> {
  let free = performance.now();
  return async (bytes) => {
    const now = performance.now();
    free = Math.max(free, now - 250) + (bytes / bytesPerSecond) * 1000;
    if (free > now) await delay(free - now, undefined, { signal }).catch(() => undefined);
  };
}
