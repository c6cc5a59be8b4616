import { describe, expect, it } from 'vitest';
import { compileTable } from '../../../src/plan/reshape/compile.js';
import { fateExpression, rowsOf, takenCondition } from '../../../src/plan/reshape/reshape.js';
import { typedValue } from '../../../src/plan/reshape/typed-value.js';
import { type PresetTable, presetSchema } from '../../../src/preset/schema.js';
import { column, primaryKey, table } from '../../support/facts.js';

const base = table(
  'cust',
  [column('id', 'bigint'), column('full_name', 'varchar(60)'), column('pts', 'int'), column('old', 'int')],
  [primaryKey('id'), { name: 'by_name', unique: true, columns: [{ name: 'full_name', nullable: false }] }],
);
const target = table(
  'customers',
  [
    column('uuid', 'bigint'),
    column('name', 'varchar(80)'),
    column('points', 'int'),
    column('seen', 'datetime'),
    column('level', 'varchar(5)', { default: 'new' }),
    column('made', 'datetime', { default: 'CURRENT_TIMESTAMP' }),
    column('note', 'text', { nullable: true }),
    column('flags', 'bit(2)'),
  ],
  [primaryKey('uuid')],
);
const values = { runTime: '2026-11-30 00:00:00.125', tenant: "o'hara" };

function presetTable(rules: object): PresetTable {
  const [parsed] = presetSchema.parse({
    name: 'x',
    title: 'x',
    source_version: '1',
    target_version: '2',
    tables: [{ name: 'customers', level: 1, ...rules }],
  }).tables;
  if (!parsed) throw new Error('the preset has a table');
  return parsed;
}

const compile = (rules: object) =>
  compileTable(presetTable({ from: { table: 'cust' }, ...rules }), base, target, values);

describe('a reshaped table', () => {
  it('takes columns as they are, by any way to name them, and keeps the keys that they make', () => {
    const { facts } = compile({
      columns: {
        uuid: { expr: 's.id' },
        name: { from: 'full_name' },
        points: { insert: 'pts', update: 'keep' },
      },
    });
    expect(facts.reshape?.columns).toMatchObject({
      uuid: '`s`.`id`',
      name: '`s`.`full_name`',
      points: '`s`.`pts`',
    });
    expect(facts.indexes).toEqual([
      primaryKey('uuid'),
      { name: 'by_name', unique: true, columns: [{ name: 'name', nullable: false }] },
    ]);
    expect(facts.columns.find(({ name }) => name === 'uuid')?.columnType).toBe('bigint');
    // Those of the target's defaults.
    expect(Object.keys(facts.reshape?.unfit ?? {})).toEqual(['level', 'note']);
  });

  it.each([
    ['from', { from: 'full_name' }],
    ['an expression that is a column alone', { expr: 's.full_name' }],
  ])('looks at each value of a column of another type: %s', (_, points) => {
    const { facts } = compile({ columns: { uuid: { from: 'id' }, points } });
    expect(facts.reshape?.columns.points).toBe('CAST((`s`.`full_name`) AS SIGNED)');
    expect(facts.reshape?.unfit.points).toContain('REGEXP');
    expect(facts.columns.find(({ name }) => name === 'points')?.dataType).toBe('int');
  });

  it('names rows whose key is bytes by their digits', () => {
    const bytes = table('cust', [column('id', 'binary(16)')], [primaryKey('id')]);
    const made = compileTable(
      presetTable({ from: { table: 'cust' }, columns: { points: { value: 1 } } }),
      bytes,
      target,
      values,
    );
    expect(made.facts.reshape?.rowKey).toEqual(['HEX(`s`.`id`)']);
  });

  it('makes expressions values of their columns, and says which results are none', () => {
    const { facts } = compile({
      columns: {
        uuid: { expr: 's.id + 1' },
        name: { expr: "CONCAT('c', s.id)" },
        seen: { expr: ':run_time' },
      },
    });
    const made = facts.reshape;
    expect(made?.columns.uuid).toBe('CAST((s.id + 1) AS SIGNED)');
    expect(made?.columns.name).toBe("CONVERT((CONCAT('c', s.id)) USING utf8mb4)");
    // The time of the run has as many digits as the column.
    expect(made?.columns.seen).toBe("'2026-11-30 00:00:00'");
    expect(Object.keys(made?.unfit ?? {})).toEqual(['uuid', 'name', 'seen', 'level', 'note']);
    expect(facts.indexes).toEqual([]);
  });

  it('sets plain defaults itself, and leaves what the server works out to it', () => {
    const { facts } = compile({ columns: { uuid: { expr: 's.id' } } });
    expect(Object.keys(facts.reshape?.columns ?? {})).toEqual(['uuid', 'level', 'note']);
  });

  it('without columns copies those of the same name, and fill adds to them', () => {
    const same = table('customers', [
      column('id', 'bigint'),
      column('old', 'int'),
      column('tag', 'varchar(9)'),
    ]);
    const made = compileTable(
      presetTable({ from: { table: 'cust' }, fill: { tag: { value: "it's" }, old: { expr: '0' } } }),
      base,
      same,
      values,
    );
    expect(made.facts.reshape?.columns).toEqual({
      id: '`s`.`id`',
      // Where the target has no place for it, it is told like any other.
      full_name: '`s`.`full_name`',
      pts: '`s`.`pts`',
      old: 'CAST((0) AS SIGNED)',
      tag: "CONVERT(('it\\'s') USING utf8mb4)",
    });
  });

  it('joins a parent once for each condition, under a name of its own', () => {
    const lookup = (on: string, value: string) => ({ lookup: 'regions', on, value });
    const { facts } = compile({
      columns: {
        uuid: { expr: 's.id' },
        name: { ...lookup('regions.code = s.pts', 'title'), else: "'none'" },
        note: lookup('regions.code = s.pts', 'UPPER(regions.title)'),
        points: lookup('regions.code = s.old', 'rank'),
      },
    });
    expect(facts.reshape?.from).toBe(
      '`cust` AS `s` LEFT JOIN `regions` AS `regions` ON (`regions`.code = s.pts) LEFT JOIN `regions` AS `regions_2` ON (`regions_2`.code = s.old)',
    );
    expect(facts.reshape?.columns.name).toBe(
      "CONVERT((IF((`regions`.code = s.pts) IS TRUE, `regions`.`title`, 'none')) USING utf8mb4)",
    );
    expect(facts.reshape?.columns.points).toContain(
      'IF((`regions_2`.code = s.old) IS TRUE, `regions_2`.`rank`, NULL)',
    );
    expect(facts.reshape?.joined).toBe(true);
  });

  it('tells what is not there: source columns, places in the target, values of a type', () => {
    const made = compile({
      columns: { uuid: { from: 'nid' }, nam: { expr: "'x'" }, flags: { expr: '1' }, seen: {} },
    });
    expect(made.absent).toEqual([
      { column: 'uuid', from: 'nid' },
      { column: 'seen', from: 'seen' },
    ]);
    expect(made.unplaced).toEqual(['nam']);
    expect(made.untyped.map(({ name }) => name)).toEqual(['flags']);
  });

  it('writes the rows that where finds and no rule rejects, and knows what becomes of the others', () => {
    const { facts } = compile({
      columns: { uuid: { expr: 's.id' } },
      where: 's.old = 0',
      reject: [
        { when: 's.pts < 0', because: 'in debt' },
        { when: 's.full_name = :tenant', because: { en: 'own', zh: '自有' } },
      ],
    });
    const made = facts.reshape;
    if (!made) throw new Error('it is reshaped');
    expect(takenCondition(made)).toBe(
      "(s.old = 0) AND (s.pts < 0) IS NOT TRUE AND (s.full_name = 'o\\'hara') IS NOT TRUE",
    );
    expect(fateExpression(made)).toBe(
      "CASE WHEN (s.old = 0) IS NOT TRUE THEN -1 WHEN (s.pts < 0) IS TRUE THEN 1 WHEN (s.full_name = 'o\\'hara') IS TRUE THEN 2 ELSE 0 END",
    );
    expect(rowsOf(facts)).toMatch(
      /^\(SELECT `s`\.`id` AS `uuid`, .* FROM `cust` AS `s` WHERE .*\) AS `cust`$/,
    );
    expect(made.rejects.map(({ because }) => because)).toEqual([
      { en: 'in debt', zh: 'in debt' },
      { en: 'own', zh: '自有' },
    ]);
  });
});

