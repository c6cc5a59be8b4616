import type { Outcome, TakenBatch } from './batch.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedRow } from './source-log.js';

/** What a batch is written with; `sql-target.ts` is the one that writes into a server. */
export interface Target {
  readonly begin: () => Promise<void>;
  /** All since `begin` is durable. */
  readonly commit: () => Promise<void>;
  /** Nothing since `begin` was. Never throws. */
  readonly rollback: () => Promise<void>;
  /** Removes the run's rows that hold a unique value which one of the rows brings. */
  readonly moveAside: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
  /** Removes the run's rows with the keys of these. */
  readonly remove: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
  /** Throws where one of them would take a key or a unique value of another row. */
  readonly insert: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
}

interface Writing {
  readonly outcomes: readonly Outcome[];
  readonly beforeSnapshotEnd: boolean;
  /** Makes the batch's position durable with its rows. */
  readonly note: () => Promise<void>;
}

export interface Applier {
  /** Writes a batch; throws where it could not, and then nothing of its transaction is written. */
  readonly apply: (batch: Pick<TakenBatch, 'goesOn' | 'undoes'>, writing: Writing) => Promise<void>;
  /** Takes back the parts of a transaction whose end has not come. */
  readonly giveUp: () => Promise<void>;
}

/**
 * Writes what a batch left of its rows, in one transaction with `note`: all rows that were touched and not new go, then those that are there come, so that rows
 * may swap what is unique. `beforeSnapshotEnd`: the target may hold rows that are newer than the batch, and with them unique values that
 * are older rows' here. They are moved aside, since their own changes come yet. The parts of a large transaction are one transaction
 * here, too: nobody sees one before all of it is there, and a death in the middle leaves nothing.
 */
export function applier(
  target: Target,
  writeRows: (outcomes: readonly Outcome[], beforeSnapshotEnd: boolean) => Promise<void> = rowsInto(target),
): Applier {
  let isOpen = false;

  async function giveUp(): Promise<void> {
    if (isOpen) await target.rollback();
    isOpen = false;
  }

  async function write({ outcomes, beforeSnapshotEnd, note }: Writing): Promise<void> {
    await note();
    await writeRows(outcomes, beforeSnapshotEnd);
  }

  return {
    async apply({ goesOn, undoes }, writing) {
      if (undoes) await giveUp();
      try {
        if (!isOpen) await target.begin();
        isOpen = true;
        await write(writing);
        if (goesOn) return;
        await target.commit();
        isOpen = false;
      } catch (error) {
        await giveUp();
        throw error;
      }
    },
    giveUp,
  };
}

function rowsInto(target: Target) {
  return async (outcomes: readonly Outcome[], beforeSnapshotEnd: boolean): Promise<void> => {
    for (const [table, touched] of Map.groupBy(outcomes, (outcome) => outcome.table)) {
      const there = touched.filter(({ isThere }) => isThere).map(({ row }) => row);
      if (beforeSnapshotEnd) await target.moveAside(table, there);
      // Of a row that is new the target can only hold what a later snapshot has copied.
      const before = beforeSnapshotEnd ? touched : touched.filter(({ isNew }) => !isNew);
      await target.remove(
        table,
        before.map(({ row }) => row),
      );
      await target.insert(table, there);
    }
  };
}
