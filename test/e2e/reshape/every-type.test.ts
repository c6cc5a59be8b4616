import { describe, expect, it } from 'vitest';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { openSession } from '../../../src/mysql/session.js';
import { changeRows } from '../../../src/phases/rows/overwrite/change-rows.js';
import { wholeTable } from '../../../src/phases/rows/overwrite/whole-rows.js';
import type { Flavour } from '../../../src/plan/facts.js';
import type { TablePlan } from '../../../src/plan/plan.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { parseLines } from '../../support/json-lines.js';
import { openCase } from '../support/small-case.js';

/** Each column's type, and what it holds in the row of a number; what a CASE over many rows could round or cut among it. */
const columns: Readonly<Record<string, readonly [type: string, literal: (row: number) => string]>> = {
  whole: [
    'bigint',
    (row) => ['-9223372036854775808', '9223372036854775807', '0', String(row)][row % 4] ?? '',
  ],
  large: ['bigint unsigned', (row) => (row % 2 ? '18446744073709551615' : String(row))],
  exact: [
    'decimal(65,30)',
    (row) => (row % 3 ? `${row}.000000000000000000000000000001` : `-${'9'.repeat(35)}.5`),
  ],
  near: [
    'double',
    (row) => ['0.1', '1.7976931348623157e308', '5e-324', '-0.30000000000000004'][row % 4] ?? '',
  ],
  single: ['float', (row) => ['0.1', '3.4028234e38', '16777217', String(row / 8)][row % 4] ?? ''],
  flags: [
    'bit(64)',
    (row) => (row % 2 ? "b'1111111111111111111111111111111111111111111111111111111111111111'" : `${row}`),
  ],
  bytes: ['varbinary(20)', (row) => `X'00FF27${row.toString(16).padStart(4, '0')}5C'`],
  blob_of: ['blob', (row) => (row % 2 ? "''" : `X'${'00'.repeat(row)}'`)],
  latin: ['varchar(20) CHARACTER SET latin1', (row) => `'é''\\\\${row}'`],
  words: ['text', (row) => (row % 4 ? `' 漢字 😀 ${row} '` : "''")],
  choice: ["enum('a','b','ü')", (row) => ["'a'", "'b'", "'ü'"][row % 3] ?? ''],
  some: ["set('x','y','z')", (row) => ["''", "'x,z'", "'y'"][row % 3] ?? ''],
  day: ['date', (row) => (row % 2 ? "'1000-01-01'" : "'9999-12-31'")],
  moment: ['datetime(6)', (row) => `'2024-02-29 23:59:59.${String(row).padStart(6, '0')}'`],
  clock: ['time(3)', (row) => (row % 2 ? "'-838:59:59.000'" : `'00:00:00.${String(row).padStart(3, '0')}'`)],
  stamp: ['timestamp(3) NULL', (row) => `'2024-03-31 02:30:00.${String(row).padStart(3, '0')}'`],
  period: ['year', (row) => (row % 2 ? '1901' : '2155')],
  facts: ['json', (row) => `'{"b": [${row}, 1.50, null], "a": "\\\\u00fc \\\\" ${row}"}'`],
  pos: ['point', (row) => `ST_GeomFromText('POINT(${row} 0.1)')`],
};
const names = Object.keys(columns);
const numbers = Array.from({ length: 150 }, (_, index) => index + 1);
/** A third is there with other values, a third holds NULL on one side, and the rest is made. */
const there = numbers.filter((row) => row % 3 !== 0);
const tuple = (row: number, of: number) => {
  const values = Object.values(columns).map(([, literal], position) =>
    (of + position) % 7 === 0 ? 'NULL' : literal(of),
  );
  return `(${[row, `'k${row % 5}'`, ...values].join(', ')})`;
};
const table = (more: string) =>
  `CREATE TABLE things (a int NOT NULL, b varchar(8) CHARACTER SET latin1 NOT NULL, ${Object.entries(columns)
    .map(([name, [type]]) => `${name} ${type}${type.includes('NULL') ? '' : ' NULL'}`)
    .join(', ')}, ${more}PRIMARY KEY (a, b))`;
const rows = (list: readonly string[]) =>
  `INSERT INTO things (a, b, ${names.join(', ')}) VALUES ${list.join(',\n')};\n`;
const source = `${table('')};\n${rows(numbers.map((row) => tuple(row, row)))}`;
const target = `${table("note varchar(20) NOT NULL DEFAULT 'new', changed timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, ")};
CREATE TABLE seen (what varchar(8) NOT NULL, a int NOT NULL);
${rows([...there.map((row) => tuple(row, row % 2 ? row + 3 : row)), tuple(1000, 1)])}
UPDATE things SET note = CONCAT('note ', a), changed = '2020-01-01';
CREATE TRIGGER things_made BEFORE INSERT ON things FOR EACH ROW INSERT INTO seen VALUES ('insert', NEW.a);
CREATE TRIGGER things_changed AFTER UPDATE ON things FOR EACH ROW INSERT INTO seen VALUES ('update', NEW.a);
`;

