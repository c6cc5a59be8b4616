import { quoteName, quoteTable } from '../../../core/sql.js';
import { filterCondition, type KeyRange, keyOrder, rangeCondition } from '../../../mysql/chunks.js';
import { describeMysqlError } from '../../../mysql/errors.js';
import type { Session } from '../../../mysql/session.js';
import { type CellContext, cellTransform, sourceExpression } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import type { CopyResult } from './copy-chunk.js';
import { copyError, copyFailure } from './copy-error.js';
import { areOfComputedColumns, firstWarnings } from './server-warnings.js';

interface CopyWithinServerOptions {
  /** A target-writer outside any transaction, whose user may read the source's database. */
  readonly session: Session;
  readonly plan: Plan;
  readonly table: TablePlan;
  readonly range: KeyRange;
  /** The chunk's number, for errors. */
  readonly number: number;
  /** Runs within the chunk's transaction. What it throws rolls back. */
  readonly beforeCommit: (result: CopyResult) => Promise<void>;
}

/** Whether a table can be copied by the server alone: nothing is left for the tool to transform, and all of it is one table's. */
export function canCopyWithinServer(table: TablePlan, context: CellContext): boolean {
  return !table.reshape && table.columns.every((column) => cellTransform(column, context) === undefined);
}

/** Whether this user may read the source's table. */
export async function canReadSource(session: Session, plan: Plan, table: TablePlan): Promise<boolean> {
  try {
    await session.queryCells(`SELECT 1 FROM ${quoteTable(plan.source.database, table.source)} LIMIT 1`);
    return true;
  } catch (error) {
    if (describeMysqlError(error).retryable) throw error;
    return false;
  }
}

/**
 * Copies a range with INSERT … SELECT: source and target are one server, so no row leaves it. One transaction, strict mode,
 * no warnings accepted. The SELECT reads what is committed at that moment, not the run's snapshot. Throws CopyError.
 */
export async function copyWithinServer(options: CopyWithinServerOptions): Promise<CopyResult> {
  const { session, plan, table, range, beforeCommit } = options;
  const columns = table.columns.filter(({ target }) => !target.generated);
  let inTransaction = false;
  try {
    await session.begin();
    inTransaction = true;
    const { affectedRows, warnings } = await session.execute(
      `INSERT INTO ${quoteTable(plan.target.database, table.target)} (${columns.map(({ name }) => quoteName(name)).join(', ')})
        SELECT ${columns.map(sourceExpression).join(', ')} FROM ${quoteTable(plan.source.database, table.source)}
        WHERE ${rangeCondition(table, range, 'source')} AND ${filterCondition(table)}${keyOrder(table, 'source')}`,
    );
    if (
      warnings > 0 &&
      !(await areOfComputedColumns(
        session,
        warnings,
        columns.map(({ name }) => name),
      ))
    )
      throw copyFailure('INSERT_DIFFERS', `the server warned: ${await firstWarnings(session)}`);
    const result = { rows: affectedRows, bytes: 0 };
    await beforeCommit(result);
    await session.commit();
    return result;
  } catch (error) {
    if (inTransaction) await session.rollback().catch(() => session.destroy());
    throw copyError(options, error);
  }
}
