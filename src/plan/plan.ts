import type { z } from 'zod';
import type { Plain } from '../core/shape.js';
import type { SecretEntry } from '../preset/schema.js';
import type {
  columnPlan,
  fileDestination,
  filesPlan,
  generatorPlan,
  idAdjustments,
  leftBehind,
  server,
  skippedTable,
  storedPlan,
  tablePlan,
} from './stored-plan.js';

/** Everything a run will do, and why; `stored-plan.ts` says what each field means. */
export type Plan = Plain<z.infer<typeof storedPlan>>;
export type TablePlan = Plain<z.infer<typeof tablePlan>>;
export type ColumnPlan = Plain<z.infer<typeof columnPlan>>;
export type LeftBehind = Plain<z.infer<typeof leftBehind>>;
export type IdAdjustments = Plain<z.infer<typeof idAdjustments>>;
export type ServerSummary = Plain<z.infer<typeof server>>;
export type SkippedTable = Plain<z.infer<typeof skippedTable>>;
/** A skipped table before it is known what refers to it. */
export type LeftTable = Omit<SkippedTable, 'referencedBy' | 'approximateRows'>;
export type GeneratorPlan = Plain<z.infer<typeof generatorPlan>>;
export type FilesPlan = Plain<z.infer<typeof filesPlan>>;
export type FileDestination = Plain<z.infer<typeof fileDestination>>;
export type SecretPlan = SecretEntry;

/** Where a name is said: source and target may have other names for the same thing. */
export type Side = 'source' | 'target';

/** Whether the rows of a table belong to tenants in the target: the preset says so, and the table has the column. */
export function hasTenant(
  { tenant }: Pick<Plan, 'tenant'>,
  { columns }: Pick<TablePlan, 'columns'>,
): boolean {
  return columns.some(({ name }) => name === tenant.column);
}

/** A table's name on one side; a table that is not in the plan has the same name on both. */
export function tableName({ tables }: Pick<Plan, 'tables'>, table: string, side: Side): string {
  return tables.find((planned) => planned.table === table)?.[side] ?? table;
}

/** A column's name on one side; a column that is not in the plan has the same name on both. */
export function columnName({ columns }: Pick<TablePlan, 'columns'>, name: string, side: Side): string {
  const source = side === 'source' ? columns.find((column) => column.name === name)?.source : undefined;
  return source?.name ?? name;
}
