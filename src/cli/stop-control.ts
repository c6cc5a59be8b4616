import type { RunControl } from '../run/events.js';
import type { Terminal } from './terminal.js';

export interface StopControl {
  readonly control: RunControl;
  /** True once the operator has asked to stop. */
  readonly requested: () => boolean;
  /** Gives the signals back to the process. */
  release(): void;
}

/**
 * Signals as a run understands them: the first SIGINT or a SIGTERM finishes the chunks in hand, a second SIGINT gives them up,
 * a third ends the process.
 */
export function stopOnSignals(
  terminal: Terminal,
  parallel: number,
  say: (what: 'stopping' | 'aborting') => void,
): StopControl {
  const stop = new AbortController();
  const abort = new AbortController();
  const release = terminal.onSignal((signal) => {
    if (!stop.signal.aborted) {
      say('stopping');
      stop.abort();
    } else if (signal === 'SIGINT' && !abort.signal.aborted) {
      say('aborting');
      abort.abort();
    } else if (signal === 'SIGINT') {
      terminal.exit(130);
    }
  });
  return {
    control: {
      waitWhilePaused: () => Promise.resolve(),
      parallelism: () => parallel,
      stop: stop.signal,
      abort: abort.signal,
    },
    requested: () => stop.signal.aborted,
    release,
  };
}

/** Signals as a check that can be given up understands them: the first stops it, a second ends the process. */
export function cancelOnSignals(terminal: Terminal): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const cancel = new AbortController();
  const release = terminal.onSignal(() => {
    if (cancel.signal.aborted) terminal.exit(130);
    else cancel.abort();
  });
  return { signal: cancel.signal, release };
}