/** Bits and all: nothing that a driver makes of a value. */
async function read(connection: AdminConnection, more: readonly string[], where = 'TRUE') {
  // HEX of a number would round it.
  const list = Object.entries(columns).map(([name, [type]]) =>
    /int|decimal|double|float|bit/.test(type) && type !== 'point'
      ? `CONCAT(${name} + 0) AS ${name}`
      : `HEX(${name}) AS ${name}`,
  );
  const [found] = await connection.query(
    `SELECT a, b, ${[...list, ...more].join(', ')} FROM things WHERE ${where} ORDER BY a, b`,
  );
  return found as Readonly<Record<string, unknown>>[];
}

describe.each<Flavour>(['mariadb', 'mysql'])(
  'rows of every type that an upsert writes over on %s',
  (flavour) => {
    it('hold what the source has, keep what they shall, and are given back to the bit, each changed once', async () => {
      const opened = await openCase({
        ...{ source, target, tables: [], sourceServer: flavour, targetServer: flavour, generators: false },
        preset: {
          ...{ tenant: undefined, business: undefined, id: undefined, id_generators: undefined },
          tables: [{ name: 'things', level: 1, write: 'upsert', key: ['a', 'b'] }],
        },
      });
      const kept = ['note', 'CAST(changed AS CHAR) AS changed'];
      const before = await read(opened.target, kept);
      const ran = await opened.cli('run');
      expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
      expect(await read(opened.target, [], 'a < 1000')).toEqual(await read(opened.source, []));
      const notes = new Map(before.map(({ a, note, changed }) => [a, { note, changed }]));
      for (const row of await read(opened.target, kept))
        expect(row).toMatchObject(notes.get(row.a) ?? { note: 'new' });
      const seen = async () =>
        (
          await opened.target.query('SELECT what, a, COUNT(*) AS times FROM seen GROUP BY what, a ORDER BY a')
        )[0];
      const once = (what: string, list: readonly number[]) => list.map((a) => ({ what, a, times: '1' }));
      const changed = there.filter((row) => row % 2);
      const made = numbers.filter((row) => row % 3 === 0);
      expect(await seen()).toEqual(
        [...once('update', changed), ...once('insert', made)].toSorted((one, other) => one.a - other.a),
      );
      await opened.target.query('DELETE FROM seen');
      const runId = String(parseLines(ran.stdout).find((line) => line.runId !== undefined)?.runId);
      const back = await opened.cli('rollback', '--run', runId, '--confirm', opened.targetDatabase);
      expect(back.exitCode, back.stdout + back.stderr).toBe(0);
      expect(await read(opened.target, kept)).toEqual(before);
      expect(await seen()).toEqual(once('update', changed));
    });

    it('pass unique values on to each other in any order, and say so where two want one', async () => {
      const opened = await openCase({
        ...{ source: '', tables: ['list'], sourceServer: flavour, targetServer: flavour, generators: false },
        target: `CREATE TABLE list (id int PRIMARY KEY, place int NOT NULL UNIQUE, mark bit(64));
INSERT INTO list VALUES ${numbers.map((row) => `(${row}, ${row}, ${row})`).join(', ')};
`,
      });
      await using session = await openSession(opened.context.config.target.mysql, 'target-writer');
      const target = (await readDatabaseFacts(session, opened.targetDatabase)).tables.list;
      if (!target) throw new Error('the list is not there');
      const planned = target.columns.map((column) => ({
        ...{ name: column.name, treatment: { kind: 'same' as const }, secret: false },
        ...{ source: column, target: column },
      }));
      const plan: TablePlan = {
        ...{ table: 'list', source: 'list', target: 'list', level: 1, key: ['id'], columns: planned },
        ...{ droppedColumns: [], approximateRows: 0, approximateBytes: 0 },
      };
      const whole = wholeTable(plan, target);
      const change = (list: readonly number[], by: number) =>
        changeRows(
          session,
          whole,
          list.map((row) => ({ key: [String(row)], values: { place: String(row + by) } })),
        );
      const places = async () =>
        (await session.queryCells('SELECT place FROM list ORDER BY id')).map(([place]) => Number(place));
      for (const list of [numbers, numbers.toReversed()]) {
        for (const by of [1, -1]) {
          await session.begin();
          await change(list, by);
          expect(await places()).toEqual(numbers.map((row) => row + by));
          await session.rollback();
        }
      }
      await session.begin();
      await expect(change([3, 4], 20)).rejects.toMatchObject({ errno: 1062 });
      await session.commit();
      expect(await places()).toEqual(numbers);
      // Those that are not there are nothing to change.
      await change([150, 151], 100);
      expect((await places()).at(-1)).toBe(250);
    });
  },
);
