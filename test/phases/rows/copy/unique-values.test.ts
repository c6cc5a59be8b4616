import { describe, expect, test } from 'vitest';
import { oneOf } from '../../../../src/phases/rows/compare/one-of.js';
import { copiedColumns } from '../../../../src/phases/rows/copy/copy-columns.js';
import { holdersOf } from '../../../../src/phases/rows/copy/unique-values.js';
import type { ColumnPlan, TablePlan } from '../../../../src/plan/plan.js';
import { column } from '../../../support/facts.js';

/** Which rows of the target hold what rows of two columns bring, of which the first has these types. */
function holdersFor(
  [sourceType, targetType]: readonly [string, string],
  values: readonly string[],
  key: { readonly prefix?: number; readonly hidden?: true } = {},
) {
  const columns: readonly ColumnPlan[] = [
    ['a', sourceType, targetType],
    ['b', 'int', 'int'],
  ].map(([name = '', from = '', to = '']) => ({
    name,
    treatment: { kind: 'same' },
    source: column(name, from),
    target: column(name, to),
    secret: false,
  }));
  const plan: TablePlan = {
    table: 't',
    source: 't',
    target: 't',
    level: 1,
    key: [],
    columns,
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
  const brought = copiedColumns(plan, {}).columns.map((copied, index) => ({
    ...copied,
    plan: columns[index] as ColumnPlan,
    value: (row: readonly string[]) => Buffer.from(row[index] ?? ''),
  }));
  const { prefix, hidden } = key;
  const parts = [
    { name: 'a', prefix, nullable: false },
    { name: 'b', nullable: false },
  ];
  const indexes = [{ name: 'a_b', unique: true, hidden, columns: parts }];
  const rows = values.map((value) => [value, '1']);
  return holdersOf({ plan, columns: brought }, indexes, rows);
}

function conditionFor(types: readonly [string, string], values: readonly string[]): string {
  const [held] = holdersFor(types, values);
  return held ? oneOf(held.columns, held.values) : '';
}

describe('rows that hold unique values', () => {
  test('are looked up by a list of rows', () => {
    expect(conditionFor(['bigint', 'bigint'], ['3', '4'])).toBe('(`a`, `b`) IN ((3, 1), (4, 1))');
  });

  test('are looked up one by one by numbers that come as texts: within rows MariaDB rounds both, and finds 9007199254740992, too', () => {
    expect(conditionFor(['varchar(20)', 'bigint'], ['9007199254740993', '3'])).toBe(
      "((`a` = '9007199254740993' AND `b` = 1) OR (`a` = '3' AND `b` = 1))",
    );
  });

  test('are looked up by the index of their key, unless it holds a part of a value only, or may not be used', () => {
    const indexFor = (key?: { prefix?: number; hidden?: true }) =>
      holdersFor(['varchar(20)', 'varchar(20)'], ['x'], key).map(({ index }) => index);
    expect(indexFor()).toEqual(['a_b']);
    expect(indexFor({ prefix: 4 })).toEqual([undefined]);
    expect(indexFor({ hidden: true })).toEqual([undefined]);
  });
});
