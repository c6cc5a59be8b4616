import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession, type Session } from '../../../src/mysql/session.js';
import type { TablePlan } from '../../../src/plan/plan.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { failureOf } from '../support/mysql/failure.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

const methods = ['load-data', 'insert'] as const;
const columns =
  'first longblob, id int PRIMARY KEY, a longtext, n int, b longblob, l longtext CHARACTER SET latin1, bits bit(8), last longtext';

/** Bytes of every kind, as many as asked for, different for each seed. */
const everyByte = (seed: number, length: number) =>
  `SUBSTRING(REPEAT(UNHEX(CONCAT(SHA2(${seed}, 512), '00090A0D1A22275C5C4E')), ${Math.ceil(length / 74)}), 1, ${length})`;

/** A source to which something happens after the first piece of a large row. */
function atFirstPiece(source: Session, happen: () => void): Session {
  let seen = false;
  const readRows: Session['bulk']['readRows'] = (sql, onRow, largeRow) =>
    source.bulk.readRows(
      sql,
      onRow,
      largeRow && {
        bytes(piece) {
          largeRow.bytes(piece);
          if (!seen) happen();
          seen = true;
        },
        end: () => largeRow.end(),
      },
    );
  return { ...source, bulk: { ...source.bulk, readRows } };
}

