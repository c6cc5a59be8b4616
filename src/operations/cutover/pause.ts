import { setTimeout as delay } from 'node:timers/promises';
import type { CutoverStep, Listener, RunEvent } from '../../core/events.js';
import type { Sentence } from '../../core/sentence.js';
import { CalledOff } from '../../live/called-off.js';
import { say } from '../../live/words.js';

/** The pause of a cut-over: what is done in it, step by step, ends at once when it is over. */
export interface Pause extends Disposable {
  /** Aborted when the pause is over, or the operator ends it. */
  readonly signal: AbortSignal;
  readonly seconds: () => number;
  /** Tells how long it took. Throws CalledOff when the pause ends before it. */
  readonly step: <Result>(name: CutoverStep, work: () => Promise<Result>) => Promise<Result>;
  /** The step that makes it durable: not left in the middle, so its work has to look at `refuseLate` itself before it does. */
  readonly last: <Result>(
    name: CutoverStep,
    work: (refuseLate: () => void) => Promise<Result>,
  ) => Promise<Result>;
  /** Waits until it is so, or the pause is over. */
  readonly until: (isSo: () => boolean | Promise<boolean>) => Promise<void>;
}

interface PauseOptions {
  readonly maxSeconds: number;
  readonly listener: Listener;
  /** By the operator. */
  readonly stop: AbortSignal;
}

const lookEveryMs = 50;

/** A step is done. `since`: on the clock that never goes back. */
export function stepEvent(step: CutoverStep, since: number): RunEvent {
  return {
    type: 'cutover-step',
    step,
    seconds: (performance.now() - since) / 1000,
    at: new Date().toISOString(),
  };
}

/** Begins the pause. */
export function beginPause({ maxSeconds, listener, stop }: PauseOptions): Pause {
  const begun = performance.now();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), maxSeconds * 1000);
  const signal = AbortSignal.any([late.signal, stop]);
  const whyOver = (step: CutoverStep): Sentence =>
    stop.aborted ? say('cutover.stopped') : say('cutover.too-long', { seconds: maxSeconds, step });

  function refuseLate(step: CutoverStep): void {
    if (signal.aborted) throw new CalledOff(whyOver(step));
  }

  async function step<Result>(name: CutoverStep, work: () => Promise<Result>): Promise<Result> {
    const since = performance.now();
    const over = Promise.withResolvers<never>();
    const end = () => over.reject(new CalledOff(whyOver(name)));
    signal.addEventListener('abort', end, { once: true });
    try {
      refuseLate(name);
      const doing = work();
      // Whichever comes first; the other one is nobody's any more.
      doing.catch(() => undefined);
      const result = await Promise.race([doing, over.promise]);
      tell(name, since);
      return result;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  const tell = (name: CutoverStep, since: number) => listener(stepEvent(name, since));

  return {
    signal,
    seconds: () => (performance.now() - begun) / 1000,
    step,
    async last(name, work) {
      const since = performance.now();
      const result = await work(() => refuseLate(name));
      tell(name, since);
      return result;
    },
    async until(isSo) {
      while (!signal.aborted && !(await isSo())) await delay(lookEveryMs);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
