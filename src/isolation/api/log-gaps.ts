import { z } from 'zod';
import { at, type Plain } from '../../core/shape.js';

export const logGap = z.object({ from: at, to: at });
export type LogGap = Plain<z.infer<typeof logGap>>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A day of a log that is missing leaves at least this: with the clocks put forward it has 23 hours. */
const missingMs = 23 * hourMs;

/** Notes when a log has lines, hour by hour, so that years of it take little memory. Lines may come in any order. */
export class LogHours {
  readonly #hours = new Map<number, { first: number; last: number }>();

  note(time: number): void {
    const hour = Math.floor(time / hourMs);
    const seen = this.#hours.get(hour);
    if (!seen) this.#hours.set(hour, { first: time, last: time });
    else {
      seen.first = Math.min(seen.first, time);
      seen.last = Math.max(seen.last, time);
    }
  }

  /**
   * Where it has no line for a day or longer, behind `since`, though it has them more often: a file of it may be missing. Times in
   * milliseconds since 1970.
   */
  gaps(since: number): readonly LogGap[] {
    const seen = [...this.#hours.values()].toSorted((a, b) => a.first - b.first);
    const between = seen.flatMap(({ first }, index) => {
      const from = seen[index - 1]?.last;
      return from === undefined || first <= since ? [] : [{ from, to: first, ms: first - from }];
    });
    const days = Math.ceil(((seen.at(-1)?.last ?? 0) - Math.max(since, seen[0]?.first ?? 0)) / dayMs);
    // Of a service that is called once a day: the middle one of as many of its longest gaps as there are days.
    const usual = between.map(({ ms }) => ms).toSorted((a, b) => b - a)[Math.floor(days / 2)] ?? 0;
    const missing = Math.max(missingMs, 1.5 * usual);
    return between
      .filter(({ ms }) => ms >= missing)
      .map(({ from, to }) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }));
  }
}
