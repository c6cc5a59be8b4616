import type { ColumnFacts } from './facts.js';

/** Lowest and highest value of an integer column. */
export interface IntegerRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

const integerBytes: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
};

/** Null for anything that is not an integer type. */
export function integerRange(column: ColumnFacts): IntegerRange | null {
  const bytes = integerBytes[column.dataType];
  if (bytes === undefined) return null;
  const bits = BigInt(bytes * 8);
  return column.unsigned
    ? { lowest: 0n, highest: 2n ** bits - 1n }
    : { lowest: -(2n ** (bits - 1n)), highest: 2n ** (bits - 1n) - 1n };
}
