import { quoteName, quoteText } from '../../../core/sql.js';
import { businessCondition, filterCondition, type KeyRange, rangeCondition } from '../../../mysql/chunks.js';
import { shiftedRange } from '../../../plan/key-shift.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { constantOf } from '../../../plan/treatments.js';
import { type RowKey, targetKeyCondition } from './keys.js';

/** Which rows of a table are compared. Conditions are SQL on bare column names. */
export interface TableScope {
  /** The run's rows in the source: its businesses. */
  readonly source: string;
  /** The rows that must equal them in the target: our tenant's, of the same businesses. */
  readonly target: string;
}

/** Every key there is. */
export const wholeTable: KeyRange = { after: null, through: null };

/** Table → keys of this tenant's rows that were in the target before the run. */
export type RowsBefore = Readonly<Record<string, readonly RowKey[]>>;

/** What another run brought to one table of the same tenant. */
export interface OtherRunRows {
  readonly runId: string;
  /** SQL on bare column names: rows that are this run's, and not the validated one's. */
  readonly rows: string;
  /** Rows its chunks wrote. */
  readonly brought: number;
}

/** Table → other runs that brought rows to it. */
export type OtherRuns = Readonly<Record<string, readonly OtherRunRows[]>>;

/** SQL: none of these rows. */
export function notOfOtherRuns(others: readonly OtherRunRows[] = []): readonly string[] {
  return others.map(({ rows }) => isNot(rows));
}

/** SQL: the condition is false or NULL. */
export function isNot(condition: string): string {
  return `(${condition}) IS NOT TRUE`;
}

/** What of the tenant's rows is not the run's to judge. */
export interface NotOurs {
  readonly rowsBefore?: RowsBefore | undefined;
  /** Rows that other runs brought since, or before behind the run's last key. */
  readonly otherRuns?: OtherRuns | undefined;
}

/** The scope of one table, less the rows that stood there before the run and those of other runs. */
export function ownScope(plan: Plan, table: TablePlan, { rowsBefore, otherRuns }: NotOurs): TableScope {
  const scope = tableScope(plan, table, rowsBefore?.[table.table]);
  return { ...scope, target: join([scope.target, ...notOfOtherRuns(otherRuns?.[table.table])]) };
}

/** `before`: keys of this tenant's rows that were in the target before the run; they are not ours to judge. */
export function tableScope(plan: Plan, table: TablePlan, before: readonly RowKey[] = []): TableScope {
  const target = [
    tenantCondition(plan, table),
    businessCondition(table, 'target'),
    before.length > 0 && table.key.length > 0 ? `NOT ${targetKeyCondition(table, before)}` : undefined,
  ];
  return { source: filterCondition(table), target: join(target) };
}

/** Our tenant's rows, or undefined where the table has no tenant column. Compared as the services do, by the collation. */
export function tenantCondition(plan: Plan, table: TablePlan): string | undefined {
  const { column, id } = plan.tenant;
  return table.columns.some(({ name, treatment }) => name === column && constantOf(treatment) !== undefined)
    ? `${quoteName(column)} = ${quoteText(id)}`
    : undefined;
}

/** The scope's rows with keys in `range` (source keys), as a condition for each server. */
export function scopeInRange(table: TablePlan, scope: TableScope, range: KeyRange): TableScope {
  if (range.after === null && range.through === null) return scope;
  return {
    source: join([scope.source, rangeCondition(table, range, 'source')]),
    target: join([scope.target, rangeCondition(table, shiftedRange(table, range), 'target')]),
  };
}

function join(conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined && condition !== 'TRUE');
  return given.length === 0 ? 'TRUE' : given.join(' AND ');
}
