import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionLost } from '../../../src/mysql/errors.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { failureOf } from '../support/mysql/failure.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

const methods = ['load-data', 'insert'] as const;

/** A source that loses its connection after some rows. */
function failingAfter(source: Session, rows: number): Session {
  return {
    ...source,
    bulk: {
      ...source.bulk,
      readRows: async (sql, onRow) => {
        let seen = 0;
        await source.bulk.readRows(sql, (packet) => {
          seen += 1;
          if (seen <= rows) onRow(packet);
        });
        throw connectionLost();
      },
    },
  };
}

describe.each(['mariadb', 'mysql'] as const)('copying a chunk on %s', (flavour) => {
  let fixture: Fixture;
  let admin: Session;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    admin = fixture.admin;
    await fixture.create('plain', 'id bigint unsigned PRIMARY KEY, v varchar(200), j json');
    await admin.execute(
      `INSERT INTO ${fixture.sourceName}.plain WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900)
        SELECT i, REPEAT('tab\\tline\\n中', 5), '{"a": [1, 2]}' FROM n`,
    );
  });
  afterAll(() => fixture.remove());

  test('what a session has prepared serves those who hold the session with their own transactions', async () => {
    const plan = await fixture.plan('plain');
    const target = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
    const prepared = async () => {
      const [count] = await admin.query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
      return Number(count?.Value);
    };
    const before = await prepared();
    for (let id = 1; id <= 20; id += 1) {
      // As a repair does, row by row: a server has 16,382 statements for all its clients.
      const held: Session = { ...target, begin: async () => undefined, commit: async () => undefined };
      const range = { after: [{ n: String(id - 1) }], through: [{ n: String(id) }] };
      expect((await fixture.copy(plan, { method: 'insert', target: held, range })).rows).toBe(1);
    }
    expect((await prepared()) - before).toBe(1);
    await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
    await target.close();
  });

  describe.each(methods)('by %s', (method) => {
    test('takes only the range and sets constants, offsets and IDs inside JSON', async () => {
      const { sourceName: from, targetName: to } = fixture;
      const table = `mapped_${method === 'insert' ? 'i' : 'l'}`;
      const columns = 'id bigint unsigned, parent bigint unsigned, ids json, n int';
      await fixture.create(
        table,
        `${columns}, PRIMARY KEY (id)`,
        `${columns.replace('n int', 'n varchar(256)')}, tenant varchar(255) NOT NULL, PRIMARY KEY (id)`,
      );
      await admin.execute(
        `INSERT INTO ${from}.${table} VALUES (1, 0, '[1,0]', 7), (2, 5, '[2, 18446744073709551515]', NULL), (3, NULL, NULL, 0)`,
      );
      const plan = await fixture.plan(table, {
        id: { kind: 'offset', offset: '1000' },
        parent: { kind: 'reference', table: 'x', offset: '50' },
        ids: { kind: 'json-ids', paths: [{ path: '[*]', table: 'x', offset: '100' }] },
        n: { kind: 'cast', from: 'int', to: 'varchar(256)' },
        tenant: { kind: 'constant', value: "a'c\\me 中" },
      });
      const result = await fixture.copy(plan, {
        method,
        range: { after: [{ n: '0' }], through: [{ n: '2' }] },
      });
      expect(result.rows).toBe(2);
      const rows = await admin.query(
        `SELECT id, parent, CAST(ids AS CHAR) AS ids, n, tenant FROM ${to}.${table} ORDER BY id`,
      );
      expect(rows.map((row) => ({ ...row, ids: String(row.ids).replaceAll(' ', '') }))).toEqual([
        { id: '1001', parent: '0', ids: '[101,0]', n: '7', tenant: "a'c\\me 中" },
        { id: '1002', parent: '55', ids: '[102,18446744073709551615]', n: null, tenant: "a'c\\me 中" },
      ]);
    });

    test('writes the rows and the ledger row together, or neither', async () => {
      const plan = await fixture.plan('plain');
      await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
      const failure = await failureOf(
        fixture.copy(plan, {
          method,
          beforeCommit: async ({ rows }) => {
            expect(rows).toBe(900);
            throw new Error('the ledger is full');
          },
        }),
      );
      expect(failure.message).toContain('the ledger is full');
      expect(await fixture.count('plain')).toBe(0);
      const { rows, bytes } = await fixture.copy(plan, { method });
      expect(rows).toBe(900);
      expect(bytes).toBeGreaterThan(900 * 50);
      expect(await fixture.count('plain')).toBe(900);
    });

    test.each([
      ['clips a number', 'v int', 'v tinyint', '1000'],
      ['cuts a text', 'v varchar(20)', 'v varchar(3)', "'secret words'"],
      ['turns NULL into 0', 'v int', 'v int NOT NULL', 'NULL'],
      ['takes an unknown enum value', "v enum('a','b')", "v enum('a')", "'b'"],
      ['rounds a fraction', 'v decimal(10,4)', 'v decimal(10,2)', '1.2345'],
      ['loses a character', 'v varchar(20)', 'v varchar(20) CHARACTER SET latin1', "'中'"],
    ])('a target that %s makes the chunk fail as a whole', async (_, from, to, value) => {
      const table = `bad_${Math.random().toString(36).slice(2)}`;
      await fixture.create(table, `id int PRIMARY KEY, ${from}`, `id int PRIMARY KEY, ${to}`);
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (1, NULLIF(${value}, ${value})), (2, ${value})`.replace(
          /\(1, [^)]*\)\), /,
          '',
        ),
      );
      const failure = await failureOf(fixture.copy(await fixture.plan(table), { method }));
      expect(failure.table).toBe(table);
      expect(failure.message).toContain(table);
      expect(failure.retryable).toBe(false);
      expect(failure.message).not.toContain('secret words');
      expect(await fixture.count(table)).toBe(0);
    });

    test('a row that is there already makes the chunk fail as a whole', async () => {
      const { sourceName: from, targetName: to } = fixture;
      const table = `twice_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'id int PRIMARY KEY, v varchar(40) UNIQUE');
      await admin.execute(`INSERT INTO ${from}.${table} VALUES (1, 'a'), (2, 'a secret'), (3, 'c')`);
      await admin.execute(`INSERT INTO ${to}.${table} VALUES (9, 'a secret')`);
      const failure = await failureOf(fixture.copy(await fixture.plan(table), { method }));
      expect(failure.message).toMatch(/Duplicate entry … for key|skipped/);
      expect(failure.message).not.toContain('a secret');
      expect(await fixture.count(table)).toBe(1);
      // The session is as good as before.
      expect(await fixture.target.query("SELECT 'x' AS one")).toEqual([{ one: 'x' }]);
    });

    test('reading that breaks off in the middle commits nothing', async () => {
      await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
      const plan = await fixture.plan('plain');
      const source = failingAfter(fixture.source, 500);
      const failure = await failureOf(fixture.copy(plan, { method, source }));
      expect(failure.retryable).toBe(true);
      expect(await fixture.count('plain')).toBe(0);
      await fixture.copy(plan, { method });
      expect(await fixture.count('plain')).toBe(900);
    });

    test('a row that the tool cannot transform fails with the rest of the chunk', async () => {
      const table = `json_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'id int PRIMARY KEY, j text');
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (1, '[1]'), (2, '[broken'), (3, '[3]')`,
      );
      const plan = await fixture.plan(table, {
        j: { kind: 'json-ids', paths: [{ path: '[*]', table: 'x', offset: '1' }] },
      });
      const failure = await failureOf(fixture.copy(plan, { method }));
      expect(failure.message).toContain('not valid JSON');
      expect(await fixture.count(table)).toBe(0);
    });

    test('an aborted run cuts both connections and commits nothing', async () => {
      await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
      const source = await openSession(endpointOf(fixture.server, fixture.sourceName), 'source');
      const target = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
      const abort = new AbortController();
      const failure = await failureOf(
        fixture.copy(await fixture.plan('plain'), {
          method,
          source,
          target,
          signal: abort.signal,
          beforeCommit: async () => {
            abort.abort();
            await target.query('SELECT 1');
          },
        }),
      );
      expect(failure.code).toBe('ABORTED');
      expect(await fixture.count('plain')).toBe(0);
    });

    test('a table without a key, a single column and empty values pass', async () => {
      const table = `single_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'v varchar(20)');
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (''), (''), (NULL), ('\\\\N'), ('\\n')`,
      );
      expect((await fixture.copy(await fixture.plan(table), { method })).rows).toBe(5);
      const rows = await admin.query(
        `SELECT COALESCE(HEX(v), 'NULL') AS v FROM ${fixture.targetName}.${table} ORDER BY 1`,
      );
      expect(rows.map(({ v }) => v)).toEqual(['', '', '0A', '5C4E', 'NULL']);
    });

    test('rows larger than a batch pass; a row larger than the target takes is named', async () => {
      const table = `large_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(table, 'id int PRIMARY KEY, v longblob');
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (1, REPEAT('\\\\', 5000000)), (2, 'x'), (42, REPEAT(X'00', 3000000))`,
      );
      const plan = await fixture.plan(table);
      expect((await fixture.copy(plan, { method })).rows).toBe(3);
      const [sizes] = await admin.query(
        `SELECT SUM(LENGTH(v)) AS size, COUNT(*) AS n FROM ${fixture.targetName}.${table}`,
      );
      expect(sizes).toEqual({ size: '8000001', n: '3' });
      await admin.execute(`DELETE FROM ${fixture.targetName}.${table}`);
      await admin.execute('SET GLOBAL max_allowed_packet = 2097152');
      try {
        const small = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
        const range = { after: [{ n: '1' }], through: null };
        const failure = await failureOf(fixture.copy(plan, { method, target: small, range }));
        expect(failure.code).toBe('ROW_TOO_LARGE');
        expect(failure.message).toContain('id=42');
        expect(failure.message).toContain('max_allowed_packet');
        expect(await fixture.count(table)).toBe(0);
        await small.close();
      } finally {
        await admin.execute('SET GLOBAL max_allowed_packet = 67108864');
      }
    });
  });
});