describe('the value of an expression', () => {
  it.each([
    ['int', 'CAST((x) AS SIGNED)', 'int'],
    ['bigint unsigned', 'CAST((x) AS UNSIGNED)', 'bigint unsigned'],
    ['int(8) unsigned zerofill', 'CAST((x) AS UNSIGNED)', 'int(8) unsigned'],
    ['double', '((x) + 0e0)', 'double'],
    ['varchar(9)', 'CONVERT((x) USING utf8mb4)', 'longtext'],
    ['json', 'CONVERT((x) USING utf8mb4)', 'longtext'],
    ['varbinary(9)', 'CAST((x) AS BINARY)', 'longblob'],
  ])('for %s', (type, sql, columnType) => {
    const made = typedValue(
      'x',
      column('c', type, type === 'json' ? {} : { charset: /char/.test(type) ? 'utf8mb4' : undefined }),
    );
    expect(made?.sql).toBe(sql);
    expect(made?.facts).toMatchObject({ name: 'c', columnType, nullable: true, default: null });
  });

  it.each([
    ["TIMESTAMP'2026-11-30 00:00:00.125'", 'datetime(3)', "'2026-11-30 00:00:00.125'"],
    ["TIMESTAMP'2026-11-30 00:00:00'", 'datetime', "'2026-11-30 00:00:00'"],
    ["'0000-00-00'", 'timestamp(2)', "'0000-00-00 00:00:00.00'"],
    ["'2026-11-30 01:02:03.5'", 'date', "'2026-11-30'"],
    [
      "TIMESTAMP'2026-11-30 00:00:00' + INTERVAL 1 DAY",
      'datetime(3)',
      "CAST(CAST((TIMESTAMP'2026-11-30 00:00:00' + INTERVAL 1 DAY) AS DATETIME(3)) AS CHAR)",
    ],
    ["'-12:00:00'", 'time', "CAST(CAST(('-12:00:00') AS TIME(0)) AS CHAR)"],
  ])('is ready where no row can change it: %s for %s', (expression, type, sql) => {
    const digits = Number(/\((\d)\)/.exec(type)?.[1] ?? 0);
    expect(typedValue(expression, column('c', type, { datetimePrecision: digits }))?.sql).toBe(sql);
  });

  it('is none for bits and shapes', () => {
    for (const type of ['bit(1)', 'point', 'vector(3)'])
      expect(typedValue('x', column('c', type))).toBeUndefined();
  });
});
