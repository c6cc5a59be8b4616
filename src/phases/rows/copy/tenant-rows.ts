import { quoteTable, textCells } from '../../../core/sql.js';
import { businessCondition, type KeyRange, rangeCondition } from '../../../mysql/chunks.js';
import type { Session } from '../../../mysql/session.js';
import { keyColumnPlans, shiftedRange, withinReserved } from '../../../plan/key-shift.js';
import { actualText } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { shiftOf } from '../../../plan/treatments.js';
import { tenantCondition } from '../compare/scope.js';
import type { StoredRows } from './stored-lengths.js';

/** The rows that may have been there before: our tenant's, or all of a table whose rows belong to nobody. */
function tenantRows(plan: Plan, table: TablePlan): string {
  return tenantCondition(plan, table) ?? 'TRUE';
}

/** Which planned tables of the target hold rows of the tenant already. */
export async function tablesWithTenantRows(session: Session, plan: Plan): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for (const table of plan.tables) {
    const rows = await session.queryCells(
      `SELECT 1 FROM ${quoteTable(plan.target.database, table.target)} WHERE ${tenantRows(plan, table)} LIMIT 1`,
    );
    if (rows.length > 0) present.add(table.table);
  }
  return present;
}

/** Where the rows of a range of source keys are in the target; undefined where the plan sends some of them elsewhere. */
export function storedRows(
  plan: Plan,
  table: TablePlan,
  range: KeyRange,
  hadRows: boolean,
): StoredRows | undefined {
  const scattered = keyColumnPlans(table).map(({ treatment }) => shiftOf(treatment));
  if (scattered.some((shift) => shift?.toZero || shift?.exceptions)) return undefined;
  return {
    // The first range is open below, where other tenants have theirs.
    range: `${withinReserved(plan, table)} AND ${rangeCondition(table, shiftedRange(table, range), 'target')}`,
    own: `${tenantRows(plan, table)} AND ${businessCondition(table, 'target')}`,
    hadRows,
  };
}

/** Target keys of the tenant's rows, of the run's businesses, in a range of source keys, as text; none for a table without a key. */
export async function readTenantKeys(
  session: Session,
  plan: Plan,
  table: TablePlan,
  range: KeyRange,
): Promise<readonly (readonly string[])[]> {
  if (table.key.length === 0) return [];
  const cells = await session.queryCells(
    `SELECT ${keyColumnPlans(table).map(actualText).join(', ')} FROM ${quoteTable(plan.target.database, table.target)}
      WHERE ${tenantRows(plan, table)} AND ${businessCondition(table, 'target')}
        AND ${rangeCondition(table, shiftedRange(table, range), 'target')}`,
  );
  return cells.map(textCells);
}
