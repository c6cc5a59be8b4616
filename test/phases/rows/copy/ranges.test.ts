import { describe, expect, test } from 'vitest';
import {
  businessCondition,
  filterCondition,
  keyOrder,
  rangeCondition,
} from '../../../../src/mysql/chunks.js';
import { copiedColumns } from '../../../../src/phases/rows/copy/copy-columns.js';
import { describeRange } from '../../../../src/phases/rows/copy/copy-error.js';
import { describeKey } from '../../../../src/phases/rows/copy/row-check.js';
import type { ColumnFacts } from '../../../../src/plan/facts.js';
import type { TablePlan } from '../../../../src/plan/plan.js';

function facts(name: string, dataType: string, more: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    name,
    ordinal: 1,
    dataType,
    columnType: dataType,
    unsigned: false,
    nullable: false,
    default: null,
    autoIncrement: false,
    generated: false,
    invisible: false,
    isJson: false,
    ...more,
  };
}

function table(...columns: readonly ColumnFacts[]): TablePlan {
  return {
    table: 't',
    source: 't',
    target: 't',
    level: 1,
    key: columns.map(({ name }) => name),
    columns: columns.map((column) => ({
      name: column.name,
      treatment: { kind: 'same' },
      source: column,
      target: column,
      secret: false,
    })),
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
}

describe('a range as SQL', () => {
  test('of one integer', () => {
    const plan = table(facts('id', 'bigint'));
    expect(rangeCondition(plan, { after: null, through: null }, 'source')).toBe('TRUE');
    expect(rangeCondition(plan, { after: [{ n: '5' }], through: [{ n: '9' }] }, 'source')).toBe(
      '(`id` > 5) AND (`id` <= 9)',
    );
    expect(keyOrder(plan, 'source')).toBe(' ORDER BY `id`');
  });

  test('of a column that the target calls otherwise', () => {
    const plan = table(facts('id', 'bigint'));
    const renamed = {
      ...plan,
      key: ['uid'],
      columns: plan.columns.map((column) => ({ ...column, name: 'uid' })),
    };
    const range = { after: [{ n: '5' }], through: null };
    expect(rangeCondition(renamed, range, 'source')).toBe('(`id` > 5)');
    expect(rangeCondition(renamed, range, 'target')).toBe('(`uid` > 5)');
    expect(keyOrder(renamed, 'source')).toBe(' ORDER BY `id`');
    expect(keyOrder(renamed, 'target', 'DESC')).toBe(' ORDER BY `uid` DESC');
    const some = {
      ...renamed,
      filter: { column: 'uid', values: [7] },
      leftOut: { column: 'uid', ids: ['9'] },
    };
    expect(businessCondition(some, 'target')).toBe('`uid` IN (7)');
    expect(filterCondition(some)).toBe('`id` IN (7) AND `id` NOT IN (9)');
  });

  test('of several columns is written out, so that the index is used', () => {
    const plan = table(facts('a', 'int'), facts('b', 'varchar', { charset: 'gbk' }));
    const tuple = [{ n: '1' }, { hex: 'D6D0' }];
    expect(rangeCondition(plan, { after: tuple, through: null }, 'source')).toBe(
      "(`a` >= 1 AND (`a` > 1 OR (`a` = 1 AND `b` > _gbk X'D6D0')))",
    );
    expect(rangeCondition(plan, { after: null, through: tuple }, 'source')).toBe(
      "(`a` <= 1 AND (`a` < 1 OR (`a` = 1 AND `b` <= _gbk X'D6D0')))",
    );
  });

  test.each([
    ['binary', {}, { hex: '00FF' }, "`k` > X'00FF'"],
    [
      'datetime',
      {},
      { hex: Buffer.from("2024-01-01 00:00:00'").toString('hex') },
      "`k` > '2024-01-01 00:00:00\\''",
    ],
    ['enum', { charset: 'utf8mb4' }, { n: '3' }, '(`k` + 0) > 3'],
    ['float', {}, { n: '0.5' }, '`k` > 0.5e0'],
    ['double', {}, { n: '1e300' }, '`k` > 1e300'],
    ['decimal', {}, { n: '-1.50' }, '`k` > -1.50'],
  ])('of a %s key', (dataType, more, cell, condition) => {
    expect(
      rangeCondition(table(facts('k', dataType, more)), { after: [cell], through: null }, 'source'),
    ).toBe(`(${condition})`);
  });

  test('takes nothing from a ledger that is not a key', () => {
    const number = table(facts('k', 'int'));
    const text = table(facts('k', 'varchar', { charset: 'utf8mb4' }));
    expect(() => rangeCondition(number, { after: [{ n: '1 OR 1' }], through: null }, 'source')).toThrow(
      'not a number',
    );
    expect(() => rangeCondition(number, { after: [{ hex: '00' }], through: null }, 'source')).toThrow(
      'not a number',
    );
    expect(() => rangeCondition(text, { after: [{ hex: "' OR" }], through: null }, 'source')).toThrow(
      'not hexadecimal',
    );
    expect(() =>
      rangeCondition(number, { after: [{ n: '1' }, { n: '2' }], through: null }, 'source'),
    ).toThrow('another key');
  });
});

test('the filter names the businesses, and nothing when there are none', () => {
  const plan = table(facts('id', 'int'));
  expect(filterCondition(plan)).toBe('TRUE');
  expect(filterCondition({ ...plan, filter: { column: 'biz_id', values: [2, 5] } })).toBe(
    '`biz_id` IN (2, 5)',
  );
  expect(filterCondition({ ...plan, filter: { column: 'biz_id', values: [] } })).toBe('FALSE');
});

test('a range is named in words, by its number where its keys are data', () => {
  const ids = table(facts('id', 'int'));
  expect(describeRange({ table: ids, range: { after: null, through: null } }).text).toBe('all rows');
  const numbers = { after: [{ n: '1' }], through: [{ n: '9' }] };
  expect(describeRange({ table: ids, range: numbers, number: 1 }).text).toBe('keys after 1 up to 9');
  const named = table(facts('name', 'varchar'), facts('at', 'datetime'));
  const texts = { after: [{ hex: 'ab'.repeat(100) }, { hex: '31' }], through: null };
  expect(describeRange({ table: named, range: texts }).text).toBe('some rows by name, at');
  expect(describeRange({ table: named, range: texts, number: 12 }).text).toBe('range 12 by name, at');
});

test.each(['decimal', 'float', 'enum', 'bit', 'year'])(
  'a range of a %s key is named by its number, although its ends are numbers',
  (dataType) => {
    const range = { after: [{ n: '7' }], through: [{ n: '8' }] };
    expect(describeRange({ table: table(facts('k', dataType)), range, number: 3 }).text).toBe('range 3 by k');
  },
);

test('a range of an integer key that is secret, or only part of the key, is named by its number', () => {
  const secret = table(facts('pin', 'int'));
  const range = { after: [{ n: '1234' }], through: null };
  const columns = secret.columns.map((column) => ({ ...column, secret: true }));
  expect(describeRange({ table: { ...secret, columns }, range, number: 1 }).text).toBe('range 1 by pin');
  const mixed = { after: [{ n: '1' }, { hex: '61' }], through: null };
  expect(
    describeRange({ table: table(facts('a', 'int'), facts('b', 'varchar')), range: mixed, number: 2 }).text,
  ).toBe('range 2 by a, b');
});

test('a row is named by its integers; of any other key the columns alone stand in an error', () => {
  const key = { id: 'bigint', code: 'varchar', price: 'decimal', uid: 'binary', at: 'datetime' };
  const plan = table(...Object.entries(key).map(([name, dataType]) => facts(name, dataType)));
  const cells = ['42', 'private', '12.50', '\x01', '2020-01-01'].map((text) => Buffer.from(text));
  const { columns } = copiedColumns(plan, {});
  expect(describeKey(columns, plan.key, (index) => cells[index] ?? Buffer.alloc(0))).toBe(
    'row id=42, code=(not shown), price=(not shown), uid=(not shown), at=(not shown)',
  );
});
