/** Rates from what was committed, in buckets of one second. Times are milliseconds of work: pauses do not count. */

interface SpeedBucket {
  /** Second of work, from 0. */
  readonly second: number;
  readonly rows: number;
  readonly bytes: number;
}

/** The newest last, at most `keptSeconds` old. */
export type Speed = readonly SpeedBucket[];

const keptSeconds = 120;
const nowSeconds = 5;
const etaSeconds = 30;
/** Below both of these an estimate of the time left would be a guess. */
const leastSeconds = 3;
const leastShare = 0.02;

export function addToSpeed(speed: Speed, at: number, rows: number, bytes: number): Speed {
  const second = Math.floor(at / 1000);
  const last = speed.at(-1);
  if (last !== undefined && last.second === second) {
    return [...speed.slice(0, -1), { second, rows: last.rows + rows, bytes: last.bytes + bytes }];
  }
  return [...speed.filter((bucket) => bucket.second > second - keptSeconds), { second, rows, bytes }];
}

export interface Rate {
  readonly rows: number;
  readonly bytes: number;
}

/** Per second over the last `seconds` whole seconds before `now` (the running second is not over yet). */
export function rateOver(speed: Speed, now: number, seconds: number): Rate {
  const end = Math.floor(now / 1000);
  const start = Math.max(end - seconds, 0);
  const span = Math.max(1, end - start);
  let rows = 0;
  let bytes = 0;
  for (const bucket of speed) {
    if (bucket.second < start || bucket.second >= end) continue;
    rows += bucket.rows;
    bytes += bucket.bytes;
  }
  return { rows: rows / span, bytes: bytes / span };
}

export function rateNow(speed: Speed, now: number): Rate {
  return rateOver(speed, now, nowSeconds);
}

/**
 * Seconds to go for `remaining` rows, at the recent rate; null while there is too little to tell: less than three seconds and
 * less than two percent (`share`: what is done of the whole, 0 to 1).
 */
export function secondsLeft(speed: Speed, now: number, remaining: number, share: number): number | null {
  if (now < 1_000 || (now < leastSeconds * 1000 && share < leastShare)) return null;
  const recent = rateOver(speed, now, etaSeconds).rows;
  return recent <= 0 ? null : remaining / recent;
}

/** Rows per second in `columns` equal steps up to now, for the graph; each step is `secondsPerColumn` wide. */
export function graphValues(
  speed: Speed,
  now: number,
  columns: number,
  secondsPerColumn = 2,
): readonly number[] {
  const end = Math.floor(now / 1000);
  return Array.from({ length: columns }, (_, index) => {
    const from = end - (columns - index) * secondsPerColumn;
    let rows = 0;
    for (const bucket of speed) {
      if (bucket.second >= from && bucket.second < from + secondsPerColumn) rows += bucket.rows;
    }
    return rows / secondsPerColumn;
  });
}
