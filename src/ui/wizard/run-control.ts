import type { RunControl } from '../../core/events.js';

/** The operator's side of a `RunControl`. */
export interface Steering {
  readonly control: RunControl;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly setParallelism: (value: number) => void;
  /** Finish the chunks in hand, then stop. */
  readonly stop: () => void;
  /** Give up at once. */
  readonly abort: () => void;
}

export function createSteering(parallelism: number): Steering {
  const stop = new AbortController();
  const abort = new AbortController();
  let value = parallelism;
  let paused: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;
  const resume = (): void => {
    paused?.resolve();
    paused = null;
  };
  return {
    control: {
      waitWhilePaused: () => paused?.promise ?? Promise.resolve(),
      parallelism: () => value,
      stop: stop.signal,
      abort: abort.signal,
    },
    pause: () => {
      paused ??= Promise.withResolvers<void>();
    },
    resume,
    setParallelism: (next) => {
      value = next;
    },
    stop: () => {
      stop.abort();
      // A paused engine would never reach the place where it looks at the stop signal.
      resume();
    },
    abort: () => {
      stop.abort();
      abort.abort();
      resume();
    },
  };
}
