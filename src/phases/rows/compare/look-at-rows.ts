import type { Difference } from '../../../core/validation-shape.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { compileTable, versionColumn } from './compared-table.js';
import { type RowKey, sourceKeyCondition, targetKeyCondition } from './keys.js';
import { describeRows } from './row-differences.js';
import type { SessionPair } from './rows.js';
import { tableScope } from './scope.js';
import { type VersionChanges, versionDifferences } from './versions.js';

/** What it takes to look at single rows of both sides. */
export interface Looking {
  readonly options: {
    readonly plan: Plan;
    readonly cellContext: CellContext;
    /** Table → columns that clients keep changing: they are not looked at. */
    readonly volatile: Readonly<Record<string, readonly string[]>>;
    /** What the ledger says of rows that were written over others; absent where it is not asked. */
    readonly written?:
      | ((table: TablePlan, keys: readonly RowKey[]) => Promise<readonly Difference[]>)
      | undefined;
  };
  readonly pair: SessionPair;
  readonly versionsOf: (table: string) => Promise<VersionChanges>;
}

/** What is wrong with these rows now: every column that differs, and the secret's version by what the ledger says of it. */
export async function lookAtRows(
  { options, pair, versionsOf }: Looking,
  plan: TablePlan,
  rowKeys: readonly RowKey[],
): Promise<readonly Difference[]> {
  const written = (await options.written?.(plan, rowKeys)) ?? [];
  if (plan.reshape?.over?.write === 'repair') return written;
  const version = versionColumn(options.plan, plan.table);
  const table = compileTable(plan, {
    cellContext: options.cellContext,
    exclude: version ? [version] : [],
    volatile: options.volatile[plan.table] ?? [],
  });
  const rows = await describeRows(
    pair,
    table,
    rowKeys.map((key) => ({ kind: 'differs', key })),
  );
  if (!version) return [...rows, ...written];
  const { source } = tableScope(options.plan, plan);
  const where = {
    source: `${source} AND ${sourceKeyCondition(plan, rowKeys)}`,
    target: targetKeyCondition(plan, rowKeys),
  };
  return [...rows, ...(await versionDifferences(pair, table, version, await versionsOf(plan.table), where))];
}
