import type { RunEvent } from '../../core/events.js';
import { localiseEvent } from '../../text/localise.js';
import { batchEvents, type TimedEvent } from './event-batch.js';
import type { Wizard } from './wizard.js';

const tickMilliseconds = 1000;

/** A long task that tells events. */
export interface Work {
  readonly listen: (event: RunEvent) => void;
  /** What was told so far is shown now. */
  readonly flush: () => void;
  /** No event counts any more, and the clock stands. */
  readonly end: () => void;
}

/**
 * Shows a long task's progress while it is at work, and hands its other events to `deliver`, a few times a second. `signal`:
 * what is told after it was aborted belongs to nobody.
 */
export function beginWork(
  wizard: Wizard,
  deliver: (events: readonly TimedEvent[]) => void = () => undefined,
  signal?: AbortSignal,
): Work {
  const { store, clock, batchMilliseconds, language } = wizard;
  store.dispatch({ slice: 'work', type: 'started', at: clock.now() });
  const batch = batchEvents(clock, batchMilliseconds, (events) => {
    if (signal?.aborted === true) return;
    const last = events.findLast(({ event }) => event.type === 'progress');
    if (last?.event.type === 'progress') {
      store.dispatch({ slice: 'work', type: 'progress', progress: last.event, at: last.at });
    }
    const others = events.filter(({ event }) => event.type !== 'progress');
    if (others.length > 0) deliver(others);
  });
  const stopTicks = clock.every(tickMilliseconds, () =>
    store.dispatch({ slice: 'work', type: 'tick', now: clock.now() }),
  );
  return {
    listen: (event) => batch.push(localiseEvent(event, language)),
    flush: batch.flush,
    end: () => {
      stopTicks();
      batch.flush();
    },
  };
}
