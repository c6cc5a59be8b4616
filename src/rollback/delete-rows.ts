import type { Session } from '../mysql/session.js';
import type { Plan, TablePlan } from '../plan/plan.js';
import { quoteTable } from '../plan/sql.js';
import { type ChunkRecord, markChunkRemoved } from '../run/ledger/chunks.js';
import type { LedgerLocation } from '../run/ledger/location.js';
import { scopeInRange, tableScope } from '../validate/checks/scope.js';

/**
 * Deletes what the run wrote in one chunk's range: this tenant's rows, of the run's businesses, less those that stood there
 * before. The ledger's note is in the same transaction, so an interrupted rollback goes on where it was.
 */
export async function deleteChunk(
  session: Session,
  ledger: LedgerLocation,
  runId: string,
  plan: Plan,
  table: TablePlan,
  chunk: ChunkRecord,
): Promise<number> {
  const scope = tableScope(plan, table, chunk.rowsBefore);
  const { target } = scopeInRange(table, scope, chunk.range);
  await session.begin();
  try {
    const { affectedRows } = await session.execute(
      `DELETE FROM ${quoteTable(plan.target.database, table.table)} WHERE ${target}`,
    );
    await markChunkRemoved(session, ledger, runId, table.table, chunk.chunk);
    await session.commit();
    return affectedRows;
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
}
