import type { LogPosition } from '../mysql/log-position.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedChange, LoggedRow } from './source-log.js';

/** What became of a row: its last image, or null where the run has no such row any more. */
export interface Outcome {
  readonly table: FollowedTable;
  /** An image that has the row's key. */
  readonly row: LoggedRow;
  readonly isThere: boolean;
  /** The row before the batch, wherever it was then; null: there was none. Only where a batch `keepsFirst`. */
  readonly first?: LoggedRow | null;
}

/** Whole transactions of the source, as what they left of each row that they touched. */
export interface Batch {
  /** Notes a change of the transaction that is open. Throws UnmappedError. */
  readonly add: (change: LoggedChange) => void;
  /** The open transaction ends here. */
  readonly commit: (position: LogPosition) => void;
  /** The open transaction did not happen. */
  readonly discard: () => void;
  /** Nothing of ours up to here; only between transactions. */
  readonly pass: (position: LogPosition) => void;
  /** Takes the whole transactions so far out; null where there is nothing new. An open one stays. */
  readonly take: () => TakenBatch | null;
  /** Rows touched by whole transactions that were not taken yet. */
  readonly rows: () => number;
  /** No row of ours was touched. */
  readonly isEmpty: () => boolean;
  /** Where what was not taken ends. */
  readonly position: () => LogPosition | null;
}

export interface TakenBatch {
  readonly outcomes: readonly Outcome[];
  readonly events: number;
  readonly transactions: number;
  /** All before this is in it. */
  readonly position: LogPosition;
}

/**
 * Coalesces changes to the last image by table and key. A changed key is a row that went and another that came; so is a row that moves
 * between businesses of which the run takes one. Positions stand between transactions, so what is taken can be applied as a whole.
 * `keepsFirst`: outcomes have their first image, too.
 */
export function createBatch(tables: ReadonlyMap<string, FollowedTable>, keepsFirst = false): Batch {
  let settled = new Map<string, Outcome>();
  let open = new Map<string, Outcome>();
  let openEvents = 0;
  let events = 0;
  let transactions = 0;
  let position: LogPosition | null = null;

  const nameOf = (table: FollowedTable, row: LoggedRow) => `${table.plan.table}\0${table.identity(row)}`;

  function note(outcome: Outcome): void {
    const { table, row } = outcome;
    table.check(row);
    open.set(nameOf(table, row), outcome);
  }

  /** What the row with this image was before `changes`. */
  function firstIn(
    changes: ReadonlyMap<string, Outcome>,
    table: FollowedTable,
    image: LoggedRow | null | undefined,
  ): Pick<Outcome, 'first'> {
    if (!keepsFirst || image === undefined) return {};
    const earlier = image === null ? undefined : changes.get(nameOf(table, image));
    return { first: earlier?.isThere ? (earlier.first ?? null) : image };
  }

  function close(): void {
    open = new Map();
    openEvents = 0;
  }

  return {
    add({ table: { table: name }, before, after }) {
      const table = tables.get(name);
      if (!table) return;
      const was = before !== null && table.takes(before);
      const is = after !== null && table.takes(after);
      if (was || is) openEvents += 1;
      const first = firstIn(open, table, was ? before : null);
      if (was) note({ table, row: before, isThere: false, ...first });
      if (is) note({ table, row: after, isThere: true, ...first });
    },
    commit(at) {
      // An open transaction outlives a batch: only now is it known which one it belongs to.
      const whole = [...open].map(
        ([name, outcome]) =>
          [name, { ...outcome, ...firstIn(settled, outcome.table, outcome.first) }] as const,
      );
      for (const [name, outcome] of whole) settled.set(name, outcome);
      if (openEvents > 0) transactions += 1;
      events += openEvents;
      position = at;
      close();
    },
    discard: close,
    pass(at) {
      position = at;
    },
    take() {
      if (position === null) return null;
      const taken = { outcomes: [...settled.values()], events, transactions, position };
      settled = new Map();
      position = null;
      events = 0;
      transactions = 0;
      return taken;
    },
    rows: () => settled.size,
    isEmpty: () => settled.size === 0,
    position: () => position,
  };
}
