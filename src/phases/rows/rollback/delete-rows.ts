import { quoteTable } from '../../../core/sql.js';
import { markChunkRemoved } from '../../../ledger/chunks.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { scopeInRange } from '../compare/scope.js';
import type { Piece } from './pieces.js';

/**
 * Deletes the rows of one piece: this tenant's, of the run's businesses, less those that stood there before. The ledger's
 * note is in the same transaction, so an interrupted rollback goes on where it was.
 */
export async function deletePiece(
  ledger: RunLedger,
  plan: Plan,
  table: TablePlan,
  piece: Piece,
): Promise<number> {
  const { session } = ledger;
  const { target } = scopeInRange(table, piece.scope, piece.range);
  await session.begin();
  try {
    const { affectedRows } = await session.execute(
      `DELETE FROM ${quoteTable(plan.target.database, table.target)} WHERE ${target}`,
    );
    if (piece.endsChunk) await markChunkRemoved(ledger, table.table, piece.chunk);
    await session.commit();
    return affectedRows;
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
}
