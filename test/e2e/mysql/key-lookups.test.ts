import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import type { Session } from '../../../src/mysql/session.js';
import { openSession } from '../../../src/mysql/session.js';
import {
  keyIdentity,
  type RowKey,
  sourceKeyCondition,
  targetKeyCondition,
} from '../../../src/phases/rows/compare/keys.js';
import { changeRows } from '../../../src/phases/rows/overwrite/change-rows.js';
import { deleteRows, readWhole, wholeTable } from '../../../src/phases/rows/overwrite/whole-rows.js';
import type { TableFacts } from '../../../src/plan/facts.js';
import { actualText } from '../../../src/plan/mapping.js';
import type { TablePlan } from '../../../src/plan/plan.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

/** A table as the plan of a copy has it that changes nothing. */
function planOf(facts: TableFacts, key: readonly string[]): TablePlan {
  const columns = facts.columns.map((target) => ({
    name: target.name,
    treatment: { kind: 'same' } as const,
    source: target,
    target,
    secret: false,
  }));
  const { name } = facts;
  const size = { approximateRows: 0, approximateBytes: 0 };
  return { table: name, source: name, target: name, level: 1, key, columns, droppedColumns: [], ...size };
}

const texts = ["'a'", "'A'", "'ä'", "'é'", "'b '", "'b'", "'ss'", "'ß'", "''", "'o\\'\\\\'"];
/** Types of a key's second column, and values of which some are equal in one collation and differ in another. */
const types: Readonly<Record<string, readonly string[]>> = {
  'bigint unsigned': ['18446744073709551615', '18446744073709551614', '9007199254740993', '9007199254740992'],
  bigint: ['-9223372036854775808', '9223372036854775807', '0'],
  'decimal(30,10)': [
    '12345678901234567890.1234567890',
    '12345678901234567890.1234567891',
    '-0.0000000001',
    '5',
  ],
  year: ['1901', '2155'],
  'bit(12)': ['0', '1', '4095'],
  'varchar(20) COLLATE utf8mb4_general_ci': texts,
  'varchar(20) COLLATE utf8mb4_bin': texts,
  'varchar(20) COLLATE utf8mb4_german2_ci': texts,
  'varchar(20) COLLATE utf8mb4_unicode_ci': [...texts, "'😀'", "'ﬀ'", "'ff'"],
  'varchar(20) CHARACTER SET latin1': texts,
  'varchar(20) CHARACTER SET latin1 COLLATE latin1_bin': texts,
  'varchar(20) CHARACTER SET utf8mb3': [...texts, "'中'"],
  'varchar(20) CHARACTER SET utf16': [...texts, "'😀'"],
  'char(8)': texts,
  'varbinary(8)': ["X'00'", "X'0000'", "X'61'", "X'6120'", "X''"],
  'binary(3)': ["X'000000'", "X'612020'", "X'616200'"],
  "enum('x','X1','1','2')": ["'x'", "'1'", "'2'"],
  "set('x','y','1')": ["'x'", "'x,y'", "''", "'1'"],
  date: ["'2024-01-01'", "'1000-01-01'"],
  'datetime(6)': ["'2024-01-01'", "'2024-01-01 00:00:00.000001'"],
  'timestamp(3)': ["'2024-01-01 00:00:01'", "'2024-01-01 00:00:01.001'"],
  'time(3)': ["'-838:59:59'", "'00:00:00.001'"],
};

const count = 1200;
const rowOf = (index: number) =>
  `(${18_446_744_073_709_551_615n - BigInt(index % 50)}, ${index}.0001, 'n ${index}', 'c${index % 7}', ${index}, REPEAT('z', 90))`;

