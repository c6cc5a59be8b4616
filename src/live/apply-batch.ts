import type { Outcome } from './batch.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedRow } from './source-log.js';

/** What a batch is written with; `sql-target.ts` is the one that writes into a server. */
export interface Target {
  /** All of the work is durable, or nothing of it. */
  readonly inTransaction: (work: () => Promise<void>) => Promise<void>;
  /** Removes the run's rows that hold a unique value which one of the rows brings. */
  readonly moveAside: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
  /** Removes the run's rows with the keys of these. */
  readonly remove: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
  /** Throws where one of them would take a key or a unique value of another row. */
  readonly insert: (table: FollowedTable, rows: readonly LoggedRow[]) => Promise<void>;
}

/**
 * Writes what a batch left of its rows, in one transaction with `note`, which makes its position durable: all touched rows go, then those
 * that are there come, so that rows may swap what is unique. `beforeSnapshotEnd`: the target may hold rows that are newer than the batch,
 * and with them unique values that are older rows' here. They are moved aside, since their own changes come yet.
 */
export async function applyBatch(
  target: Target,
  outcomes: readonly Outcome[],
  { beforeSnapshotEnd, note }: { readonly beforeSnapshotEnd: boolean; readonly note: () => Promise<void> },
): Promise<void> {
  await target.inTransaction(async () => {
    await note();
    for (const [table, touched] of Map.groupBy(outcomes, (outcome) => outcome.table)) {
      const there = touched.filter(({ isThere }) => isThere).map(({ row }) => row);
      if (beforeSnapshotEnd) await target.moveAside(table, there);
      await target.remove(
        table,
        touched.map(({ row }) => row),
      );
      await target.insert(table, there);
    }
  });
}
