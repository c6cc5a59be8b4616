import { quoteTable } from '../core/sql.js';
import { readCommittedChunks } from '../ledger/chunks.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import type { Session } from '../mysql/session.js';
import { scopeInRange, tableScope } from '../phases/rows/compare/scope.js';
import type { TablePlan } from '../plan/plan.js';

/** What a run copied by its ledger, and what of it the target holds now. */
interface CopiedRows {
  readonly copied: number;
  readonly present: number;
}

/** Counts a run's rows in the target, in the key ranges that its ledger names: after a restored backup they are gone. Reads only. */
export async function countCopiedRows(ledger: RunLedger, run: StoredRun): Promise<CopiedRows> {
  let copied = 0;
  let present = 0;
  for (const table of run.plan.tables) {
    const { chunks } = await readCommittedChunks(ledger, table.table);
    const written = chunks.filter(({ rows, removed }) => rows > 0 && !removed);
    const [first, last] = [written[0], written.at(-1)];
    if (!first || !last) continue;
    copied += written.reduce((sum, { rows }) => sum + rows, 0);
    const before = written.flatMap(({ rowsBefore }) => rowsBefore);
    const range = { after: first.range.after, through: last.range.through };
    present += await countRows(ledger.session, run, table, { before, range });
  }
  return { copied, present };
}

async function countRows(
  target: Session,
  { plan }: StoredRun,
  table: TablePlan,
  { before, range }: { before: Parameters<typeof tableScope>[2]; range: Parameters<typeof scopeInRange>[2] },
): Promise<number> {
  const scope = scopeInRange(table, tableScope(plan, table, before), range);
  const [row] = await target.queryCells(
    `SELECT COUNT(*) FROM ${quoteTable(plan.target.database, table.target)} WHERE ${scope.target}`,
  );
  return Number(row?.[0]?.toString('latin1') ?? 0);
}
