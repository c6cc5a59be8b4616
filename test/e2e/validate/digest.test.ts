import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText } from '../../../src/core/sql.js';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { type ComparedColumn, compileTable } from '../../../src/phases/rows/compare/compared-table.js';
import { checksumQuery, readChecksum } from '../../../src/phases/rows/compare/digest-sql.js';
import { ChecksumSum, rowDigest, sameRows } from '../../../src/phases/rows/compare/row-digest.js';
import { actualDigests } from '../../../src/phases/rows/compare/side-digests.js';
import { canonicalBytes } from '../../../src/plan/mapping.js';
import type { TablePlan } from '../../../src/plan/plan.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const ddl = `CREATE TABLE samples (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  small_number TINYINT NULL,
  price DECIMAL(20,6) NULL,
  ratio DOUBLE NULL,
  share FLOAT NULL,
  flags BIT(9) NULL,
  title VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
  code VARCHAR(50) CHARACTER SET latin1 COLLATE latin1_bin NULL,
  body LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  payload LONGBLOB NULL,
  token VARBINARY(64) NULL,
  colour ENUM('red','gr,een','~') NULL,
  moment DATETIME(6) NULL,
  stamp TIMESTAMP(3) NULL,
  span TIME(2) NULL,
  day DATE NULL,
  born YEAR NULL,
  doc JSON NULL,
  amount INT NOT NULL,
  label VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
  happened DATETIME(6) NOT NULL,
  weight DECIMAL(10,3) NOT NULL,
  bytes VARBINARY(64) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

const nullable = (values: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant('NULL') }, { weight: 4, arbitrary: values });
const awkward = fc.constantFrom(
  '',
  '~',
  ',',
  '1:a',
  '2:',
  ' ',
  'a ',
  'A',
  'é',
  '中文',
  '😀',
  '\0',
  "'",
  '\\',
  '\n\t',
  'NULL',
  '0',
);
const text = fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 40 })).map(quoteText);
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => `X'${Buffer.from(array).toString('hex')}'`);
const pad = (n: number, width = 2) => String(n).padStart(width, '0');
const moment = (digits: number) =>
  fc
    .tuple(
      fc.date({ min: new Date('1971-01-02'), max: new Date('2037-01-01'), noInvalidDate: true }),
      fc.nat(10 ** digits - 1),
    )
    .map(
      ([date, fraction]) => `'${date.toISOString().slice(0, 19).replace('T', ' ')}.${pad(fraction, digits)}'`,
    );

const row = fc.tuple(
  nullable(fc.integer({ min: -128, max: 127 }).map(String)),
  nullable(fc.integer().map((n) => `${n / 1000}`)),
  nullable(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => `${n}e0`.replace(/(e[+-]?\d+)e0$/, '$1')),
  ),
  nullable(
    fc.float({ noNaN: true, noDefaultInfinity: true }).map((n) => `${n}e0`.replace(/(e[+-]?\d+)e0$/, '$1')),
  ),
  nullable(fc.nat(511).map((n) => `b'${n.toString(2)}'`)),
  nullable(text),
  nullable(fc.string({ unit: fc.constantFrom('a', 'é', ',', '~', ' '), maxLength: 20 }).map(quoteText)),
  nullable(text),
  nullable(bytes),
  nullable(bytes),
  nullable(fc.constantFrom("'red'", "'gr,een'", "'~'")),
  nullable(moment(6)),
  nullable(moment(3)),
  nullable(
    fc.tuple(fc.integer({ min: -838, max: 838 }), fc.nat(59)).map(([h, s]) => `'${h}:00:${pad(s)}.25'`),
  ),
  nullable(fc.constantFrom("'0000-00-00'", "'2024-02-29'", "'1000-01-01'")),
  nullable(fc.integer({ min: 1901, max: 2155 }).map(String)),
  nullable(fc.jsonValue({ maxDepth: 2 }).map((value) => quoteText(JSON.stringify(value)))),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String),
  text,
  // A zero date in a NOT NULL column is NULL to `IS NULL`.
  fc.oneof(fc.constant("'0000-00-00 00:00:00'"), moment(6)),
  fc.integer({ min: -9_999_999, max: 9_999_999 }).map((n) => `${n / 1000}`),
  bytes,
);

