/** Measures how far and how fast a phase is; knows no words. */
export interface Meter {
  /** What is done, in all, and of how many (undefined when it is not known). */
  set(done: number, total: number | undefined): void;
  readonly done: number;
  readonly total: number | undefined;
  /** Per second over the last ten seconds; 0 before two samples. */
  rate(): number;
  /** Seconds left by the recent rate; null until five seconds and two percent have passed, or when the total is unknown. */
  secondsLeft(): number | null;
  /** True at most once in `intervalMs`: time for a progress line. */
  due(): boolean;
}

const windowMs = 10_000;
const intervalMs = 2_000;

export function createMeter(now: () => number): Meter {
  const startedAt = now();
  let lastLineAt = startedAt;
  let done = 0;
  let doneAtStart: number | undefined;
  let total: number | undefined;
  let samples: { at: number; done: number }[] = [];

  const rate = (): number => {
    const first = samples[0];
    const last = samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  };

  return {
    set(newDone, newTotal) {
      const at = now();
      // Rows that an earlier run copied are no work of this one, so they count as the start and not as speed.
      doneAtStart ??= newDone;
      done = newDone;
      total = newTotal;
      samples = [...samples.filter((sample) => at - sample.at <= windowMs), { at, done }];
    },
    get done() {
      return done;
    },
    get total() {
      return total;
    },
    rate,
    secondsLeft() {
      if (total === undefined || total <= 0 || done >= total) return null;
      const worked = done - (doneAtStart ?? 0);
      const perSecond = rate();
      if (now() - startedAt < 5000 || worked / total < 0.02 || perSecond <= 0) return null;
      return (total - done) / perSecond;
    },
    due() {
      if (now() - lastLineAt < intervalMs) return false;
      lastLineAt = now();
      return true;
    },
  };
}
