import type { RunControl } from '../core/events.js';
import { exitCodes } from '../operations/exit-codes.js';
import type { Terminal } from './terminal.js';

export interface StopControl {
  readonly control: RunControl;
  /** True once the operator has asked to stop. */
  readonly requested: () => boolean;
  /** Gives the signals back to the process. */
  release(): void;
}

/** What is said when the operator asks to stop. */
export interface StopWords {
  say(what: 'stopping' | 'aborting'): void;
  /** Said when the process ends without waiting for the work. */
  last(): void;
}

/**
 * Signals as a run understands them: the first of any kind finishes the chunks in hand, a second SIGINT gives them up,
 * a third ends the process.
 */
export function stopOnSignals(terminal: Terminal, parallel: number, words: StopWords): StopControl {
  const stop = new AbortController();
  const abort = new AbortController();
  const release = terminal.onSignal((signal) => {
    if (!stop.signal.aborted) {
      words.say('stopping');
      stop.abort();
    } else if (signal === 'SIGINT' && !abort.signal.aborted) {
      words.say('aborting');
      abort.abort();
    } else if (signal === 'SIGINT') {
      words.last();
      terminal.exit(exitCodes.cancelled);
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

/** Signals as a check that can be given up understands them: the first stops it, a second ends the process, with `last` words. */
export function cancelOnSignals(
  terminal: Terminal,
  last: () => void,
): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const cancel = new AbortController();
  const release = terminal.onSignal(() => {
    if (!cancel.signal.aborted) {
      cancel.abort();
      return;
    }
    last();
    terminal.exit(exitCodes.cancelled);
  });
  return { signal: cancel.signal, release };
}
