import type { Context } from '../config/context.js';
import type { RowPair } from '../core/row-pair.js';
import { cellContextOf } from '../keys/cell-context.js';
import { changedVersions } from '../ledger/changed-versions.js';
import { openSession } from '../mysql/session.js';
import { compileTable, versionColumn } from '../phases/rows/compare/compared-table.js';
import { readKey } from '../phases/rows/compare/keys.js';
import { readRowPair } from '../phases/rows/compare/row-pair.js';
import { versionChangeOf, versionsByTable } from '../phases/rows/compare/versions.js';
import { findRun } from './target-ledger.js';
import { refuse } from './words.js';

export interface RowRequest {
  /** Absent: the latest run of this tenant. */
  readonly runId?: string | undefined;
  readonly table: string;
  /** As differences show it: `id=42`. */
  readonly key: string;
  /** The same in values, where they are known. */
  readonly rowKey?: readonly string[] | undefined;
}

/** rowPair: one row of a run on both sides, as they are now. Reads only. RefusedError where there is no such table or key. */
export type RowPairOperation = (context: Context, request: RowRequest) => Promise<RowPair>;

export const rowPair: RowPairOperation = async (context, { runId, table: name, key, rowKey }) => {
  const { config } = context;
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const { run, ledger } = await findRun(context, target, runId);
  const plan = run.plan.tables.find(({ table }) => table === name);
  const wanted = plan && (rowKey ?? readKey(plan, key));
  if (!plan || !wanted) throw refuse('row.unknown', { table: name, key });
  const table = compileTable(plan, { cellContext: cellContextOf(config), exclude: [] });
  const version = versionColumn(run.plan, name);
  const changes = version && (await versionsByTable((of) => changedVersions(ledger, of))(name));
  return await readRowPair({ source, target }, table, {
    rowKey: wanted,
    version,
    versionChange: changes ? versionChangeOf(changes, wanted) : undefined,
  });
};
