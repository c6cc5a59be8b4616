import type { RunControl } from './events.js';
import type { SteerAction, Steerable, SteerChange } from './steer-changes.js';

/** Changes a `RunControl`; the last word counts, whoever said it. */
export interface Steering extends Steerable {
  readonly control: RunControl;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly setParallelism: (value: number) => void;
  /** Things a second at most; null: as the config says. */
  readonly setRate: (value: number | null) => void;
  /** Finish the chunks in hand, then stop. */
  readonly stop: () => void;
  /** Give up at once. */
  readonly abort: () => void;
}

export function createSteering(parallelism: number): Steering {
  const stop = new AbortController();
  const abort = new AbortController();
  let pairs = parallelism;
  let rowsPerSecond: number | null = null;
  let paused: PromiseWithResolvers<void> | null = null;
  let tell: ((change: SteerChange) => void) | null = null;

  function resume(): void {
    paused?.resolve();
    paused = null;
  }

  function steer({ action, value }: SteerChange): void {
    switch (action) {
      case 'pause':
        paused ??= Promise.withResolvers<void>();
        break;
      case 'continue':
        resume();
        break;
      case 'parallel':
        pairs = value ?? parallelism;
        break;
      case 'rate':
        rowsPerSecond = value;
        break;
      case 'stop':
        stop.abort();
        // A paused engine would never reach the place where it looks at the stop signal.
        resume();
        break;
    }
  }

  function here(action: SteerAction, value: number | null = null): void {
    steer({ action, value });
    tell?.({ action, value });
  }

  const steering: Steering = {
    control: {
      waitWhilePaused: () => paused?.promise ?? Promise.resolve(),
      parallelism: () => pairs,
      stop: stop.signal,
      abort: abort.signal,
      get steering() {
        return steering;
      },
    },
    pause: () => here('pause'),
    resume: () => here('continue'),
    setParallelism: (value) => here('parallel', value),
    setRate: (value) => here('rate', value),
    stop: () => here('stop'),
    abort: () => {
      stop.abort();
      abort.abort();
      resume();
    },
    steer,
    now: () => ({ paused: paused !== null, parallelism: pairs, rowsPerSecond }),
    onChange: (listener) => {
      tell = listener;
    },
  };
  return steering;
}
