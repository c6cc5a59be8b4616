import { isBefore, type LogPosition } from '../mysql/log-position.js';

/** How far following is behind its source. */
export interface Lag {
  /** The source's log ended here when it was looked at. */
  readonly sample: (end: LogPosition) => void;
  /** All before it is applied. */
  readonly reach: (position: LogPosition) => void;
  /** Age of the oldest place of the source that is not applied yet; undefined before the first one is. */
  readonly seconds: () => number | undefined;
}

/**
 * The lag as the age of places: the source is asked where its log ends, and by this machine's clock alone it is seen how long it takes
 * until that is applied. So no clocks are compared, and a source that stands still has no lag. `now`: milliseconds that never go back.
 */
export function createLag(now: () => number = () => performance.now()): Lag {
  let waiting: { readonly end: LogPosition; readonly at: number }[] = [];
  let reached: LogPosition | undefined;
  let hasReachedOne = false;

  const settle = (): void => {
    const at = reached;
    if (at === undefined) return;
    const left = waiting.filter(({ end }) => isBefore(at, end));
    hasReachedOne ||= left.length < waiting.length;
    waiting = left;
  };

  return {
    sample(end) {
      waiting.push({ end, at: now() });
      settle();
    },
    reach(position) {
      reached = position;
      settle();
    },
    seconds() {
      if (!hasReachedOne) return undefined;
      const [oldest] = waiting;
      return oldest ? (now() - oldest.at) / 1000 : 0;
    },
  };
}
