import type { ColumnPlan, TablePlan } from './plan.js';
import { quoteName } from './sql.js';

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

/** What is added to a key value on its way; 0n for a reference to nothing. */
export function keyShift({ treatment }: ColumnPlan, isZero: boolean): bigint {
  if (treatment.kind === 'offset') return BigInt(treatment.offset);
  if (treatment.kind === 'reference') return isZero ? 0n : BigInt(treatment.offset);
  return 0n;
}

/** The range of target keys that holds the rows of a range of source keys. Offsets are added, so order is kept. */
export function shiftedRange<Value extends KeyValue>(table: TablePlan, range: Range<Value>): Range<Value> {
  const columns = keyColumnPlans(table);
  const shift = (tuple: readonly Value[] | null) =>
    tuple?.map((value, position) => {
      const column = columns[position];
      if (!column || !('n' in value)) return value;
      const added = keyShift(column, value.n === '0');
      // A key that is not shifted may be a fraction.
      return added === 0n ? value : { ...value, n: (BigInt(value.n) + added).toString() };
    }) ?? null;
  return { after: shift(range.after), through: shift(range.through) };
}

/** Where a table's IDs are shifted: the column, and the number that each of the run's is above, since IDs begin at 1. */
export function shiftedIds(
  table: TablePlan,
): { readonly column: string; readonly above: bigint } | undefined {
  const ids = table.columns.find(({ treatment }) => treatment.kind === 'offset' && treatment.offset !== '0');
  return ids?.treatment.kind === 'offset'
    ? { column: ids.name, above: BigInt(ids.treatment.offset) }
    : undefined;
}

/** SQL for the rows of the target that a run with shifted IDs can have written; TRUE where IDs are kept. */
export function aboveOffset(table: TablePlan): string {
  const ids = shiftedIds(table);
  return ids ? `${quoteName(ids.column)} > ${ids.above}` : 'TRUE';
}
