import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PartlyDone } from '../../../src/core/partly-done.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import type { BatchTransform, Cell } from '../../../src/plan/transform-rows.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { failureOf } from '../support/mysql/failure.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';
import { seal, sealAll } from '../support/sealing/seal.js';

/** Transforms of columns by name, which no treatment has. */
const sealing = vi.hoisted(() => ({
  batch: undefined as BatchTransform['batch'] | undefined,
}));

vi.mock('../../../src/plan/mapping.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/plan/mapping.js')>();
  const cellTransform: typeof original.cellTransform = (column, context) => {
    if (column.name === 'at_once') return seal;
    const { batch } = sealing;
    if (column.name === 'sealed' && batch) return { column: 'sealed', batch };
    return original.cellTransform(column, context);
  };
  return { ...original, cellTransform };
});

const methods = ['load-data', 'insert'] as const;

/** Every byte, the text's own marks, other lengths in each row, NULL and nothing. */
const everyKind =
  "CASE WHEN i % 7 = 0 THEN NULL WHEN i % 7 = 1 THEN '' ELSE SUBSTRING(REPEAT(UNHEX(CONCAT(SHA2(i, 512), '00090A0D1A22275C5C4E')), 90), 1, 1 + (i * 37) % 6000) END";

describe.each(['mariadb', 'mysql'] as const)('a column that is transformed in batches on %s', (flavour) => {
  let fixture: Fixture;
  let admin: Session;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    admin = fixture.admin;
    // Without a key, a server gives rows in the order in which they came.
    await fixture.create('unordered', 'n int, sealed varchar(60)');
    await fixture.create('rows_', 'id int PRIMARY KEY, at_once longblob, sealed longblob, note text');
    const from = (table: string) => `INSERT INTO ${fixture.sourceName}.${table}
      WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 990)`;
    await admin.execute(`${from('unordered')} SELECT (i * 7919) % 1000, CONCAT('row ', i) FROM n`);
    await admin.execute(
      `${from('rows_')} SELECT i, ${everyKind}, ${everyKind}, REPEAT('中\\n', i % 9) FROM n`,
    );
  });
  afterAll(() => fixture.remove());
  beforeEach(async () => {
    sealing.batch = sealAll;
    for (const table of ['unordered', 'rows_'])
      await admin.execute(`DELETE FROM ${fixture.targetName}.${table}`);
  });

  const copyOf = async (table: string, options: Parameters<Fixture['copy']>[1]) =>
    fixture.copy(await fixture.plan(table), options);

  describe.each(methods)('by %s', (method) => {
    test('gets the bytes that it would get cell by cell, and so do the others of its rows', async () => {
      expect((await copyOf('rows_', { method })).rows).toBe(990);
      const [row] = await admin.query(
        `SELECT COUNT(*) AS n, SUM(t.sealed <=> t.at_once) AS alike, SUM(t.note <=> s.note) AS notes,
            SUM(LENGTH(t.sealed) <=> LENGTH(s.sealed) + 7) AS lengths, SUM(t.sealed LIKE 'sealed:%') AS marked, COUNT(s.sealed) AS filled
          FROM ${fixture.targetName}.rows_ AS t JOIN ${fixture.sourceName}.rows_ AS s ON s.id = t.id`,
      );
      expect(row).toEqual({
        n: '990',
        alike: '990',
        notes: '990',
        lengths: '990',
        marked: '849',
        filled: '849',
      });
    });

    test('keeps the rows in their order', async () => {
      await copyOf('unordered', { method });
      const numbers = async (database: string) =>
        (await admin.query(`SELECT n FROM ${database}.unordered`)).map(({ n }) => n);
      expect(await numbers(fixture.targetName)).toEqual(await numbers(fixture.sourceName));
    });

    test('holds one batch of the rows at a time, however long it is on its way', async () => {
      let pending = 0;
      const held: number[] = [];
      sealing.batch = async (cells) => {
        pending += 1;
        expect(pending).toBe(1);
        held.push(cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0));
        await admin.query('SELECT SLEEP(0.05)');
        pending -= 1;
        return cells.map(seal);
      };
      await copyOf('rows_', { method });
      expect(held.length).toBeGreaterThan(3);
      // The bytes of a whole row count, and the last one may go over the bound.
      expect(Math.max(...held)).toBeLessThan(540_000);
      expect(await fixture.count('rows_')).toBe(990);
    });

    test('ends the chunk with the column named and no data when a batch fails, whichever it is', async () => {
      for (const failing of [1, 2, 4]) {
        let batch = 0;
        sealing.batch = async (cells: readonly Cell[]) => {
          batch += 1;
          if (batch === failing) throw new Error(`cannot seal '${cells.join('')}' and secret words`);
          expect(batch).toBeLessThan(failing);
          return cells.map(seal);
        };
        const failure = await copyOf('rows_', { method }).catch((error: unknown) => error);
        if (!(failure instanceof PartlyDone)) throw new Error(`got ${String(failure)}`);
        expect(failure.message).toMatch(
          /^table rows_, all rows: column sealed: [\d,]+ values could not be transformed$/,
        );
        expect(failure.message + failure.remedy.text).not.toContain('secret words');
        expect(failure.remedy.text).not.toBe('');
        expect(await fixture.count('rows_')).toBe(0);
      }
      // The sessions are as good as before.
      sealing.batch = sealAll;
      await copyOf('rows_', { method });
      expect(await fixture.count('rows_')).toBe(990);
    });

    test('goes back with the rest of the chunk when the target refuses a row', async () => {
      const table = `short_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'id int PRIMARY KEY, sealed longblob, u int UNIQUE');
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} SELECT id, sealed, id FROM ${fixture.sourceName}.rows_`,
      );
      await admin.execute(`INSERT INTO ${fixture.targetName}.${table} VALUES (99999, 'x', 3)`);
      const failure = await failureOf(copyOf(table, { method }));
      expect(failure.message).not.toContain('sealed:');
      expect(await fixture.count(table)).toBe(1);
    });

    test('ends at once when it is aborted while a batch does not come back', async () => {
      const abort = new AbortController();
      const source = await openSession(endpointOf(fixture.server, fixture.sourceName), 'source');
      const target = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
      sealing.batch = () => {
        abort.abort();
        return new Promise(() => {});
      };
      const failure = await failureOf(copyOf('rows_', { method, source, target, signal: abort.signal }));
      expect(failure.code).toBe('ABORTED');
      expect(await fixture.count('rows_')).toBe(0);
    });

    test('takes large rows whole, and names one that is too large once it is sealed', async () => {
      const table = `large_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'id int PRIMARY KEY, sealed longblob, more longblob');
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (1, 'a', REPEAT('\\\\', 3000000)), (2, REPEAT('b', 2000000), NULL),
          (3, REPEAT('c', 17000000), 'x'), (4, NULL, ''), (42, REPEAT('d', 2097140), '')`,
      );
      expect((await copyOf(table, { method })).rows).toBe(5);
      const [row] = await admin.query(
        `SELECT SUM(LENGTH(t.sealed) - 7 <=> LENGTH(s.sealed)) AS sealed, SUM(t.more <=> s.more) AS more
          FROM ${fixture.targetName}.${table} AS t JOIN ${fixture.sourceName}.${table} AS s ON s.id = t.id`,
      );
      expect(row).toEqual({ sealed: '5', more: '5' });
      await admin.execute(`DELETE FROM ${fixture.targetName}.${table}`);
      await admin.execute('SET GLOBAL max_allowed_packet = 2097152');
      try {
        const small = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
        const range = { after: [{ n: '41' }], through: null };
        const failure = await failureOf(copyOf(table, { method, target: small, range }));
        expect(failure.code).toBe('ROW_TOO_LARGE');
        expect(failure.message).toContain('id=42');
        expect(await fixture.count(table)).toBe(0);
        await small.close();
      } finally {
        await admin.execute('SET GLOBAL max_allowed_packet = 67108864');
      }
    });
  });
});
