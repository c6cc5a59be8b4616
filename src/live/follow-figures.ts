import type { WorkerFigures } from '../ledger/workers.js';
import type { Lag } from './lag.js';

interface Followed {
  readonly lag: Lag;
  readonly maxLagSeconds: number;
  /** Row changes applied so far. */
  readonly rowEvents: () => number;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** What a follower says of itself, asked again and again: the rate is that since it was asked last. */
export function followFigures({
  lag,
  maxLagSeconds,
  rowEvents,
  now = () => performance.now(),
}: Followed): () => WorkerFigures {
  let before = { at: now(), events: rowEvents() };
  let quietSince: number | undefined;
  return () => {
    const at = now();
    const events = rowEvents();
    const seconds = (at - before.at) / 1000;
    const eventsPerSecond = seconds > 0 ? (events - before.events) / seconds : 0;
    before = { at, events };
    const lagSeconds = lag.seconds();
    const isQuiet = lagSeconds !== undefined && lagSeconds < maxLagSeconds;
    quietSince = isQuiet ? (quietSince ?? at) : undefined;
    return {
      lagSeconds: lagSeconds ?? null,
      eventsPerSecond,
      ...(quietSince === undefined ? {} : { quietSeconds: (at - quietSince) / 1000 }),
    };
  };
}
