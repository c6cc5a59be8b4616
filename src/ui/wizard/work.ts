import type { Listener } from '../../core/events.js';
import { localiseEvent } from '../../text/localise.js';
import { batchEvents, type TimedEvent } from './event-batch.js';
import type { Wizard } from './wizard.js';

const tickMilliseconds = 1000;

type Task<Result> = (listen: Listener) => Promise<Result>;
type Deliver = (events: readonly TimedEvent[]) => void;

/** Hands on what a long task tells, a few times a second, and the last of it before the task settles. */
export async function listenTo<Result>(
  { clock, batchMilliseconds, language }: Wizard,
  task: Task<Result>,
  { deliver, tick }: { readonly deliver: Deliver; readonly tick: (now: number) => void },
): Promise<Result> {
  const batch = batchEvents(clock, batchMilliseconds, deliver);
  // What has come until then is drawn together with the clock, not once more behind it.
  const stopTicks = clock.every(tickMilliseconds, () => {
    batch.flush();
    tick(clock.now());
  });
  try {
    return await task((event) => batch.push(localiseEvent(event, language)));
  } finally {
    stopTicks();
    batch.flush();
  }
}

/**
 * Makes a long task, shows its progress, and hands its other events to `deliver`. `signal`: what is told after it was aborted
 * belongs to nobody.
 */
export async function atWork<Result>(
  wizard: Wizard,
  task: Task<Result>,
  deliver: Deliver = () => undefined,
  signal?: AbortSignal,
): Promise<Result> {
  const { store, clock } = wizard;
  store.dispatch({ slice: 'work', type: 'started', at: clock.now() });
  return await listenTo(wizard, task, {
    deliver: (events) => {
      if (signal?.aborted === true) return;
      const last = events.findLast(({ event }) => event.type === 'progress');
      if (last?.event.type === 'progress') {
        store.dispatch({ slice: 'work', type: 'progress', progress: last.event, at: last.at });
      }
      const others = events.filter(({ event }) => event.type !== 'progress');
      if (others.length > 0) deliver(others);
    },
    tick: (now) => store.dispatch({ slice: 'work', type: 'tick', now }),
  });
}
