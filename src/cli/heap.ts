import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of the space for new objects, both halves. */
const newSpaceAtMost = 8 * 1024 * 1024;

const newSpace = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? newSpaceAtMost;

const growBy = (factor: 1 | 2): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

/**
 * Has V8's space for new objects 8 MB large instead of 64 to 134: rows stream through as short-lived buffers, and the small
 * space does as well. V8's own limit (`--max-semi-space-size`) counts only from a process's start, and to start the process anew
 * is a moment in which a signal kills it; so the space is grown here and now, and its growth switched off. Told only after
 * collections, as V8 grows it, that would come too late: while modules are loaded nobody is told, and it was 67 MB by then.
 * And keeps the heap near what is alive: on a machine with much memory V8 lets the space for old objects grow to three times its
 * content, which would be most of the process, and saves no time here.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=80');
  growNewSpace();
  const steer = (): void => growBy(newSpace() >= newSpaceAtMost ? 1 : 2);
  steer();
  // What idles long is given a small space again: it may grow once more.
  new PerformanceObserver(steer).observe({ entryTypes: ['gc'] });
}

/** The space doubles where a collection leaves much alive; some milliseconds, all in all. */
function growNewSpace(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  setFlagsFromString('--no-expose-gc');
  growBy(2);
  for (let round = 0; round < 16 && newSpace() < newSpaceAtMost; round += 1) {
    const alive = Array.from({ length: newSpace() / 64 }, (_, index) => ({ index }));
    collect({ type: 'minor' });
    if (alive.length === 0) return;
  }
}
