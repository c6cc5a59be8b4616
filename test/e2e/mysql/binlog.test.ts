import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { asStopped, FollowStopped } from '../../../src/live/follow-stopped.js';
import { LogError } from '../../../src/mysql/binlog/log-error.js';
import type { LogEvent, LogTable } from '../../../src/mysql/binlog/log-events.js';
import { MysqlError } from '../../../src/mysql/errors.js';
import { explainFailure } from '../../../src/mysql/explain-failure.js';
import { isBefore, type LogPosition } from '../../../src/mysql/log-position.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { startTcpProxy } from '../support/faults/tcp-proxy.js';
import {
  database,
  eachEvent,
  type LogServer,
  readBetween,
  startLogServer,
} from '../support/mysql/log-server.js';

const text = (cells: readonly (Buffer | null)[] | null) => cells?.map((cell) => cell && String(cell)) ?? null;

/** Rows as `before>after`, everything else by its name. */
const short = (events: readonly LogEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'row') return `${text(event.before) ?? ''}>${text(event.after) ?? ''}`;
    if (event.type === 'structure') {
      return `${event.verb} ${event.tables?.map(({ database, table }) => `${database}.${table ?? '*'}`) ?? '?'}`;
    }
    return event.type === 'passed' ? [] : event.type;
  });

