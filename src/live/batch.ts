import type { LogPosition } from '../mysql/log-position.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedChange, LoggedRow } from './source-log.js';

/** What became of a row: its last image, or null where the run has no such row any more. */
export interface Outcome {
  readonly table: FollowedTable;
  /** An image that has the row's key. */
  readonly row: LoggedRow;
  readonly isThere: boolean;
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
 */
export function createBatch(tables: ReadonlyMap<string, FollowedTable>): Batch {
  let settled = new Map<string, Outcome>();
  let open = new Map<string, Outcome>();
  let openEvents = 0;
  let events = 0;
  let transactions = 0;
  let position: LogPosition | null = null;

  function note(table: FollowedTable, row: LoggedRow, isThere: boolean): void {
    table.check(row);
    open.set(`${table.plan.table}\0${table.identity(row)}`, { table, row, isThere });
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
      if (was) note(table, before, false);
      if (is) note(table, after, true);
    },
    commit(at) {
      for (const [identity, outcome] of open) settled.set(identity, outcome);
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
