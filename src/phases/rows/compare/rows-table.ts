import type { CellContext } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { type ComparedTable, compileTable, versionColumn } from './compared-table.js';
import type { RowKey } from './keys.js';
import { type NotOurs, ownScope, type TableScope } from './scope.js';
import { readVersionChanges, type VersionChange, type VersionChanges } from './versions.js';

/** A table whose rows are compared. */
export interface RowsTable {
  readonly table: ComparedTable;
  /** Only these are the run's rows. */
  readonly scope: TableScope;
  /** The column of its secrets' versions; it is left out of the rows' digests. */
  readonly versionColumn: string | undefined;
  /** What became of those, as the ledger has it when it is asked; of some rows, or of all. */
  readonly readVersionChanges: (keys?: readonly RowKey[]) => Promise<VersionChanges>;
}

export interface RowsTableOptions extends NotOurs {
  readonly plan: Plan;
  readonly cellContext: CellContext;
  /** Table → columns that clients keep changing, on either side: they are not compared. */
  readonly volatile?: Readonly<Record<string, readonly string[]>>;
  /** The ledger's changed secret versions of one table; absent when the Vault phase has not changed any. */
  readonly versionChanges?: (table: string, keys?: readonly RowKey[]) => AsyncIterable<VersionChange>;
}

/** What comparing the rows of a table takes. */
export function rowsTable(options: RowsTableOptions, plan: TablePlan): RowsTable {
  const { versionChanges } = options;
  const version = versionColumn(options.plan, plan.table);
  return {
    table: compileTable(plan, {
      cellContext: options.cellContext,
      exclude: version ? [version] : [],
      volatile: options.volatile?.[plan.table] ?? [],
    }),
    scope: ownScope(options.plan, plan, options),
    versionColumn: version,
    readVersionChanges: async (keys) =>
      version && versionChanges ? readVersionChanges(versionChanges(plan.table, keys)) : new Map(),
  };
}