describe.each(['mariadb', 'mysql'] as const)('the log of %s', (flavour) => {
  let log: LogServer;
  let admin: Session;

  beforeAll(async () => {
    log = await startLogServer(flavour, {
      max_binlog_size: '1G',
      max_allowed_packet: '256M',
      ...(flavour === 'mysql' ? { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } : {}),
    });
    ({ admin } = log);
  });
  afterAll(async () => {
    await log?.remove();
  });

  /** A table of its own, and where the log stands when it is there. */
  async function table(name: string, columns = 'id int PRIMARY KEY, v varchar(20)') {
    await admin.execute(`DROP TABLE IF EXISTS ${name}`);
    await admin.execute(`CREATE TABLE ${name} (${columns})`);
    return { tables: await log.tables(name), from: await log.position() };
  }

  async function read(tables: readonly LogTable[], from: LogPosition): Promise<LogEvent[]> {
    return readBetween({ server: log.server, tables, from, to: await log.position() });
  }

  /** Runs statements on a connection of their own, and gives why the log cannot be read then. */
  async function refused(tables: readonly LogTable[], from: LogPosition, ...statements: readonly string[]) {
    const session = await openSession(endpointOf(log.server, database), 'target-writer');
    for (const sql of statements) await session.execute(sql);
    await session.close();
    const { error } = await read(tables, from).then(
      () => ({ error: null }),
      (error: unknown) => ({ error }),
    );
    if (!(error instanceof LogError)) throw new Error(`expected a LogError, got ${String(error)}`);
    return { code: error.reason.code, error };
  }

  it('is read in whole transactions, and on from the end of each', async () => {
    const { tables, from } = await table('whole');
    await table('others');
    for (const sql of [
      'START TRANSACTION',
      "INSERT INTO whole VALUES (1, 'a'), (2, NULL)",
      'SAVEPOINT s',
      "INSERT INTO whole VALUES (3, 'c')",
      'ROLLBACK TO s',
      "INSERT INTO others VALUES (1, 'x')",
      'UPDATE whole SET id = 5 WHERE id = 1',
      'COMMIT',
      'START TRANSACTION',
      'DELETE FROM whole',
      'ROLLBACK',
      'DELETE FROM whole WHERE id = 2',
    ]) {
      await admin.execute(sql);
    }
    const events = await read(tables, from);
    const all = ['>1,a', '>2,', '1,a>5,a', 'commit', '2,>', 'commit'];
    expect(short(events).filter((line) => !line.includes('TABLE'))).toEqual(all);
    const commits = events.filter((event) => event.type === 'commit');
    expect(commits.map(({ rows }) => rows)).toEqual([3, 1]);
    for (const { gtid, seconds } of commits) {
      expect(gtid).toMatch(flavour === 'mariadb' ? /^0-\d+-\d+$/ : /^[0-9a-f-]{36}:\d+$/);
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(600);
    }
    for (const event of events) {
      if (!('position' in event)) continue;
      const rest = events.slice(events.indexOf(event) + 1);
      expect(short(await read(tables, event.position))).toEqual(short(rest));
    }
  });

  it('says what is done to tables, and reads on', async () => {
    const { tables, from } = await table('shaped');
    for (const sql of [
      "INSERT INTO shaped VALUES (1, 'a')",
      'TRUNCATE TABLE shaped',
      'CREATE TABLE `sha``ped 2` LIKE shaped',
      'RENAME TABLE `sha``ped 2` TO shaped3',
      `ALTER TABLE ${database}.shaped3 ADD COLUMN x int`,
      'CREATE INDEX i ON shaped3 (v)',
      'DROP TABLE shaped3, IF_IT',
      'CREATE VIEW seen AS SELECT 1',
      'CREATE DATABASE another',
      'DROP DATABASE another',
      "CREATE TABLE made AS SELECT 1 AS a, 'x' AS b",
      "INSERT INTO shaped VALUES (2, 'b')",
    ]) {
      await admin.execute(sql).catch(() => undefined);
    }
    const events = await read(tables, from);
    expect(short(events)).toEqual([
      '>1,a',
      'commit',
      `TRUNCATE TABLE ${database}.shaped`,
      `CREATE TABLE ${database}.sha\`ped 2`,
      `RENAME TABLE ${database}.sha\`ped 2,${database}.shaped3`,
      `ALTER TABLE ${database}.shaped3`,
      `CREATE INDEX ${database}.shaped3`,
      ...(flavour === 'mariadb' ? [`DROP TABLE ${database}.shaped3,${database}.IF_IT`] : []),
      'CREATE DATABASE another.*',
      'DROP DATABASE another.*',
      `CREATE TABLE ${database}.made`,
      'commit',
      '>2,b',
      'commit',
    ]);
    for (const event of events) {
      if (event.type !== 'structure') continue;
      const rest = short(events.slice(events.indexOf(event) + 1));
      expect(short(await read(tables, event.position)).slice(-rest.length)).toEqual(rest);
    }
    await admin.execute('DROP VIEW seen');
  });

  it('goes on over new files, while old ones are purged', async () => {
    const { tables, from } = await table('turned');
    const end = new AbortController();
    const ids: number[] = [];
    const files = new Set<string>();
    await admin.execute("INSERT INTO turned VALUES (1, 'a')");
    for await (const event of eachEvent({
      endpoint: endpointOf(log.server, ''),
      tables,
      from,
      signal: end.signal,
    })) {
      if (event.type === 'row') ids.push(Number(event.after?.[0]));
      if (event.type !== 'commit') continue;
      files.add(event.position.file);
      const next = ids.length + 1;
      if (next > 6) {
        end.abort();
        continue;
      }
      await admin.execute('FLUSH BINARY LOGS');
      await admin.execute(`PURGE BINARY LOGS TO '${(await log.position()).file}'`);
      await admin.execute(`INSERT INTO turned VALUES (${next}, 'a')`);
    }
    expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
    expect(files.size).toBe(6);
    // MariaDB keeps a file as long as it has not noticed that its reader is gone.
    await expect
      .poll(async () => {
        await admin.execute(`PURGE BINARY LOGS TO '${(await log.position()).file}'`);
        return String(await admin.queryCells('SHOW BINARY LOGS'));
      })
      .not.toContain(from.file);
    const { code, error } = await refused(tables, from);
    expect(code).toBe('log.purged');
    expect(error.message).toContain(from.file);
    expect(error.message).toContain('1236');
  });

  it('says where it is while nothing happens, ends at a signal, and is read by several at once', async () => {
    const { tables, from } = await table('quiet');
    const to = await log.position();
    const readOne = async () => {
      const end = new AbortController();
      const positions: LogPosition[] = [];
      for await (const event of eachEvent({
        endpoint: endpointOf(log.server, ''),
        tables,
        from,
        signal: end.signal,
      })) {
        if (event.type === 'passed') positions.push(event.position);
        if (positions.length === 5) end.abort();
      }
      return positions.at(-1);
    };
    expect(await Promise.all([readOne(), readOne(), readOne()])).toEqual([to, to, to]);
  });

  it('waits for a slow consumer, with flat memory within a large transaction', async () => {
    const { tables, from } = await table('large', 'id int PRIMARY KEY AUTO_INCREMENT, v mediumblob');
    const writer = await openSession(endpointOf(log.server, database), 'target-writer');
    // Random bytes, so that a compressed transaction is no smaller.
    if (flavour === 'mysql') await writer.execute('SET binlog_transaction_compression = ON');
    const random = `CONCAT(${Array(32).fill('RANDOM_BYTES(1024)').join(', ')})`;
    await writer.begin();
    for (let round = 0; round < 4; round += 1) {
      await writer.execute(
        `INSERT INTO large (v) SELECT ${random} FROM information_schema.COLUMNS LIMIT 900`,
      );
    }
    await writer.commit();
    writer.destroy();
    const [row] = await admin.query('SELECT COUNT(*) AS n, SUM(LENGTH(v)) AS bytes FROM large');
    const kinds = await admin.query(`SHOW BINLOG EVENTS IN '${from.file}' FROM ${from.position} LIMIT 2`);
    expect(kinds.some(({ Event_type: type }) => type === 'Transaction_payload')).toBe(flavour === 'mysql');
    const to = await log.position();
    const end = new AbortController();
    let rows = 0;
    let bytes = 0;
    let most = 0;
    const buffers = () => process.memoryUsage().arrayBuffers;
    const before = buffers();
    for await (const event of eachEvent({
      endpoint: endpointOf(log.server, ''),
      tables,
      from,
      signal: end.signal,
    })) {
      most = Math.max(most, buffers() - before);
      if (event.type === 'row') {
        rows += 1;
        bytes += event.after?.[1]?.length ?? 0;
        // Slower than the server.
        await new Promise(setImmediate);
      }
      if ('position' in event && !isBefore(event.position, to)) end.abort();
    }
    expect({ rows, bytes }).toEqual({ rows: Number(row?.n), bytes: Number(row?.bytes) });
    expect(bytes).toBeGreaterThan(100e6);
    expect(most).toBeLessThan(60e6);
    await admin.execute('DROP TABLE large');
  });

  describe('refuses', () => {
    test.each(['MINIMAL', 'NOBLOB'])('rows of a connection with binlog_row_image = %s', async (image) => {
      const { tables, from } = await table('partly', 'id int PRIMARY KEY, v text, w int');
      await admin.execute("INSERT INTO partly VALUES (1, 'a', 1)");
      const { code, error } = await refused(
        tables,
        from,
        `SET SESSION binlog_row_image = '${image}'`,
        'UPDATE partly SET w = 2',
      );
      expect(code).toBe('log.image');
      expect(error.position?.position).toBeGreaterThan(from.position);
    });

    it('statements that change rows', async () => {
      const { tables, from } = await table('stated');
      const { code, error } = await refused(
        tables,
        from,
        "SET SESSION binlog_format = 'STATEMENT'",
        "INSERT INTO stated VALUES (1, 'secret-value')",
      );
      expect(code).toBe('log.statement');
      expect(error.message).toContain('INSERT');
      expect(error.message).not.toContain('secret-value');
    });

    it('prepared transactions with our rows, and passes those of others', async () => {
      const prepared = [
        "XA START 'x'",
        "INSERT INTO xa VALUES (1, 'a')",
        "XA END 'x'",
        "XA PREPARE 'x'",
        "XA COMMIT 'x'",
      ];
      const { tables, from } = await table('xa');
      const others = await table('others');
      expect((await refused(tables, from, ...prepared)).code).toBe('log.xa');
      expect(short(await read(others.tables, others.from))).toEqual([]);
    });

    it('tables that were altered after their schema was read', async () => {
      for (const change of [
        'ADD COLUMN x int',
        'DROP COLUMN v',
        'MODIFY v varchar(21)',
        'MODIFY v varchar(20) NOT NULL',
      ]) {
        const { tables, from } = await table('altered');
        const { code } = await refused(
          tables,
          from,
          `ALTER TABLE altered ${change}`,
          'INSERT INTO altered (id) VALUES (1)',
        ).catch(() => refused(tables, from, "INSERT INTO altered VALUES (2, 'b')"));
        expect(['log.count', 'log.column']).toContain(code);
      }
    });

    it('names that changed places, where the log says them', async () => {
      await admin.execute("SET GLOBAL binlog_row_metadata = 'FULL'");
      const { tables, from } = await table('swapped', 'id int PRIMARY KEY, a int, b int');
      const { code } = await refused(
        tables,
        from,
        'ALTER TABLE swapped CHANGE a b int, CHANGE b a int',
        'INSERT INTO swapped VALUES (1, 2, 3)',
      );
      expect(code).toBe('log.column');
      await admin.execute('SET GLOBAL binlog_row_metadata = DEFAULT');
    });

    test.each(['ujis', 'eucjpms', 'gb18030'])('text in %s', async (set) => {
      const known = await admin.query(
        `SELECT 1 FROM information_schema.CHARACTER_SETS WHERE CHARACTER_SET_NAME = '${set}'`,
      );
      const columns = `id int PRIMARY KEY, v varchar(20) CHARACTER SET ${known.length > 0 ? set : 'ujis'}`;
      const { tables, from } = await table('foreign_text', columns);
      expect((await refused(tables, from)).code).toBe('log.character-set');
    });

    if (flavour === 'mysql') {
      it('JSON in part', async () => {
        const { tables, from } = await table('documents', 'id int PRIMARY KEY, v json');
        const { code } = await refused(
          tables,
          from,
          "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'",
          `INSERT INTO documents VALUES (1, '{"a": 1, "b": "${'x'.repeat(200)}"}')`,
          "UPDATE documents SET v = JSON_SET(v, '$.a', 2)",
        );
        expect(code).toBe('log.partial-json');
      });

      it('transactions that its gtid_mode of now forbids, of either kind, until it is put back', async () => {
        const go = async (...names: readonly string[]) => {
          for (const name of names) await admin.execute(`SET GLOBAL gtid_mode = ${name}`);
        };
        const { tables, from } = await table('modes');
        const both = ['>1,with a GTID', '>2,without'];
        const rows = async (from: LogPosition) =>
          short(await read(tables, from)).filter((line) => line.includes('>'));
        await admin.execute("INSERT INTO modes VALUES (1, 'with a GTID')");
        await go('ON_PERMISSIVE', 'OFF_PERMISSIVE', 'OFF');
        const off = await refused(tables, from);
        expect(off.error.reason).toMatchObject({
          code: 'log.gtid-mode',
          params: { mode: 'OFF' },
        });
        const anonymous = await log.position();
        await admin.execute("INSERT INTO modes VALUES (2, 'without')");
        await go('OFF_PERMISSIVE');
        expect(await rows(from)).toEqual(both);
        await go('ON_PERMISSIVE', 'ON');
        const on = await refused(tables, anonymous);
        expect(on.error.reason).toMatchObject({
          code: 'log.gtid-mode',
          params: { mode: 'ON' },
        });
        const stopped = asStopped(on.error);
        expect(stopped).toBeInstanceOf(FollowStopped);
        expect(stopped).toMatchObject({
          remedy: {
            text: expect.stringContaining('SET GLOBAL gtid_mode = ON_PERMISSIVE; run the same command'),
          },
        });
        await go('ON_PERMISSIVE');
        expect(await rows(from)).toEqual(both);
        await go('ON');
      });
    } else {
      it('dates from before MySQL 5.6, and compressed columns', async () => {
        await admin.execute('SET GLOBAL mysql56_temporal_format = OFF');
        const old = await table('old_dates', 'id int PRIMARY KEY, v datetime');
        await admin.execute('SET GLOBAL mysql56_temporal_format = ON');
        const { code } = await refused(old.tables, old.from, 'INSERT INTO old_dates VALUES (1, NOW())');
        expect(code).toBe('log.old-temporal');
        const packed = await table('packed', 'id int PRIMARY KEY, v text COMPRESSED');
        const row = "INSERT INTO packed VALUES (1, REPEAT('x', 1000))";
        expect((await refused(packed.tables, packed.from, row)).code).toBe('log.unsupported');
      });
    }
  });

  it('says who may not read it', async () => {
    const { tables, from } = await table('guarded');
    await admin.execute("CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'a'");
    await admin.execute(`GRANT SELECT ON ${database}.* TO reader@'127.0.0.1'`);
    const endpoint = endpointOf(log.server, '', { user: 'reader', password: 'a' });
    const signal = new AbortController().signal;
    const failure = await eachEvent({ endpoint, tables, from, signal })
      .next()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MysqlError);
    expect(failure).toMatchObject({ retryable: false, said: { code: 'log.no-privilege' } });
    if (!(failure instanceof MysqlError)) return;
    expect(explainFailure(failure).because.code).toBe('failure.privilege');
    await admin.execute("DROP USER reader@'127.0.0.1'");
  });

  it('says that a place is none, or is not there', async () => {
    const { tables, from } = await table('places');
    const nowhere = [
      { file: 'binlog.999999', position: 4 },
      { file: from.file, position: from.position + 1_000_000 },
      { file: from.file, position: 2 ** 32 },
    ];
    const codes: string[] = [];
    for (const place of nowhere) codes.push((await refused(tables, place)).code);
    expect(codes).toEqual(['log.purged', 'log.purged', 'log.beyond']);
    await admin.execute("INSERT INTO places VALUES (1, 'a')");
    const within = readBetween({
      server: log.server,
      tables,
      from: { ...from, position: from.position + 1 },
      to: from,
    });
    expect(await within.catch((error: Error) => error.name)).toMatch(/LogError|MysqlError/);
  });

  it('ends with an error when the wire is cut, or the server is silent', async () => {
    const { tables, from } = await table('wired');
    const proxy = await startTcpProxy(log.server.port);
    const read = async (onFirst: () => void) => {
      const endpoint = endpointOf({ ...log.server, port: proxy.port }, '');
      const signal = new AbortController().signal;
      let events = 0;
      for await (const _ of eachEvent({ endpoint, tables, from, signal, silentSeconds: 3 })) {
        events += 1;
        if (events === 1) onFirst();
      }
    };
    for (const fault of ['cut', 'truncate'] as const) {
      const failure = await read(() => proxy.breakAll(fault)).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'MysqlError', connectionLost: true });
    }
    const stopped = await read(() => process.kill(log.server.pid, 'SIGSTOP')).catch(
      (error: unknown) => error,
    );
    process.kill(log.server.pid, 'SIGCONT');
    expect(stopped).toMatchObject({ name: 'MysqlError', code: 'LOG_SILENT', retryable: true });
    await proxy.close();
  });

  if (flavour === 'mysql') {
    it('holds tagged transactions, and the key that the server gives a table without one', async () => {
      await admin.execute('SET SESSION sql_generate_invisible_primary_key = ON');
      const { tables, from } = await table('keyless', 'a int, b varchar(5)');
      await admin.execute('SET SESSION sql_generate_invisible_primary_key = OFF');
      expect(tables[0]?.columns.map(({ name }) => name)).toEqual(['a', 'b']);
      await admin.execute("SET SESSION gtid_next = 'AUTOMATIC:tenant'");
      await admin.execute("INSERT INTO keyless VALUES (7, 'x')");
      await admin.execute("SET SESSION gtid_next = 'AUTOMATIC'");
      const events = await read(tables, from);
      expect(short(events)).toEqual(['>7,x', 'commit']);
      expect(events.find(({ type }) => type === 'commit')).toMatchObject({
        gtid: expect.stringMatching(/^[0-9a-f-]{36}:tenant:1$/),
      });
    });
  }
});

