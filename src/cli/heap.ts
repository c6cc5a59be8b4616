import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of the space for new objects, both halves. */
const newSpaceAtMost = 8 * 1024 * 1024;

/**
 * Lets V8's space for new objects grow to 8 MB instead of 64 to 134: rows stream through as short-lived buffers, and the small
 * space does as well. V8's own limit (`--max-semi-space-size`) counts only from a process's start, and to start the process anew
 * is a moment in which a signal kills it; so the growth is switched off, collection by collection, where it is large enough.
 * And keeps the heap near what is alive: on a machine with much memory V8 lets the space for old objects grow to three times its
 * content, which would be most of the process, and saves no time here.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=80');
  const steer = (): void => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    const large = space !== undefined && space.space_size >= newSpaceAtMost;
    setFlagsFromString(`--semi-space-growth-factor=${large ? 1 : 2}`);
  };
  new PerformanceObserver(steer).observe({ entryTypes: ['gc'] });
}
