import { businessCondition, filterCondition, type KeyRange, rangeCondition } from '../../mysql/chunks.js';
import { shiftedRange } from '../../plan/key-shift.js';
import type { Plan, TablePlan } from '../../plan/plan.js';
import { quoteName, quoteText } from '../../plan/sql.js';
import { type RowKey, targetKeyCondition } from '../compare/keys.js';

/** Which rows of a table are compared. Conditions are SQL on bare column names. */
export interface TableScope {
  /** The run's rows in the source: its businesses. */
  readonly source: string;
  /** The rows that must equal them in the target: our tenant's, of the same businesses. */
  readonly target: string;
}

/** Every key there is. */
export const wholeTable: KeyRange = { after: null, through: null };

/** `before`: keys of this tenant's rows that were in the target before the run; they are not ours to judge. */
export function tableScope(plan: Plan, table: TablePlan, before: readonly RowKey[] = []): TableScope {
  const target = [
    tenantCondition(plan, table),
    businessCondition(table),
    before.length > 0 && table.key.length > 0 ? `NOT ${targetKeyCondition(table, before)}` : undefined,
  ];
  return { source: filterCondition(table), target: join(target) };
}

/** Our tenant's rows, or undefined where the table has no tenant column. Compared as the services do, by the collation. */
export function tenantCondition(plan: Plan, table: TablePlan): string | undefined {
  const { column, id } = plan.tenant;
  return table.columns.some(({ name, treatment }) => name === column && treatment.kind === 'constant')
    ? `${quoteName(column)} = ${quoteText(id)}`
    : undefined;
}

/** The scope's rows with keys in `range` (source keys), as a condition for each server. */
export function scopeInRange(table: TablePlan, scope: TableScope, range: KeyRange): TableScope {
  if (range.after === null && range.through === null) return scope;
  return {
    source: join([scope.source, rangeCondition(table, range)]),
    target: join([scope.target, rangeCondition(table, shiftedRange(table, range))]),
  };
}

function join(conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined && condition !== 'TRUE');
  return given.length === 0 ? 'TRUE' : given.join(' AND ');
}
