import type { RunEvent } from '../../core/events.js';
import type { Clock } from './clock.js';

/** An event and when it arrived, in milliseconds since 1970. */
export interface TimedEvent {
  readonly event: RunEvent;
  readonly at: number;
}

interface EventBatch {
  readonly push: (event: RunEvent) => void;
  /** Delivers what is waiting now. */
  readonly flush: () => void;
}

/**
 * Collects engine events and delivers them together after `milliseconds`, so that a fast copy costs a few
 * redraws a second, not one for each chunk.
 */
export function batchEvents(
  clock: Clock,
  milliseconds: number,
  deliver: (events: readonly TimedEvent[]) => void,
): EventBatch {
  let waiting: TimedEvent[] = [];
  let cancel: (() => void) | null = null;
  const flush = (): void => {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    deliver(events);
  };
  return {
    push: (event) => {
      waiting.push({ event, at: clock.now() });
      cancel ??= clock.after(milliseconds, flush);
    },
    flush,
  };
}
