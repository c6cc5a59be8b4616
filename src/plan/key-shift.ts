import type { ColumnPlan, TablePlan } from './plan.js';

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
