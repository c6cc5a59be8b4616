import type { Flight } from '../../in-flight.js';
import type { SessionPair } from '../compare/rows.js';
import type { RowsTable } from '../compare/rows-table.js';
import { countOnce, type RowCounts } from './jobs/counts.js';

export interface SettledCounts {
  readonly counts: RowCounts;
  /** Changes of the table while it was counted; rows may be on their way. */
  readonly moved: number;
  /** Both sides have other numbers of rows than changes on their way explain. */
  readonly differs: boolean;
}

/** Looked at so often before numbers differ for certain: a change may be in the log a moment before it is seen. */
const times = 2;

/** Counts both sides while the source goes on changing. */
export async function settledCounts(
  pair: SessionPair,
  { table, scope }: RowsTable,
  { settle, touchesOf }: Flight,
): Promise<SettledCounts> {
  for (let time = 1; ; time += 1) {
    // Before it is settled: what is read meanwhile may not be applied when it is counted.
    const before = touchesOf(table.plan.table);
    await settle(pair);
    const counts = await countOnce()(pair, table, scope);
    await settle(pair);
    const moved = touchesOf(table.plan.table) - before;
    // Each change can have moved one row from one side of the count to the other.
    const differs = Math.abs(counts.expected.rows - counts.actual.rows) > moved;
    if (!differs || time === times) return { counts, moved, differs };
  }
}
