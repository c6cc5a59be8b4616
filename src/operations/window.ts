import type { Listener, RunControl } from '../core/events.js';
import { formatTime } from '../core/format.js';
import { told } from '../core/sentence.js';
import { say } from './words.js';

/** So long a forecast has to say that the window is too short: the first ones are guesses. */
const surelyMs = 10_000;

interface Window {
  readonly ends: Date;
  readonly listener: Listener;
  readonly control: RunControl;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A run within its change window. */
export interface WindowWatch extends Disposable {
  /** Passes everything on, and looks at how much time is left. */
  readonly listener: Listener;
  /** Stops, too, when the window is over or no longer enough. */
  readonly control: RunControl;
  /** How the window ended the run; null: it did not. */
  readonly closed: () => { readonly ends: string; readonly secondsLeft: number | null } | null;
}

/** Ends a run in order when its window is over, or when the rest has not fitted into it for a while. */
export function watchWindow({ ends, listener, control, now = Date.now }: Window): WindowWatch {
  const over = new AbortController();
  let closed: ReturnType<WindowWatch['closed']> = null;
  let tightSince: number | null = null;

  function close(secondsLeft: number | null): void {
    if (closed || control.stop.aborted) return;
    closed = { ends: ends.toISOString(), secondsLeft };
    const params = { ends: formatTime(ends.toISOString()), minutes: Math.ceil((secondsLeft ?? 0) / 60) };
    const said = secondsLeft === null ? say('window.over', params) : say('window.too-short', params);
    listener({ type: 'window-closed', ...closed, ...told(said) });
    over.abort();
    // A paused run would never see it.
    control.steering?.steer({ action: 'continue', value: null });
  }

  const timer = setTimeout(() => close(null), Math.max(0, Math.min(ends.getTime() - now(), 2 ** 31 - 1)));
  return {
    control: { ...control, stop: AbortSignal.any([control.stop, over.signal]) },
    closed: () => closed,
    listener: (event) => {
      listener(event);
      if (event.type !== 'progress' || event.secondsLeft === null) return;
      const at = now();
      if (at + event.secondsLeft * 1000 <= ends.getTime()) tightSince = null;
      else {
        tightSince ??= at;
        if (at - tightSince >= surelyMs) close(event.secondsLeft);
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
