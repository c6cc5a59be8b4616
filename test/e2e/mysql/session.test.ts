import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { describeMysqlError, MysqlError } from '../../../src/mysql/errors.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

async function failureOf(work: Promise<unknown>): Promise<MysqlError> {
  const result = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(result instanceof MysqlError)) throw new Error(`expected a MysqlError, got ${String(result)}`);
  return result;
}

describe.each(['mariadb', 'mysql'] as const)('a session on %s', (flavour) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    await fixture.create(
      't',
      'id bigint unsigned PRIMARY KEY, v varchar(100) CHARACTER SET latin1, d decimal(30,10), at datetime(6), b blob',
    );
    await fixture.admin.execute(
      `INSERT INTO ${fixture.sourceName}.t VALUES (18446744073709551615, 'é', 1.0000000001, '2024-01-01 00:00:00.000001', X'00FF'), (1, NULL, NULL, NULL, NULL)`,
    );
  });
  afterAll(() => fixture.remove());

  test('gives exact values, in UTC and strict mode', async () => {
    expect(await fixture.source.query('SELECT * FROM t ORDER BY id DESC LIMIT 1')).toEqual([
      {
        id: '18446744073709551615',
        v: 'é',
        d: '1.0000000001',
        at: '2024-01-01 00:00:00.000001',
        b: Buffer.from([0, 255]),
      },
    ]);
    const [settings] = await fixture.source.query(
      'SELECT @@time_zone AS zone, @@sql_mode AS mode, @@character_set_results AS results, TIMEDIFF(NOW(), UTC_TIMESTAMP()) AS ahead',
    );
    expect(settings).toMatchObject({ zone: '+00:00', results: 'utf8mb4', ahead: '00:00:00' });
    expect(String(settings?.mode).split(',').sort()).toEqual([
      'NO_AUTO_VALUE_ON_ZERO',
      'NO_ENGINE_SUBSTITUTION',
      'STRICT_ALL_TABLES',
    ]);
    expect(fixture.source.facts.flavour).toBe(flavour);
    expect(await fixture.source.query('SELECT ? AS v', ["a'\\b"])).toEqual([{ v: "a'\\b" }]);
  });

  test('as source or target cannot write', async () => {
    for (const role of ['source', 'target'] as const) {
      const session = await openSession(endpointOf(fixture.server, fixture.targetName), role);
      for (const sql of [
        'DELETE FROM t',
        'INSERT INTO t (id) VALUES (5)',
        'DROP TABLE t',
        'CREATE TABLE u (i int)',
      ]) {
        expect((await failureOf(session.execute(sql))).code, sql).toBe(
          'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
        );
      }
      await session.close();
    }
  });

  test('streams rows no faster than they are taken, and can be left in the middle', async () => {
    const many =
      'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, REPEAT("x", 5000) FROM n';
    let seen = 0;
    for await (const [number, text] of fixture.source.streamCells(many)) {
      seen += 1;
      expect(number?.toString()).toBe(String(seen));
      expect(text).toHaveLength(5000);
      if (seen % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen).toBe(900);
    for await (const [number] of fixture.source.streamCells(many)) if (number?.toString() === '3') break;
    expect(await fixture.source.queryCells("SELECT 'after'")).toEqual([[Buffer.from('after')]]);
  });

  test('a failing stream throws where it is read', async () => {
    const read = async () => {
      for await (const row of fixture.source.streamCells('SELECT * FROM nowhere')) void row;
    };
    expect((await failureOf(read())).code).toBe('ER_NO_SUCH_TABLE');
  });

  test('bulk rows come in their columns’ own character sets, other queries in utf8mb4, however they are mixed', async () => {
    const cells: string[] = [];
    const raw = () =>
      fixture.source.bulk.readRows('SELECT v FROM t WHERE v IS NOT NULL', ({ buffer, offset, end }) => {
        cells.push(buffer.toString('hex', offset, end));
      });
    const converted = () => fixture.source.queryCells('SELECT v FROM t WHERE v IS NOT NULL');
    const [, first, , second] = await Promise.all([raw(), converted(), raw(), converted()]);
    expect(cells).toEqual(['01e9', '01e9']);
    expect(first).toEqual([[Buffer.from('é')]]);
    expect(second).toEqual(first);
  });

  test('sends statements as bytes, also across the packet limit', async () => {
    const { target } = fixture;
    await target.execute('CREATE TABLE big (id int PRIMARY KEY, b longblob)');
    const head = Buffer.from("INSERT INTO big VALUES (1, _binary'");
    for (const size of [10, 0xffffff - 4, 0xffffff - 1, 0xffffff, 0xffffff + 1, 20_000_000]) {
      const fill = size > 100 ? size - 1 - head.length - 2 : size;
      const packet = Buffer.concat([
        Buffer.from([0, 0, 0, 0, 3]),
        head,
        Buffer.alloc(fill, 0xc3),
        Buffer.from("')"),
      ]);
      // A multiple of the limit is what the builder of statements avoids.
      if ((packet.length - 4) % 0xffffff === 0) continue;
      expect(await target.bulk.sendBytes(packet)).toMatchObject({ affectedRows: 1, warnings: 0 });
      const [row] = await target.query('SELECT LENGTH(b) AS n FROM big');
      expect(Number(row?.n)).toBe(fill);
      await target.execute('DELETE FROM big');
    }
  });

  test('a file that was not announced is never sent', async () => {
    for (const ask of [
      (session: Session) => session.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"),
      (session: Session) => session.query("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"),
      (session: Session) =>
        session.bulk.load("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t", 'announced', () => {
          throw new Error('opened');
        }),
    ]) {
      const session = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
      const failure = await failureOf(ask(session));
      expect(failure.code).toBe('LOCAL_FILE_REFUSED');
      expect(failure.retryable).toBe(false);
      expect((await failureOf(session.query('SELECT 1'))).connectionLost).toBe(true);
    }
    expect(await fixture.count('t')).toBe(0);
  });

  test('destroy() settles what is waiting at once', async () => {
    const session = await openSession(endpointOf(fixture.server, fixture.sourceName), 'source');
    const started = performance.now();
    const waiting = [session.query('SELECT SLEEP(60)'), session.queryCells('SELECT 1')].map(failureOf);
    session.destroy();
    for (const failure of await Promise.all(waiting)) expect(failure.connectionLost).toBe(true);
    expect(performance.now() - started).toBeLessThan(50_000);
    await session.close();
  });

  test('a killed connection is a loss to retry', async () => {
    const session = await openSession(endpointOf(fixture.server, fixture.sourceName), 'source');
    const waiting = failureOf(session.query('SELECT SLEEP(60)'));
    await fixture.admin.execute(`KILL ${session.connectionId}`);
    const failure = await waiting;
    expect(failure.connectionLost).toBe(true);
    expect(failure.retryable).toBe(true);
    expect((await failureOf(session.query('SELECT 1'))).retryable).toBe(true);
  });

  test('says what is wrong without data', async () => {
    const endpoint = endpointOf(fixture.server, fixture.targetName);
    const denied = await failureOf(
      openSession({ ...endpoint, password: new Secret('wrong horse') }, 'source'),
    );
    expect(denied).toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR', retryable: false });
    expect(denied.message).not.toContain('horse');
    expect(await failureOf(openSession({ ...endpoint, database: 'nowhere' }, 'source'))).toMatchObject({
      code: 'ER_BAD_DB_ERROR',
      retryable: false,
    });
    expect(await failureOf(openSession({ ...endpoint, port: 1 }, 'source'))).toMatchObject({
      code: 'ECONNREFUSED',
      retryable: true,
    });
    await fixture.target.execute("INSERT INTO t (id, v) VALUES (77, 'x')");
    const duplicate = await failureOf(fixture.target.execute('INSERT INTO t (id) VALUES (77)'));
    expect(describeMysqlError(duplicate)).toMatchObject({ code: 'ER_DUP_ENTRY', retryable: false });
    expect(duplicate.message).not.toContain('77');
    expect(JSON.stringify({ ...duplicate }) + String(duplicate.stack)).not.toContain('INSERT INTO');
    await fixture.target.execute('DELETE FROM t');
  });

  test('a password that the server has not cached yet works over plain TCP and over the socket', async () => {
    const { admin, server, sourceName } = fixture;
    await admin.execute("CREATE USER 'fresh'@'%' IDENTIFIED BY 'pass word'");
    await admin.execute(`GRANT SELECT ON ${sourceName}.* TO 'fresh'@'%'`);
    const endpoint = { ...endpointOf(server, sourceName), user: 'fresh', password: new Secret('pass word') };
    const plain = await openSession(endpoint, 'source');
    expect(await plain.query('SELECT CURRENT_USER() AS u')).toEqual([{ u: 'fresh@%' }]);
    await plain.close();
    const local = await openSession({ ...endpoint, socketPath: server.socketPath }, 'source');
    expect(await local.query('SELECT CURRENT_USER() AS u')).toEqual([{ u: 'fresh@%' }]);
    await local.close();
  });
});

