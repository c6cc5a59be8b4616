import type { DifferenceKind } from '../core/validation-shape.js';
import type { Session } from '../mysql/session.js';

/** Sessions of whoever compares. */
interface Pair {
  readonly source: Session;
  readonly target: Session;
}

/** The key columns' values in the target. */
type Key = readonly string[];

/** How far a followed source's changes have come, to whoever compares meanwhile. */
export interface Flight {
  /** Waits until all that is in the source's log now is applied, and counted in `touchesOf`. Rejects when aborted. */
  readonly settle: (pair: Pair) => Promise<void>;
  /** Changes of a table so far. */
  readonly touchesOf: (table: string) => number;
}

/** Rows that were different at one reading, judged. */
export interface JudgedRows {
  /** Those that differ for certain. */
  readonly differing: readonly { readonly key: Key; readonly kind: DifferenceKind }[];
  /** Rows that changed at every look, so that nobody can tell. */
  readonly undecided: number;
}

/** Tells rows that differ from rows on their way, while the source goes on changing and is followed. */
export interface InFlight extends Flight {
  /** Looks at rows of a table again and again until it is known of each. */
  readonly judge: (pair: Pair, table: string, keys: readonly Key[]) => Promise<JudgedRows>;
}
