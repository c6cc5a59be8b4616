import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import type { Finding } from '../../plan/finding.js';
import { type CellContext, canonicalBytes, cellTransform, sourceExpression } from '../../plan/mapping.js';
import type { ColumnPlan, Plan, TablePlan } from '../../plan/plan.js';
import { quoteName, quoteText } from '../../plan/sql.js';
import { columnKey } from '../../preset/column-names.js';

export interface IdenticalRows {
  readonly table: string;
  /** Source ID → ID of the target's row that is the same. */
  readonly same: Readonly<Record<string, string>>;
}

/** Columns that say who made a row and when: they may differ between rows that are otherwise the same. */
const authorship = new Set(['creator', 'reviser', 'created_at', 'updated_at', 'memo']);
/** A tenant with more rows than this in one table is no newcomer: its rows are not held in memory. */
const mostRows = 50_000;

/**
 * Source rows that the tenant already has in the target, equal in everything but their ID and authorship: e.g. the template
 * space that the console makes at the first visit. Reads only; `null` when the tenant has too many rows to look at.
 */
export async function findIdenticalRows(
  source: Session,
  target: Session,
  plan: Plan,
  table: TablePlan,
  idColumn: string,
  context: CellContext,
): Promise<IdenticalRows | null> {
  const compared = table.columns.filter(
    ({ name, treatment }) =>
      name !== idColumn && !authorship.has(columnKey(name)) && name !== plan.tenant.column && treatment,
  );
  if (!table.columns.some(({ name }) => name === idColumn)) return { table: table.table, same: {} };
  const theirs = await readTarget(target, plan, table, idColumn, compared);
  if (theirs === null) return null;
  if (theirs.size === 0) return { table: table.table, same: {} };
  const same: Record<string, string> = {};
  const transforms = compared.map((column) => cellTransform(column, context));
  const rows = source.streamCells(
    `SELECT ${[quoteName(idColumn), ...compared.map(sourceExpression)].join(', ')} FROM ${quoteName(table.table)}
      WHERE ${filterCondition(table)}`,
  );
  for await (const [id, ...cells] of rows) {
    const key = rowText(
      compared,
      cells.map((cell, index) => {
        const transform = transforms[index];
        return transform ? transform(cell) : cell;
      }),
    );
    const there = theirs.get(key);
    if (there !== undefined) same[String(id)] = there;
  }
  return { table: table.table, same };
}

async function readTarget(
  target: Session,
  plan: Plan,
  table: TablePlan,
  idColumn: string,
  compared: readonly ColumnPlan[],
): Promise<ReadonlyMap<string, string> | null> {
  const rows = await target.queryCells(
    `SELECT ${[idColumn, ...compared.map(({ name }) => name)].map(quoteName).join(', ')} FROM ${quoteName(table.table)}
      WHERE ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} LIMIT ${mostRows + 1}`,
  );
  if (rows.length > mostRows) return null;
  return new Map(rows.map(([id, ...cells]) => [rowText(compared, cells), String(id)]));
}

function rowText(columns: readonly ColumnPlan[], cells: readonly (Buffer | null)[]): string {
  return JSON.stringify(
    cells.map((cell, index) => {
      const column = columns[index];
      return cell === null || !column ? null : canonicalBytes(cell, column.target).toString('latin1');
    }),
  );
}

export function describeIdentical({ table, same }: IdenticalRows): Finding {
  const pairs = Object.entries(same);
  return {
    code: 'conflict.identical-rows',
    severity: 'warning',
    subject: 'data',
    title: `${pairs.length} rows of ${table} are in the target already, equal but for their ID and authorship: they are taken as migrated`,
    remedy: 'to refuse instead, set migration.identical_rows: refuse',
    table,
    samples: pairs.slice(0, 10).map(([from, to]) => `source id=${from} is target id=${to}`),
    count: pairs.length,
  };
}
