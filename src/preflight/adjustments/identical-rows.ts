import { counted } from '../../core/counted.js';
import { type Finding, finding, sampled } from '../../core/finding.js';
import { quoteName, quoteText } from '../../core/sql.js';
import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import { isReserved, reservedIds, shiftedKey } from '../../plan/key-shift.js';
import { type CellContext, canonicalBytes, cellTransform, sourceExpression } from '../../plan/mapping.js';
import { type ColumnPlan, columnName, hasTenant, type Plan, type TablePlan } from '../../plan/plan.js';
import { sourceRows } from '../../plan/reshape/reshape.js';
import { transformedRows } from '../../plan/transform-rows.js';
import { ownOffset } from '../../plan/treatments.js';
import { columnKey } from '../../preset/column-names.js';
import { say } from '../words.js';

interface IdenticalRows {
  readonly table: string;
  /** Source ID → ID of the target's row that is the same; each of these once, or two rows would become one. */
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
  const twins = new Map<string, string[]>();
  const transforms = compared.map((column) => cellTransform(column, context));
  const rows = source.streamCells(
    `SELECT ${[quoteName(columnName(table, idColumn, 'source')), ...compared.map(sourceExpression)].join(', ')} FROM ${sourceRows(table)}
      WHERE ${filterCondition(table)}`,
  );
  for await (const [id, ...cells] of transformedRows(rows, [undefined, ...transforms])) {
    const key = rowText(compared, cells);
    if (theirs.has(key)) twins.set(key, [...(twins.get(key) ?? []), String(id)]);
  }
  const shift = table.columns.find(({ name }) => name === idColumn);
  const isOurs = reservedTest(plan, table);
  const pairs = [...twins].flatMap(([key, ids]) => {
    const there = theirs.get(key) ?? [];
    // IDs that are no integers cannot become others, so only the same one will do.
    return shift && ownOffset(shift.treatment) !== undefined
      ? pairUp(ids, there, (id) => shiftedKey(shift, id), isOurs)
      : ids.filter((id) => there.includes(id)).map((id) => [id, id] as const);
  });
  return { table: table.table, same: Object.fromEntries(pairs) };
}

/** Whether a target ID is one that a shifted row has or gets. */
function reservedTest(plan: Plan, table: TablePlan): (id: string) => boolean {
  const reserved = reservedIds(plan, table);
  return (id) => reserved !== undefined && isReserved(reserved, BigInt(id));
}

/**
 * Rows that are alike, one by one: first with the row that an earlier run made of the same one, then in the order of IDs. What
 * an earlier run made of another row is no match: references to that one lead there.
 */
function pairUp(
  source: readonly string[],
  target: readonly string[],
  shifted: (id: string) => string,
  isOurs: (id: string) => boolean,
): readonly (readonly [string, string])[] {
  const own = source.map((id) => [id, shifted(id)] as const).filter(([, id]) => target.includes(id));
  const waiting = source.filter((id) => !own.some(([from]) => from === id));
  const free = target.filter((id) => !isOurs(id) && !own.some(([, to]) => to === id));
  const rest = waiting.toSorted(byNumber).flatMap((id, index) => {
    const there = free.toSorted(byNumber)[index];
    return there === undefined ? [] : [[id, there] as const];
  });
  return [...own, ...rest];
}

function byNumber(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

async function readTarget(
  target: Session,
  plan: Plan,
  table: TablePlan,
  idColumn: string,
  compared: readonly ColumnPlan[],
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const rows = await target.queryCells(
    `SELECT ${[idColumn, ...compared.map(({ name }) => name)].map(quoteName).join(', ')} FROM ${quoteName(table.target)}
      WHERE ${hasTenant(plan, table) ? `${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}` : 'TRUE'} LIMIT ${mostRows + 1}`,
  );
  if (rows.length > mostRows) return null;
  const byText = new Map<string, string[]>();
  for (const [id, ...cells] of rows) {
    const text = rowText(compared, cells);
    byText.set(text, [...(byText.get(text) ?? []), String(id)]);
  }
  return byText;
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
  return finding('warning', 'data', 'conflict.identical-rows', {
    title: `${counted(pairs.length, 'row')} of ${table} ${pairs.length === 1 ? 'is in the target already, equal but for its ID and authorship: it is' : 'are in the target already, equal but for their ID and authorship: they are'} taken as migrated`,
    remedy: 'to refuse instead, set migration.identical_rows: refuse',
    table,
    ...sampled(
      pairs.slice(0, 10).map(([from, to]) => say('sample.same-row', { from: `id=${from}`, to: `id=${to}` })),
    ),
    count: pairs.length,
  });
}
