import { describe, expect, it, test } from 'vitest';
import type { Charset } from '../../../src/mysql/binlog/charsets.js';
import { Cursor } from '../../../src/mysql/binlog/cursor.js';
import { LogError } from '../../../src/mysql/binlog/log-error.js';
import { columnTypes, readColumns, readTableId, readTableName } from '../../../src/mysql/binlog/table-map.js';
import { tableReader } from '../../../src/mysql/binlog/table-reader.js';
import type { ColumnFacts } from '../../../src/plan/facts.js';
import { column, tableMap } from '../../support/log/build-log.js';

/** As MySQL 9.7 wrote it, with binlog_row_metadata = FULL: `id int unsigned, y year, v int, d decimal(5,2) unsigned, b bit(9), e double unsigned, t timestamp(3)`. */
const recorded = Buffer.from(
  '7200000000000100036c61620001610007030d03f6100511060502010108037e0101d8040f0269640179017601640162016501740801000c01fe',
  'hex',
);

const facts: readonly ColumnFacts[] = [
  column('id', 1, { unsigned: true, columnType: 'int unsigned' }),
  column('y', 2, { dataType: 'year', nullable: true }),
  column('v', 3, { nullable: true, generated: true }),
  column('d', 4, {
    dataType: 'decimal',
    nullable: true,
    unsigned: true,
    numericPrecision: 5,
    numericScale: 2,
  }),
  column('b', 5, { dataType: 'bit', nullable: true, numericPrecision: 9 }),
  column('e', 6, { dataType: 'double', nullable: true, unsigned: true }),
  column('t', 7, { dataType: 'timestamp', nullable: true, datetimePrecision: 3 }),
];

const charsets = new Map<string, Charset>([
  ['utf8mb4', { longest: 4 }],
  ['latin1', { longest: 1 }],
]);

function read(bytes: Buffer) {
  const cursor = new Cursor(bytes);
  readTableId(cursor);
  return { ...readTableName(cursor), columns: readColumns(cursor) };
}

const table = (columns: readonly ColumnFacts[]) => ({ database: 'lab', table: 'a', columns });

/** What stands against reading the recorded table by these columns. */
function mismatch(columns: readonly ColumnFacts[]): string {
  try {
    tableReader(table(columns), read(recorded).columns, charsets);
  } catch (error) {
    if (error instanceof LogError) return error.reason.code;
    throw error;
  }
  return 'none';
}

describe('a table as the log describes it', () => {
  it('has names, types, lengths and signs', () => {
    const { database, table: name, columns } = read(recorded);
    expect([database, name]).toEqual(['lab', 'a']);
    expect(columns.map(({ type }) => type)).toEqual([3, 13, 3, 246, 16, 5, 17]);
    expect(columns.map(({ name }) => name).join('')).toBe('idyvdbet');
    expect(columns.map(({ nullable }) => nullable)).toEqual([false, true, true, true, true, true, true]);
    expect(columns.map(({ unsigned }) => unsigned)).toEqual([
      true,
      true,
      false,
      true,
      undefined,
      true,
      undefined,
    ]);
    expect(columns.map(({ metadata }) => metadata.toString('hex'))).toEqual([
      '',
      '',
      '',
      '0502',
      '0101',
      '08',
      '03',
    ]);
  });

  it('may say less', () => {
    const { columns } = read(tableMap());
    expect(columns.map(({ type, name, unsigned }) => [type, name, unsigned])).toEqual([
      [columnTypes.long, undefined, undefined],
      [columnTypes.varchar, undefined, undefined],
    ]);
  });

  it('is an error when it is cut short, at any length that leaves a column out', () => {
    // What follows the columns is optional.
    for (let length = 0; length < recorded.indexOf(Buffer.from('7e0101d8', 'hex')); length += 1) {
      expect(() => read(recorded.subarray(0, length))).toThrow(LogError);
    }
  });
});

describe('a schema held against the log', () => {
  const changed = (index: number, more: Partial<ColumnFacts>) =>
    facts.map((facts, at) => (at === index ? { ...facts, ...more } : facts));

  it('fits when it is the same', () => {
    expect(mismatch(facts)).toBe('none');
  });

  test.each([
    ['a column more', [...facts, column('x', 8, {})], 'log.count'],
    ['a column fewer', facts.slice(0, -1), 'log.count'],
    ['a column left out within', facts.filter(({ name }) => name !== 'v'), 'log.column'],
    ['another type', changed(2, { dataType: 'bigint' }), 'log.column'],
    ['another length', changed(3, { numericPrecision: 6 }), 'log.column'],
    ['other digits', changed(6, { datetimePrecision: 4 }), 'log.column'],
    ['another sign', changed(0, { unsigned: false }), 'log.column'],
    ['NULL no more', changed(2, { nullable: false }), 'log.column'],
    ['another name', changed(2, { name: 'w' }), 'log.column'],
    ['a type that cannot be read', changed(2, { dataType: 'xmltype' }), 'log.unsupported'],
    [
      'a character set that is not known',
      changed(2, { dataType: 'varchar', charset: 'klingon' }),
      'log.unsupported',
    ],
  ])('does not with %s', (_, columns, code) => {
    expect(mismatch(columns)).toBe(code);
  });

  test.each([7, 11, 12, 140, 141])('does not with a column of the old type %i', (type) => {
    const logged = read(recorded).columns.map((column, index) =>
      index === 6 ? { ...column, type } : column,
    );
    expect(() => tableReader(table(facts), logged, charsets)).toThrow(LogError);
  });

  it('may leave out the key that MySQL gives a table without one', () => {
    const key = { type: columnTypes.longlong, metadata: Buffer.alloc(0), nullable: false, name: 'my_row_id' };
    const logged = [key, ...read(recorded).columns];
    const moved = facts.map((column) => ({ ...column, ordinal: column.ordinal + 1 }));
    const { columns } = tableReader(table(moved), logged, charsets);
    expect(columns.map(({ wanted }) => wanted)).toEqual([false, true, true, true, true, true, true, true]);
  });

  test.each([
    ['char(200) utf8mb4', { dataType: 'char', charset: 'utf8mb4', maxLength: 200 }, 254, 'ce20'],
    ['char(10) latin1', { dataType: 'char', charset: 'latin1', maxLength: 10 }, 254, 'fe0a'],
    ['varchar(200) utf8mb4', { dataType: 'varchar', charset: 'utf8mb4', maxLength: 200 }, 15, '2003'],
    ['binary(4)', { dataType: 'binary', maxLength: 4 }, 254, 'fe04'],
    ['enum', { dataType: 'enum', columnType: "enum('x','y')" }, 254, 'f701'],
    ['set', { dataType: 'set', columnType: "set('p','q','r','s','t','u','v','w','x')" }, 254, 'f802'],
    ['text', { dataType: 'text', charset: 'utf8mb4' }, 252, '02'],
    ['json', { dataType: 'json' }, 245, '04'],
    ['point', { dataType: 'point' }, 255, '04'],
    ['time(6)', { dataType: 'time', datetimePrecision: 6 }, 19, '06'],
    ['inet6', { dataType: 'inet6' }, 254, 'fe10'],
  ] as const)('expects %s as the servers describe it', (_, more, type, metadata) => {
    const logged = [{ type, metadata: Buffer.from(metadata, 'hex'), nullable: false }];
    expect(tableReader(table([column('c', 1, more)]), logged, charsets).columns).toHaveLength(1);
  });
});