describe.each(['mariadb', 'mysql'] as const)('rows looked up by keys of several columns on %s', (flavour) => {
  let fixture: Fixture;
  let writer: Session;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    writer = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
  });
  afterAll(async () => {
    writer.destroy();
    await fixture.remove();
  });

  async function madeTable(name: string, ddl: string, rows: readonly string[]): Promise<TableFacts> {
    await fixture.admin.query(`CREATE TABLE ${fixture.targetName}.${name} (${ddl}) CHARACTER SET utf8mb4`);
    await fixture.admin.query(`INSERT IGNORE INTO ${fixture.targetName}.${name} VALUES ${rows.join(', ')}`);
    await fixture.admin.query(`ANALYZE TABLE ${fixture.targetName}.${name}`);
    const facts = (await readDatabaseFacts(writer, fixture.targetName)).tables[name];
    if (!facts) throw new Error(`no table ${name}`);
    return facts;
  }

  test('are the same as those of each key by itself, whatever their types', async () => {
    for (const [index, [type, values]] of Object.entries(types).entries()) {
      const rows = [1, 2, 3].flatMap((a) => values.map((value) => `(${a}, ${value})`));
      const facts = await madeTable(`of_type_${index}`, `a int, v ${type}, PRIMARY KEY (a, v)`, rows);
      const plan = planOf(facts, ['a', 'v']);
      const list = plan.columns.map(actualText).join(', ');
      const found = async (where: string) => {
        const cells = await writer.queryCells(`SELECT ${list} FROM ${plan.target} WHERE ${where}`);
        return cells.map((row): RowKey => row.map((cell) => cell?.toString('utf8') ?? ''));
      };
      const stored = await found('TRUE');
      // Of each value one of three numbers is asked for, and a number that is not there.
      const keys = stored.flatMap(([a = '', v = ''], position) =>
        Number(a) === (position % 3) + 1
          ? [
              [a, v],
              ['7', v],
            ]
          : [],
      );
      for (const condition of [targetKeyCondition, sourceKeyCondition]) {
        const alone = new Set<string>();
        for (const key of keys)
          for (const row of await found(condition(plan, [key]))) alone.add(keyIdentity(row));
        expect(alone.size, type).toBeGreaterThan(0);
        const together = await found(condition(plan, keys));
        expect(together.map(keyIdentity).toSorted(), type).toEqual([...alone].toSorted());
        const others = await found(`NOT ${condition(plan, keys)}`);
        expect(others.length + together.length, type).toBe(stored.length);
      }
    }
  });

  async function reads(work: () => Promise<unknown>): Promise<number> {
    const now = async () => {
      const rows = await writer.query("SHOW SESSION STATUS LIKE 'Handler_read%'");
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const [first, before] = [await now(), await now()];
    await work();
    // Each look counts itself.
    return (await now()) - before - (before - first);
  }

  /** Rows that another session can lock meanwhile. */
  async function free(table: string): Promise<number> {
    await fixture.admin.query('BEGIN');
    const rows = await fixture.admin.query(
      `SELECT x FROM ${fixture.targetName}.${table} FOR UPDATE SKIP LOCKED`,
    );
    await fixture.admin.query('ROLLBACK');
    return rows.length;
  }

  test('are the only ones that are read and locked, of a small table, too', async () => {
    const parts =
      'n bigint unsigned, amount decimal(20,4), name varchar(20), code varbinary(8), x int, z char(90)';
    const rows = Array.from({ length: count }, (_, index) => rowOf(index));
    const key = ['n', 'amount', 'name', 'code'];
    for (const [name, keys] of [
      ['by_primary', `PRIMARY KEY (${key.join(', ')})`],
      ['by_unique', `PRIMARY KEY (x), UNIQUE KEY \`the key\` (${key.toReversed().join(', ')})`],
    ] as const) {
      const facts = await madeTable(name, `${parts}, ${keys}`, rows);
      const plan = planOf(facts, key);
      const whole = wholeTable(plan, facts);
      const all = await readWhole(writer, whole, await keysOf(plan));
      const asked = [...all.values()].filter((_, index) => index % 3 === 0).slice(0, 300);
      const askedKeys = asked.map((row) => row.key);
      await writer.begin();
      const read = await reads(async () =>
        expect((await readWhole(writer, whole, askedKeys, true)).size).toBe(asked.length),
      );
      expect(read).toBeLessThan(asked.length + 10);
      expect(await free(name)).toBe(count - asked.length);
      await writer.rollback();
      for (const some of [2, 20, 200]) {
        await writer.begin();
        const changes = asked.slice(0, some).map((row) => ({ key: row.key, values: { z: 'changed' } }));
        await changeRows(writer, whole, changes);
        expect(await free(name)).toBe(count - some);
        await writer.rollback();
        await writer.begin();
        await deleteRows(writer, whole, askedKeys.slice(0, some));
        expect(await free(name)).toBe(count - some);
        await writer.rollback();
      }
    }
  });

  async function keysOf(plan: TablePlan): Promise<readonly RowKey[]> {
    const list = plan.columns
      .filter(({ name }) => plan.key.includes(name))
      .map(actualText)
      .join(', ');
    const cells = await writer.queryCells(`SELECT ${list} FROM ${plan.target}`);
    return cells.map((row) => row.map((cell) => cell?.toString('utf8') ?? ''));
  }

  test('go by another way where no statement may name the index', async () => {
    const hidden = flavour === 'mysql' ? 'INVISIBLE' : 'IGNORED';
    const facts = await madeTable(
      'hidden',
      `x int PRIMARY KEY, a int, b int, UNIQUE KEY k (a, b) ${hidden}`,
      ['(1, 1, 1)', '(2, 1, 2)', '(3, 2, 1)'],
    );
    const whole = wholeTable(planOf(facts, ['a', 'b']), facts);
    const keys = [
      ['1', '2'],
      ['2', '1'],
    ];
    await writer.begin();
    expect((await readWhole(writer, whole, keys, true)).size).toBe(2);
    await deleteRows(writer, whole, keys);
    expect((await readWhole(writer, whole, keys)).size).toBe(0);
    await writer.rollback();
  });

  test('stay a list where MariaDB would join a table of 1,000 values', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `(${index % 10}, 'k${index}')`);
    const facts = await madeTable(
      'long_list',
      'a int, v varchar(20), z char(200) DEFAULT "", PRIMARY KEY (a, v)',
      rows.map((row) => `${row.slice(0, -1)}, '')`),
    );
    const plan = planOf(facts, ['a', 'v']);
    const keys = Array.from({ length: 600 }, (_, index) => [String((index * 3) % 10), `k${index * 3}`]);
    const explained = await writer.query(
      `EXPLAIN SELECT 1 FROM long_list WHERE ${targetKeyCondition(plan, keys)}`,
    );
    expect(explained).toHaveLength(1);
  });
});
