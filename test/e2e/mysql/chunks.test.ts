import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyRange, nextRange, rangeCondition } from '../../../src/mysql/chunks.js';
import type { TablePlan } from '../../../src/plan/plan.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

const numbers = (count: number) =>
  `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT`;

/** Key types, each with rows in an order of their own: name, columns, key, select list over n.i. */
const keys: readonly (readonly [name: string, columns: string, key: string, values: string])[] = [
  ['dense', 'k bigint unsigned', 'k', 'i'],
  ['gaps', 'k bigint', 'k', 'IF(i < 300, i, i * 1000003)'],
  ['negative', 'k int', 'k', 'i - 450'],
  ['limits', 'k bigint unsigned', 'k', '18446744073709551615 - i * 7'],
  ['sparse', 'k int unsigned', 'k', 'i * 17'],
  ['fixed_point', 'k decimal(30,10)', 'k', 'i / 7 - 60'],
  ['floating', 'k float', 'k', 'i / 10'],
  ['datetime', 'k datetime(6)', 'k', "TIMESTAMPADD(MICROSECOND, i * 12345678901, '1999-12-31 23:59:59')"],
  ['day', 'k date', 'k', "IF(i = 1, '0000-00-00', DATE_ADD('1000-01-01', INTERVAL i * 17 DAY))"],
  ['duration', 'k time(3)', 'k', 'SEC_TO_TIME((i - 450) * 61.5)'],
  ['hashes', 'k binary(16)', 'k', 'LEFT(UNHEX(SHA2(i, 256)), 16)'],
  ['bits', 'k bit(40)', 'k', 'i * 1000003'],
  ['text', 'k varchar(50)', 'k', "CONCAT(ELT(1 + i % 6, 'a', 'B', 'ä', 'Z', '中', '😀'), ' x''\\\\', i)"],
  [
    'bytewise',
    'k varchar(50) COLLATE utf8mb4_bin',
    'k',
    "CONCAT(ELT(1 + i % 6, 'a', 'A', 'ä', 'Ä', '中', ''), i)",
  ],
  ['latin1', 'k varchar(50) CHARACTER SET latin1', 'k', "CONCAT(ELT(1 + i % 4, 'a', 'é', 'Z', 'ÿ'), i)"],
  ['padded', 'k char(20)', 'k', "CONCAT(i, ' ', ELT(1 + i % 2, 'e', 'ê'))"],
  [
    'composite',
    'a int, b varchar(20), c date',
    'a, b, c',
    "i % 3, CONCAT('k', i % 40), DATE_ADD('2020-01-01', INTERVAL i DAY)",
  ],
  ['listed', "e enum('z','a','m'), s set('x','y'), n int", 'e, s, n', '1 + i % 3, i % 4, i'],
];

describe.each(['mariadb', 'mysql'] as const)('key ranges on %s', (flavour) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    for (const [name, columns, key, values] of keys) {
      await fixture.create(name, `${columns}, biz int, PRIMARY KEY (${key})`);
      await fixture.admin.execute(
        `INSERT INTO ${fixture.sourceName}.${name} ${numbers(900)} ${values}, i % 3 FROM n`,
      );
    }
    await fixture.create('empty', 'k int PRIMARY KEY');
    await fixture.create('keyless', 'v int');
  });
  afterAll(() => fixture.remove());

  async function allRanges(table: TablePlan, rows: number): Promise<KeyRange[]> {
    const ranges: KeyRange[] = [];
    let range = await nextRange(fixture.source, table, null, rows);
    while (range) {
      ranges.push(range);
      if (range.through === null) break;
      range = await nextRange(fixture.source, table, range.through, rows);
    }
    return ranges;
  }

  test.each(keys.map(([name]) => name))(
    '%s keys: every row in exactly one range of the wanted size',
    async (name) => {
      const table = await fixture.plan(name);
      for (const rows of [1, 7, 100, 900, 5000]) {
        if (rows === 1 && name !== 'composite') continue;
        const ranges = await allRanges(table, rows);
        const sizes: number[] = [];
        const conditions = ranges.map((range) => rangeCondition(table, range, 'source'));
        for (const condition of conditions) {
          const [row] = await fixture.source.query(`SELECT COUNT(*) AS n FROM ${name} WHERE ${condition}`);
          sizes.push(Number(row?.n));
        }
        expect(Math.max(...sizes)).toBeLessThanOrEqual(rows);
        expect(sizes.reduce((total, size) => total + size, 0)).toBe(900);
        // Together they hold each row once: none is outside, and the sum above leaves no room for one that is inside twice.
        const [outside] = await fixture.source.query(
          `SELECT COUNT(*) AS n FROM ${name} WHERE NOT (${conditions.map((condition) => `(${condition})`).join(' OR ')})`,
        );
        expect(Number(outside?.n)).toBe(0);
      }
    },
  );

  test('only rows of the wanted businesses count', async () => {
    const table = { ...(await fixture.plan('dense')), filter: { column: 'biz', values: [1] } };
    const ranges = await allRanges(table, 100);
    expect(ranges).toHaveLength(4);
  });

  test('a gap of millions costs one step', async () => {
    const table = await fixture.plan('gaps');
    const ranges = await allRanges(table, 100);
    expect(ranges.length).toBeLessThan(40);
  });

  test('an empty table has nothing but an open range, a table without a key one range', async () => {
    expect(await allRanges(await fixture.plan('empty'), 10)).toEqual([{ after: null, through: null }]);
    expect(await allRanges(await fixture.plan('keyless'), 10)).toEqual([{ after: null, through: null }]);
  });

  test('a range uses the key, also with several columns', async () => {
    const table = await fixture.plan('composite');
    const [, second] = await allRanges(table, 100);
    if (!second) throw new Error('no second range');
    const [row] = await fixture.source.query(
      `EXPLAIN ${flavour === 'mysql' ? 'FORMAT=TRADITIONAL' : ''} SELECT * FROM composite WHERE ${rangeCondition(table, second, 'source')}`,
    );
    expect(row?.key).toBe('PRIMARY');
    expect(row?.type).toBe('range');
  });
});
