import type { RunStatus } from '../../../operations/status-types.js';

/** How far following was behind at a moment; times are milliseconds since 1970. */
export interface LagSample {
  readonly at: number;
  /** null: not known. */
  readonly lagSeconds: number | null;
  readonly eventsPerSecond: number | null;
}

const keptMilliseconds = 3_600_000;

/** With what the ledger said now; an hour is kept. */
export function withSample(
  samples: readonly LagSample[],
  at: number,
  { lagSeconds, eventsPerSecond }: Pick<RunStatus, 'lagSeconds' | 'eventsPerSecond'>,
): readonly LagSample[] {
  const kept = samples.filter((sample) => at - sample.at < keptMilliseconds);
  return [...kept, { at, lagSeconds, eventsPerSecond }];
}

export interface LagColumns {
  /** The highest of each column, the oldest first; null: nothing is known of it. */
  readonly lag: readonly (number | null)[];
  readonly changes: readonly (number | null)[];
  /** What is known of, from the oldest to the newest. */
  readonly seconds: number;
}

/** No less: the ledger is looked at each second, and sometimes a little later. */
const leastMilliseconds = 2000;

/** The samples in `columns` columns up to the newest, each as wide as it must be to show them all. */
export function lagColumns(samples: readonly LagSample[], columns: number): LagColumns {
  const end = samples.at(-1)?.at ?? 0;
  const span = end - (samples[0]?.at ?? end);
  const width = Math.max(leastMilliseconds, Math.ceil((span + 1) / 1000 / columns) * 1000);
  const parts = Map.groupBy(samples, ({ at }) => columns - 1 - Math.floor((end - at) / width));
  const highest = (pick: (sample: LagSample) => number | null) =>
    Array.from({ length: columns }, (_, index) => {
      const known = (parts.get(index) ?? []).flatMap((sample) => pick(sample) ?? []);
      return known.length === 0 ? null : Math.max(...known);
    });
  return {
    lag: highest(({ lagSeconds }) => lagSeconds),
    changes: highest(({ eventsPerSecond }) => eventsPerSecond),
    seconds: span / 1000,
  };
}