describe.each(['mariadb', 'mysql'] as const)('large rows on %s', (flavour) => {
  // The sandbox's MariaDB has no certificate, MySQL makes its own.
  const ways = ['TCP', 'a unix socket', ...(flavour === 'mysql' ? ['TLS'] : [])];
  let fixture: Fixture;
  let admin: Session;
  let plan: TablePlan;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    admin = fixture.admin;
    const { sourceName: from } = fixture;
    await fixture.create('rows_', columns);
    const rows = [
      // Several long cells, at the ends too, with NULLs and nothing between them.
      [
        everyByte(1, 3_000_000),
        1,
        "REPEAT('中\\t\\n\\\\', 400000)",
        'NULL',
        everyByte(2, 2_000_000),
        "REPEAT('é', 2000000)",
        "b'101'",
        "REPEAT('z', 1500000)",
      ],
      ["''", 2, "'small'", 7, 'NULL', 'NULL', 'NULL', "''"],
      [everyByte(3, 2_000_000), 3, "''", 'NULL', "''", 'NULL', 'NULL', "''"],
      ['NULL', 4, 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', "REPEAT('😀', 700000)"],
      // One cell of a full packet's length, rows whose packets are full or nearly, and one of more than a packet.
      [everyByte(5, 0xffffff), 5, "''", 5, "''", "''", "b'1'", "''"],
      ...[-14, -13, -12].map((less, index) => [
        everyByte(6 + index, 0xffffff + less),
        10 + index,
        "''",
        'NULL',
        "''",
        'NULL',
        'NULL',
        'NULL',
      ]),
      [everyByte(20, 17_000_000), 30, 'NULL', 1, everyByte(21, 1_500_000), 'NULL', 'NULL', "'end'"],
      // Just large, and just not.
      ...[-30, -12, -8, 0].map((less, index) => [
        'NULL',
        40 + index,
        'NULL',
        'NULL',
        everyByte(40 + index, 1024 * 1024 + less),
        'NULL',
        'NULL',
        'NULL',
      ]),
      ["'x'", 50, "'y'", 5, "'z'", "'l'", 'NULL', 'NULL'],
    ];
    for (const row of rows) await admin.execute(`INSERT INTO ${from}.rows_ VALUES (${row.join(', ')})`);
    plan = await fixture.plan('rows_');
  });
  afterAll(() => fixture.remove());

  const digest = async (database: string, more = 'TRUE') => {
    const cells = ['first', 'a', 'b', 'l', 'last'].map(
      (name) => `${name} IS NULL, LENGTH(${name}), SHA2(${name}, 256)`,
    );
    return admin.query(
      `SELECT id, n, bits + 0 AS bits, CONCAT_WS(',', ${cells.join(', ')}) AS cells FROM ${database}.rows_ WHERE ${more} ORDER BY id`,
    );
  };

  describe.each(methods)('by %s', (method) => {
    test.each(ways)('arrive as they are over %s', async (way) => {
      const { server, sourceName, targetName } = fixture;
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      const place = (database: string) => {
        const endpoint = endpointOf(server, database);
        if (way === 'TLS') return { ...endpoint, tls: { verify: false } };
        return way === 'TCP' ? endpoint : { ...endpoint, socketPath: server.socketPath };
      };
      const source = await openSession(place(sourceName), 'source');
      const target = await openSession(place(targetName), 'target-writer');
      // All of them once; the other ways carry the same bytes.
      const [range, within] =
        way === 'TCP'
          ? [{ after: null, through: null }, 'TRUE']
          : [{ after: null, through: [{ n: '5' }] }, 'id <= 5'];
      const { rows, bytes } = await fixture.copy(plan, { method, source, target, range });
      const expected = await digest(sourceName, within);
      expect(rows).toBe(expected.length);
      expect(await digest(targetName)).toEqual(expected);
      const [sum] = await admin.query(
        `SELECT SUM(COALESCE(LENGTH(first), 0) + COALESCE(LENGTH(a), 0) + COALESCE(LENGTH(b), 0) + COALESCE(LENGTH(l), 0) + COALESCE(LENGTH(last), 0)) AS n FROM ${sourceName}.rows_ WHERE ${within}`,
      );
      expect(bytes).toBeGreaterThan(Number(sum?.n));
      expect(bytes).toBeLessThan(Number(sum?.n) + 1000);
      const [prepared] = await admin.query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
      await target.close();
      await source.close();
      // Of each large row none is left; ordinary batches keep theirs.
      expect(Number(prepared?.Value)).toBeLessThanOrEqual(6);
    });

    test('a changed cell and a cell in another character set arrive whole', async () => {
      const table = `changed_${method === 'insert' ? 'i' : 'l'}`;
      await fixture.create(
        table,
        'id int PRIMARY KEY, ids json, t longtext CHARACTER SET latin1',
        'id int PRIMARY KEY, ids json, t longtext CHARACTER SET utf8mb4',
      );
      const list = Array.from({ length: 400_000 }, (_, index) => index + 1);
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} VALUES (1, ?, REPEAT('é', 2000000)), (2, '[7]', 'ü')`,
        [JSON.stringify(list)],
      );
      const changed = await fixture.plan(table, {
        ids: { kind: 'json-ids', paths: [{ path: '[*]', table: 'x', offset: '1000' }] },
      });
      // The text arrives longer than it left, which the sum of stored lengths is not asked about.
      expect((await fixture.copy(changed, { method })).rows).toBe(2);
      const [first, second] = await admin.queryCells(
        `SELECT CAST(ids AS CHAR), t FROM ${fixture.targetName}.${table} ORDER BY id`,
      );
      expect(JSON.parse(first?.[0]?.toString() ?? '')).toEqual(list.map((id) => id + 1000));
      expect(first?.[1]?.equals(Buffer.from('é'.repeat(2_000_000)))).toBe(true);
      expect(second?.map(String)).toEqual(['[1007]', 'ü']);
    });

    test('a failure of the target in the middle of one rolls back, and both sides go on', async () => {
      const { sourceName, targetName } = fixture;
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      await fixture.source.execute('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      await admin.execute(`INSERT INTO ${targetName}.rows_ (id) VALUES (11)`);
      const failure = await failureOf(fixture.copy(plan, { method }));
      expect(['ER_DUP_ENTRY', 'LOAD_DIFFERS']).toContain(failure.code);
      expect(await fixture.count('rows_')).toBe(1);
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      await admin.execute(`INSERT INTO ${sourceName}.rows_ (id) VALUES (99)`);
      const { rows } = await fixture.copy(plan, { method });
      await admin.execute(`DELETE FROM ${sourceName}.rows_ WHERE id = 99`);
      // Still the same snapshot: the row that came later is not in it.
      expect(await digest(targetName)).toEqual(await digest(sourceName));
      expect(await fixture.count('rows_')).toBe(rows);
      await fixture.source.rollback();
    });

    test('one that is too large for the target is named, wherever its key is, and the rest is read away', async () => {
      const { server, sourceName, targetName } = fixture;
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      await admin.execute('SET GLOBAL max_allowed_packet = 16777216');
      try {
        const target = await openSession(endpointOf(server, targetName), 'target-writer');
        const failure = await failureOf(fixture.copy(plan, { method, target }));
        expect(failure.code).toBe('ROW_TOO_LARGE');
        expect(failure.message).toMatch(/row id=5 has 167772\d\d bytes/);
        expect(await fixture.count('rows_')).toBe(0);
        // The same sessions, up to the row before.
        const range = { after: null, through: [{ n: '4' }] };
        expect((await fixture.copy(plan, { method, target, range })).rows).toBe(4);
        expect(await digest(targetName)).toEqual(await digest(sourceName, 'id <= 4'));
        await target.close();
      } finally {
        await admin.execute('SET GLOBAL max_allowed_packet = 67108864');
      }
    });

    test('a source that is lost in the middle of one leaves nothing, and the target usable', async () => {
      const { server, sourceName, targetName } = fixture;
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      const source = await openSession(endpointOf(server, sourceName), 'source');
      let cut = false;
      const losing = atFirstPiece(source, () => {
        cut = true;
        source.destroy();
      });
      const failure = await failureOf(fixture.copy(plan, { method, source: losing }));
      expect(cut).toBe(true);
      expect(failure).toMatchObject({ retryable: true, connectionLost: true });
      expect(await fixture.count('rows_')).toBe(0);
      expect((await fixture.copy(plan, { method })).rows).toBeGreaterThan(10);
      expect(await digest(targetName)).toEqual(await digest(sourceName));
    });

    test('an abort in the middle of one cuts both connections', async () => {
      const { server, sourceName, targetName } = fixture;
      await admin.execute(`DELETE FROM ${targetName}.rows_`);
      const source = await openSession(endpointOf(server, sourceName), 'source');
      const target = await openSession(endpointOf(server, targetName), 'target-writer');
      const abort = new AbortController();
      const aborting = atFirstPiece(source, () => abort.abort());
      const failure = await failureOf(
        fixture.copy(plan, { method, source: aborting, target, signal: abort.signal }),
      );
      expect(failure.code).toBe('ABORTED');
      expect(abort.signal.aborted).toBe(true);
      expect(await fixture.count('rows_')).toBe(0);
    });
  });

  test('a bit clipped from a long cell is found, with its row and column', async () => {
    const { targetName } = fixture;
    await admin.execute(`DELETE FROM ${targetName}.rows_`);
    let clipped = false;
    const target: Session = {
      ...fixture.target,
      bulk: {
        ...fixture.target.bulk,
        sendUnanswered(packet) {
          const last = !clipped && packet.length < 200_000;
          clipped ||= last;
          return fixture.target.bulk.sendUnanswered(last ? packet.subarray(0, packet.length - 1) : packet);
        },
      },
    };
    const failure = await failureOf(
      fixture.copy(plan, {
        method: 'insert',
        target,
        stored: { range: 'TRUE', own: 'TRUE', hadRows: false },
      }),
    );
    expect(failure.code).toBe('LENGTHS_DIFFER');
    expect(failure.message).toContain('row id=1: column first has 3000000 bytes in the source, 2999999');
    expect(await fixture.count('rows_')).toBe(0);
  });

  test('where nothing can be prepared, they arrive as text', async () => {
    const { server, sourceName, targetName } = fixture;
    await admin.execute(`DELETE FROM ${targetName}.rows_`);
    const target = await openSession(endpointOf(server, targetName), 'target-writer');
    const refusing: Session = {
      ...target,
      bulk: { ...target.bulk, prepare: () => Promise.reject(new Error('not here')) },
    };
    const range = { after: null, through: [{ n: '10' }] };
    expect((await fixture.copy(plan, { method: 'insert', target: refusing, range })).rows).toBe(6);
    expect(await digest(targetName)).toEqual(await digest(sourceName, 'id <= 10'));
    await target.close();
  });

  test('readers that take rows whole still do', async () => {
    const hash = (bytes: Buffer | null | undefined) =>
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex');
    const sql = `SELECT b, id, first FROM ${fixture.sourceName}.rows_ WHERE id IN (1, 5, 30) ORDER BY id`;
    const streamed: string[] = [];
    for await (const [b, id, first] of fixture.source.streamCells(sql)) {
      streamed.push(`${String(id)} ${hash(b)} ${hash(first)}`);
    }
    const expected = await admin.query(
      `SELECT CONCAT_WS(' ', id, SHA2(COALESCE(b, ''), 256), SHA2(COALESCE(first, ''), 256)) AS line FROM ${fixture.sourceName}.rows_ WHERE id IN (1, 5, 30) ORDER BY id`,
    );
    expect(streamed).toEqual(expected.map(({ line }) => line));
  });

  test('a slow consumer of a stream keeps the server waiting, not the rows in memory', async () => {
    const { server, sourceName } = fixture;
    const source = await openSession(endpointOf(server, sourceName), 'source');
    const isSending = async () => {
      const [thread] = await admin.query(
        `SELECT COMMAND AS command FROM information_schema.PROCESSLIST WHERE ID = ${source.connectionId}`,
      );
      return thread?.command === 'Query';
    };
    let rows = 0;
    let looks = 0;
    for await (const cells of source.streamCells('SELECT * FROM rows_ ORDER BY id')) {
      rows += 1;
      expect(cells).toHaveLength(8);
      if (rows > 1) continue;
      // 100 MB are to come, far more than sockets hold.
      const lookAgain = async () => {
        looks = (await isSending()) ? looks + 1 : 0;
        return looks;
      };
      await expect.poll(lookAgain, { interval: 20 }).toBeGreaterThan(25);
    }
    expect(rows).toBe(14);
    await source.close();
  });
});