/** The plan of a table that is compared with itself. */
async function planOf(session: Session, database: string): Promise<TablePlan> {
  const facts = (await readDatabaseFacts(session, database)).tables.samples;
  if (!facts) throw new Error('the table is missing');
  return {
    table: 'samples',
    source: 'samples',
    target: 'samples',
    level: 1,
    key: ['id'],
    columns: facts.columns.map((column) => ({
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

/** The canonical text the tool makes of a value; floats are printed by the servers alone. */
const isFloat = (column: ComparedColumn) => ['float', 'double'].includes(column.plan.target.dataType);
const readable = (column: ComparedColumn) => (isFloat(column) ? column.actual.text : column.raw);
const canonical = (column: ComparedColumn, cell: Buffer | null) =>
  cell === null || isFloat(column) ? cell : canonicalBytes(cell, column.plan.target);

describe('row digests', () => {
  const servers = [sharedServer('mariadb'), sharedServer('mysql')];
  const database = uniqueName('digests');
  const sessions: Session[] = [];
  beforeAll(async () => {
    for (const server of servers) {
      const session = await openSession(endpointOf(server, ''), 'target-writer');
      await session.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
      await session.execute(`USE ${database}`);
      await session.execute(ddl);
      sessions.push(session);
    }
  });
  afterAll(async () => {
    for (const session of sessions) {
      await session.execute(`DROP DATABASE ${database}`);
      await session.close();
    }
  });

  test('SQL and the tool give every row the same digest, on both servers', async () => {
    const plans = await Promise.all(sessions.map((session) => planOf(session, database)));
    let next = 1;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const first = next;
        next += rows.length;
        const where = `id BETWEEN ${first} AND ${next - 1}`;
        const values = rows.map((cells, index) => `(${[first + index, ...cells].join(', ')})`);
        const digestsByServer: string[][] = [];
        for (const [index, session] of sessions.entries()) {
          await session.execute(`INSERT INTO samples VALUES ${values.join(', ')}`);
          const plan = plans[index];
          if (!plan) throw new Error('no plan');
          const table = compileTable(plan, {
            cellContext: {},
            exclude: [],
          });

          const raw = await session.queryCells(
            `SELECT ${table.columns.map(readable).join(', ')} FROM samples WHERE ${where} ORDER BY id`,
          );
          const sum = new ChecksumSum();
          const own = raw.map((cells) =>
            rowDigest(
              cells.map((cell, position) => {
                const column = table.columns[position];
                return column ? canonical(column, cell) : cell;
              }),
            ),
          );
          for (const digest of own) sum.add(digest);

          const served: string[] = [];
          for await (const { key, digest } of actualDigests(session, table, where)) {
            served[Number(key[0]) - first] = digest ?? 'none';
          }
          expect(served).toEqual(own);

          const texts = table.columns.map(({ actual }) => actual);
          const [answer] = await session.queryCells(checksumQuery(texts, 'samples', where));
          expect(readChecksum(answer)).toEqual(sum.result());
          expect(sameRows(readChecksum(answer), sum.result())).toBe(true);

          const withoutJson = compileTable(plan, {
            cellContext: {},
            exclude: ['doc'],
          });
          const plain: string[] = [];
          for await (const { key, digest } of actualDigests(session, withoutJson, where)) {
            plain[Number(key[0]) - first] = digest ?? 'none';
          }
          digestsByServer.push(plain);
        }
        // The two kinds of server print every type but JSON alike.
        expect(digestsByServer[1]).toEqual(digestsByServer[0]);
      }),
      { numRuns: 25 },
    );
  });

  test('a row beyond the packet limit is counted as undigested, not as NULL', async () => {
    for (const [index, session] of sessions.entries()) {
      await session.execute('DELETE FROM samples');
      const limit = Number((await session.query('SELECT @@max_allowed_packet AS bytes'))[0]?.bytes);
      const half = Math.ceil(limit / 2) + 10;
      // Two columns of half a packet each fit one by one, but their row's text does not.
      await session.execute(`INSERT INTO samples (id, title, amount, label, happened, weight, bytes)
          VALUES (1, 'x', 0, '', '0000-00-00', 0, ''), (2, 'y', 0, '', '0000-00-00', 0, '')`);
      await session.execute(`UPDATE samples SET body = REPEAT('b', ${half}) WHERE id = 1`);
      await session.execute(`UPDATE samples SET payload = REPEAT('p', ${half}) WHERE id = 1`);
      const plan = await planOf(session, database);
      const table = compileTable(plan, { cellContext: {}, exclude: [] });
      const [answer] = await session.queryCells(
        checksumQuery(
          table.columns.map(({ actual }) => actual),
          'samples',
          'TRUE',
        ),
      );
      const checksum = readChecksum(answer);
      expect(checksum, servers[index]?.flavour).toMatchObject({ rows: 2, undigested: 1 });
      expect(sameRows(checksum, checksum)).toBe(false);
    }
  });
});