test('over TLS, with the certificate checked or not, also for uploads', async () => {
  const fixture = await openFixture('mysql');
  try {
    const [data] = await fixture.admin.query('SELECT @@datadir AS folder');
    const ca = join(String(data?.folder), 'ca.pem');
    const endpoint = endpointOf(fixture.server, fixture.targetName);
    const unchecked = { ...endpoint, tls: { verify: false } };
    const refused = await failureOf(openSession({ ...endpoint, tls: { verify: true } }, 'source'));
    expect(refused).toMatchObject({ code: 'HANDSHAKE_SSL_ERROR', retryable: false });
    const checked = await failureOf(
      openSession({ ...endpoint, host: 'localhost', tls: { verify: true, ca } }, 'source'),
    );
    // The server made its certificate for no name in particular.
    expect(checked.message).toMatch(/altnames|name/i);
    await fixture.create('t', 'id int PRIMARY KEY, v longtext');
    await fixture.admin.execute(
      `INSERT INTO ${fixture.sourceName}.t VALUES (1, REPEAT('x', 3000000)), (2, NULL)`,
    );
    const target = await openSession(unchecked, 'target-writer');
    const [cipher] = await target.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    expect(String(cipher?.Value)).not.toBe('');
    for (const method of ['load-data', 'insert'] as const) {
      expect((await fixture.copy(await fixture.plan('t'), { method, target })).rows).toBe(2);
      await target.execute('DELETE FROM t');
    }
    await target.close();
  } finally {
    await fixture.remove();
  }
});

test('a server that never answers is given up, and one that hangs up is a loss', async () => {
  const sockets: Socket[] = [];
  const listener = createServer((socket) => {
    sockets.push(socket);
    socket.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = { host: '127.0.0.1', port: address.port, database: '', user: 'u' };
  expect((await failureOf(openSession(endpoint, 'source'))).retryable).toBe(true);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => listener.close(resolve));
});