describe.each(['mariadb', 'mysql'] as const)('a killed %s', (flavour) => {
  it('loses and doubles nothing, read on from the last commit', async () => {
    const log = await startLogServer(flavour);
    try {
      await log.admin.execute('CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, v varchar(1000))');
      const tables = await log.tables('t');
      let position = await log.position();
      const committed: string[] = [];
      for (let round = 1; round <= 3; round += 1) {
        const writing = writeUntilLost(await openSession(endpointOf(log.server, database), 'target-writer'));
        const reading = readUntilLost(log, tables, position, (ids, end) => {
          committed.push(...ids);
          position = end;
          if (committed.length > 1_000 * round && log.server.pid > 0) void log.server.kill();
        });
        expect(await reading).toMatchObject({ name: 'MysqlError', connectionLost: true, retryable: true });
        await writing;
        await log.server.kill();
        await log.server.start();
      }
      const admin = await openSession(endpointOf(log.server, database), 'target-writer');
      await admin.execute('INSERT INTO t (v) VALUES (NULL)');
      const [last] = await admin.query('SELECT MAX(id) AS id FROM t');
      const end = new AbortController();
      await readUntilLost(
        log,
        tables,
        position,
        (ids) => {
          committed.push(...ids);
          if (ids.includes(String(last?.id))) end.abort();
        },
        end.signal,
      );
      const rows = await admin.queryCells('SELECT id FROM t ORDER BY id');
      admin.destroy();
      expect(committed).toEqual(rows.map(([id]) => String(id)));
      expect(committed.length).toBeGreaterThan(3_000);
    } finally {
      await log.remove();
    }
  });
});

/** Transactions of 20 large rows, one after the other. */
async function writeUntilLost(session: Session): Promise<void> {
  const rows = Array.from({ length: 20 }, () => "(REPEAT('x', 1000))").join(', ');
  try {
    for (;;) await session.execute(`INSERT INTO t (v) VALUES ${rows}`);
  } catch {
    session.destroy();
  }
}

/** Gives the IDs of each whole transaction, and in the end the failure; null after a signal. */
async function readUntilLost(
  { server }: LogServer,
  tables: readonly LogTable[],
  from: LogPosition,
  onCommit: (ids: readonly string[], position: LogPosition) => void,
  signal = new AbortController().signal,
): Promise<unknown> {
  let open: string[] = [];
  try {
    for await (const event of eachEvent({ endpoint: endpointOf(server, ''), tables, from, signal })) {
      if (event.type === 'row') open.push(String(event.after?.[0]));
      if (event.type === 'discard') open = [];
      if (event.type !== 'commit') continue;
      onCommit(open, event.position);
      open = [];
    }
    return null;
  } catch (error) {
    return error;
  }
}
