/** Keeps a copy below a number of rows per second. Times are milliseconds of one monotonic clock. */
interface RateCap {
  /** Takes a turn and answers 0, or answers how long to wait before asking again. */
  readonly take: (now: number) => number;
  /** The turn taken longest ago ended with so many rows; 0 where nothing came of it. */
  readonly copied: (rows: number, now: number) => void;
  /** Time that a worker spent waiting for its turn. */
  readonly waited: (milliseconds: number) => void;
  /** Whether the cap, rather than the servers, sets the speed of late. */
  readonly limits: () => boolean;
}

/** A turn asked for late by no more than this is counted as on time: timers wake late, which would lower the rate. */
const latenessMs = 100;
/** Time of workers that is looked back on, halved when it is full: one chunk must not change the answer. */
const memoryMs = 4_000;
const enoughToTellMs = 1_000;
/** Shares of waiting from which, and below which no more, the cap is what limits. */
const limitsFrom = 0.1;
const limitsNoMore = 0.03;

/**
 * A turn is charged when it is taken, with as many rows as chunks had of late, and corrected when the chunk is
 * committed: charged only then, all workers would begin a chunk at once after each pause. Time in which nothing was
 * taken is not saved up. `expectedRows`: of the first chunk.
 */
export function createRateCap(rowsPerSecond: number, expectedRows: number): RateCap {
  const timeOf = (rows: number) => (rows / rowsPerSecond) * 1000;
  const taken: { readonly rows: number; readonly at: number }[] = [];
  let expected = expectedRows;
  let paidUntil = Number.NEGATIVE_INFINITY;
  let waiting = 0;
  let working = 0;
  let limiting = false;

  function learn(): void {
    const all = waiting + working;
    if (all < enoughToTellMs) return;
    const share = waiting / all;
    limiting = share >= (limiting ? limitsNoMore : limitsFrom);
    if (all < memoryMs) return;
    waiting /= 2;
    working /= 2;
  }

  return {
    take: (now) => {
      if (now < paidUntil) return paidUntil - now;
      paidUntil = (now - paidUntil <= latenessMs ? paidUntil : now) + timeOf(expected);
      taken.push({ rows: expected, at: now });
      return 0;
    },
    copied: (rows, now) => {
      const turn = taken.shift();
      if (!turn) return;
      paidUntil += timeOf(rows - turn.rows);
      // Tables differ in the size of their chunks: too many expected is put right at the commit, too few is a burst.
      if (rows > 0) expected = Math.max(rows, expected / 2);
      working += now - turn.at;
      learn();
    },
    waited: (milliseconds) => {
      waiting += milliseconds;
      learn();
    },
    limits: () => limiting,
  };
}
