import { quoteName } from '../core/sql.js';
import { changesIds, idRestorer, idRewriter } from './id-shift.js';
import type { ColumnPlan, Plan, TablePlan } from './plan.js';
import { reservedPieces } from './segments.js';
import { ownOffset, shiftOf } from './treatments.js';

/** A value of a key column: digits of a number, or anything else, which is never shifted. */
type KeyValue = { readonly n: string } | { readonly hex: string };

interface Range<Value extends KeyValue> {
  readonly after: readonly Value[] | null;
  readonly through: readonly Value[] | null;
}

/** The plan's columns that make up the key, in its order. */
export function keyColumnPlans(table: TablePlan): readonly ColumnPlan[] {
  return table.key.map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${table.table}: its key column ${name} is not copied`);
    return column;
  });
}

/** What the target has for a key value of the source, both as decimal text. */
export function shiftedKey(column: ColumnPlan, value: string): string {
  return rewritten(column, value, idRewriter);
}

/** What the source has for a key value of the target, both as decimal text. */
export function unshiftedKey(column: ColumnPlan, value: string): string {
  return rewritten(column, value, idRestorer);
}

function rewritten({ treatment }: ColumnPlan, value: string, rule: typeof idRewriter): string {
  const shift = shiftOf(treatment);
  // Kept texts may look like numbers: 007.
  if (!shift || !changesIds(shift)) return value;
  // A reference to nothing stays; a key that is not shifted may be a fraction.
  if (value === '0' && ownOffset(treatment) === undefined) return value;
  if (!/^-?\d+$/.test(value)) return value;
  return String(rule(shift)(BigInt(value)));
}

/** The range of target keys that holds the rows of a range of source keys. Offsets are added, so order is kept. */
export function shiftedRange<Value extends KeyValue>(table: TablePlan, range: Range<Value>): Range<Value> {
  const columns = keyColumnPlans(table);
  const shift = (tuple: readonly Value[] | null) =>
    tuple?.map((value, position) => {
      const column = columns[position];
      return column && 'n' in value ? { ...value, n: shiftedKey(column, value.n) } : value;
    }) ?? null;
  return { after: shift(range.after), through: shift(range.through) };
}

/** Target IDs that belong to a run which shifts them: from the first of each range to its last. */
export interface ReservedIds {
  readonly column: string;
  readonly first: bigint;
  readonly ranges: readonly { readonly first: bigint; readonly last: bigint }[];
}

/** What is reserved for the table's own IDs; undefined where they are kept. */
export function reservedIds({ ids }: Plan, table: TablePlan): ReservedIds | undefined {
  for (const { name, treatment } of table.columns) {
    const own = ownOffset(treatment);
    if (own === undefined) continue;
    const pieces = reservedPieces({ ...ids, offsets: { [table.table]: own } }, table.table);
    const ranges = pieces.map(({ lowest, highest, offset }) => ({
      first: lowest + offset,
      last: highest + offset,
    }));
    return ranges[0] && { column: name, first: ranges[0].first, ranges };
  }
  return undefined;
}

/** Whether a target ID lies in one of them. */
export function isReserved({ ranges }: ReservedIds, id: bigint): boolean {
  return ranges.some(({ first, last }) => id >= first && id <= last);
}

/** SQL for the rows of the target that a run with shifted IDs can have written; TRUE where IDs are kept. */
export function withinReserved(plan: Plan, table: TablePlan): string {
  const ids = reservedIds(plan, table);
  if (!ids) return 'TRUE';
  const column = quoteName(ids.column);
  return `(${ids.ranges.map(({ first, last }) => `${column} BETWEEN ${first} AND ${last}`).join(' OR ')})`;
}
