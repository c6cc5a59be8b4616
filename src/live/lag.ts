import type { MysqlEndpoint } from '../config/config.js';
import { isBefore, type LogPosition, readLogEnd } from '../mysql/log-position.js';
import { poll } from './poll.js';

/** How far following is behind its source. */
export interface Lag {
  /** The source's log ended here when it was looked at. */
  readonly sample: (end: LogPosition) => void;
  /** All before it is applied. */
  readonly reach: (position: LogPosition) => void;
  /** Age of the oldest place of the source that is not applied yet; undefined before the first one is. */
  readonly seconds: () => number | undefined;
}

/** Places lie at least so far apart, as a part of the lag: a standstill of days takes little memory, and the lag stays right by as much. */
const apart = 1 / 500;

/**
 * The lag as the age of places: the source is asked where its log ends, and by this machine's clock alone it is seen how long it takes
 * until that is applied. So no clocks are compared, and a source that stands still has no lag. `now`: milliseconds that never go back.
 */
export function createLag(now: () => number = () => performance.now()): Lag {
  let waiting: { readonly end: LogPosition; readonly at: number }[] = [];
  let reached: LogPosition | undefined;
  let hasReachedOne = false;

  return {
    sample(end) {
      const at = now();
      if (reached && !isBefore(reached, end)) {
        hasReachedOne = true;
        return;
      }
      const [oldest, latest] = [waiting[0], waiting.at(-1)];
      if (oldest && latest && at - latest.at < (at - oldest.at) * apart) return;
      waiting.push({ end, at });
    },
    reach(position) {
      reached = position;
      const left = waiting.findIndex(({ end }) => isBefore(position, end));
      hasReachedOne ||= waiting.length > 0 && left !== 0;
      waiting = left < 0 ? [] : waiting.slice(left);
    },
    seconds() {
      if (!hasReachedOne) return undefined;
      const [oldest] = waiting;
      return oldest ? (now() - oldest.at) / 1000 : 0;
    },
  };
}

const sampleEveryMs = 500;

/** Asks a server where its log ends, again and again, until it is over. */
export function sampleLag(endpoint: MysqlEndpoint, lag: Lag, over: AbortSignal): Promise<void> {
  return poll({ endpoint, everyMs: sampleEveryMs, over }, async (session) => {
    const end = await readLogEnd(session);
    if (end) lag.sample(end);
    else await session.query('SELECT 1');
  });
}
