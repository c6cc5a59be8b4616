import { quoteName, quoteText } from '../core/sql.js';
import { columnName, type Side, type TablePlan } from '../plan/plan.js';
import { sourceRows } from '../plan/reshape/reshape.js';
import { valueKind } from '../plan/value-kind.js';
import { type KeyTuple, keyColumns } from './key-cells.js';
import type { Session } from './session.js';

/** Rows with `after` < key ≤ `through`; null is open. Both null: the whole table. */
export interface KeyRange {
  readonly after: KeyTuple | null;
  readonly through: KeyTuple | null;
}

/** Exact probes between two of which the ids are taken to be as dense as they were. */
const probeEvery = 16;
/** From this share of used ids on, a range of n ids is as good as one of n rows. */
const dense = 0.9;

/** What is known of a table's ids; forgotten with its plan. */
const density = new WeakMap<TablePlan, { untilProbe: number }>();

/** SQL for the rows a plan takes of the source: all, or those of some businesses, less those the target has already. */
export function filterCondition(table: TablePlan): string {
  const { leftOut } = table;
  const taken = businessCondition(table, 'source');
  if (!leftOut || leftOut.ids.length === 0) return taken;
  const column = quoteName(columnName(table, leftOut.column, 'source'));
  return `${taken} AND ${column} NOT IN (${literals(table, leftOut.column, leftOut.ids)})`;
}

/** SQL for the rows of the plan's businesses on one side. */
export function businessCondition(table: Pick<TablePlan, 'filter' | 'columns'>, side: Side): string {
  if (!table.filter) return 'TRUE';
  const { column, values } = table.filter;
  if (values.length === 0) return 'FALSE';
  return `${quoteName(columnName(table, column, side))} IN (${literals(table, column, values.map(String))})`;
}

/** Values of a column as a list: bare where it holds numbers, since a text that is compared with a number is cut to one. */
function literals(
  { columns }: Pick<TablePlan, 'columns'>,
  column: string,
  values: readonly string[],
): string {
  const planned = columns.find(({ name }) => name === column);
  const facts = planned?.source ?? planned?.target;
  const isNumber = facts === undefined || valueKind(facts) === 'number';
  return values.map((value) => (isNumber && decimal.test(value) ? value : quoteText(value))).join(', ');
}

const decimal = /^-?\d+(\.\d+)?$/;

/** One end of a range. Written out, since servers do not use an index for `(a, b) > (x, y)`. */
function endCondition(table: TablePlan, side: Side, tuple: KeyTuple, end: '>' | '<='): string {
  const strict = end === '>' ? '>' : '<';
  const columns = keyColumns(table, side);
  if (tuple.length !== columns.length) throw new Error(`table ${table.table}: the range is of another key`);
  let condition = '';
  for (let position = columns.length - 1; position >= 0; position -= 1) {
    const column = columns[position];
    const cell = tuple[position];
    if (!column || !cell) continue;
    const name = column.expression;
    const value = column.toSql(cell);
    condition =
      condition === ''
        ? `${name} ${end} ${value}`
        : `${name} ${strict}= ${value} AND (${name} ${strict} ${value} OR (${name} = ${value} AND ${condition}))`;
  }
  return `(${condition})`;
}

/** SQL on one side's bare column names that holds for the range's rows. The filter is not part of it. */
export function rangeCondition(table: TablePlan, range: KeyRange, side: Side): string {
  const ends: string[] = [];
  if (range.after !== null) ends.push(endCondition(table, side, range.after, '>'));
  if (range.through !== null) ends.push(endCondition(table, side, range.through, '<='));
  return ends.length === 0 ? 'TRUE' : ends.join(' AND ');
}

/** The order of the chunks, or the opposite; empty for a table without a key. */
export function keyOrder(table: TablePlan, side: Side, direction: 'ASC' | 'DESC' = 'ASC'): string {
  const names = keyColumns(table, side).map(
    ({ expression }) => `${expression}${direction === 'DESC' ? ' DESC' : ''}`,
  );
  return names.length === 0 ? '' : ` ORDER BY ${names.join(', ')}`;
}

function conditions(table: TablePlan, after: KeyTuple | null): string {
  return `${rangeCondition(table, { after, through: null }, 'source')} AND ${filterCondition(table)}`;
}

/** The key of the row that is `rows` behind `after`; null when fewer are left. Reads `rows` entries of the key's index. */
function probe(session: Session, table: TablePlan, after: KeyTuple | null, rows: number) {
  const where = `${conditions(table, after)}${keyOrder(table, 'source')} LIMIT ${Math.max(0, rows - 1)}, 1`;
  return keyOf(session, table, where);
}

async function keyOf(session: Session, table: TablePlan, where: string): Promise<KeyTuple | null> {
  const columns = keyColumns(table, 'source');
  const [found] = await session.queryCells(
    `SELECT ${columns.map(({ selected }) => selected).join(', ')} FROM ${sourceRows(table)} WHERE ${where}`,
  );
  if (!found) return null;
  return columns.map((column, position) => column.toCell(found[position]?.toString('latin1') ?? ''));
}

/** The range up to the last key there is, where it is open; as it is where it holds no row, or the table has no key. */
export async function closedRange(session: Session, table: TablePlan, range: KeyRange): Promise<KeyRange> {
  if (range.through !== null || table.key.length === 0) return range;
  const where = `${conditions(table, range.after)}${keyOrder(table, 'source', 'DESC')} LIMIT 1`;
  return { ...range, through: await keyOf(session, table, where) };
}

function integerOf(tuple: KeyTuple | null): bigint | null {
  const cell = tuple?.[0];
  return cell && 'n' in cell ? BigInt(cell.n) : null;
}

/** The next ids without looking at the rows: from the first one there is, so that gaps cost nothing. */
async function nextIds(session: Session, table: TablePlan, after: KeyTuple | null, rows: number) {
  const name = quoteName(columnName(table, table.key[0] ?? '', 'source'));
  const [found] = await session.queryCells(
    `SELECT MIN(${name}) FROM ${sourceRows(table)} WHERE ${rangeCondition(table, { after, through: null }, 'source')}`,
  );
  const first = found?.[0];
  if (!first) return null;
  const through = BigInt(first.toString('latin1')) + BigInt(rows) - 1n;
  // Past any type's end the range stays open instead.
  return { after, through: through >= 2n ** 63n - 1n ? null : [{ n: through.toString() }] };
}

/**
 * The source's next range with about `rows` rows, never more than that many where the key is unique; null when nothing is left.
 * Ranges handed out one after the other cover the table without gap or overlap.
 */
export async function nextRange(
  session: Session,
  table: TablePlan,
  after: KeyTuple | null,
  rows: number,
): Promise<KeyRange | null> {
  const columns = keyColumns(table, 'source');
  if (columns.length === 0) return after === null ? { after: null, through: null } : null;
  const countable = columns.length === 1 && columns[0]?.integer === true && !table.filter;
  const known = density.get(table);
  if (countable && known && known.untilProbe > 0) {
    known.untilProbe -= 1;
    return await nextIds(session, table, after, rows);
  }
  const through = await probe(session, table, after, rows);
  if (!countable) return { after, through };
  const [from, to] = [integerOf(after), integerOf(through)];
  if (from !== null && to !== null) {
    const isDense = rows / Number(to - from) >= dense;
    density.set(table, { untilProbe: isDense ? probeEvery : 0 });
  }
  return { after, through };
}
