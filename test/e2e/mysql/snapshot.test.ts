import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { openSession } from '../../../src/mysql/session.js';
import { openSnapshot } from '../../../src/mysql/snapshot.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

describe.each(['mariadb', 'mysql'] as const)('on %s', (flavour) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(flavour, { log_bin: 'binlog', server_id: '1' });
    await fixture.create('t', 'id int PRIMARY KEY, v int');
    await fixture.admin.execute(`INSERT INTO ${fixture.sourceName}.t VALUES (1, 1), (2, 2)`);
  });
  afterAll(() => fixture.remove());

  test('a snapshot shows all readers the same moment, and lets writers go on', async () => {
    const { admin, sourceName, server } = fixture;
    const snapshot = await openSnapshot(endpointOf(server, sourceName), 3);
    expect(snapshot).toMatchObject({
      consistent: true,
      because: { code: flavour === 'mysql' ? 'snapshot.gtid' : 'snapshot.binlog' },
    });
    expect(snapshot.readers).toHaveLength(3);
    expect(snapshot.position).toMatch(/^binlog\.\d+:\d+/);
    await admin.execute(`UPDATE ${sourceName}.t SET v = 100`);
    await admin.execute(`INSERT INTO ${sourceName}.t VALUES (3, 3)`);
    for (const reader of snapshot.readers) {
      expect(await reader.queryCells('SELECT SUM(v) FROM t')).toEqual([[Buffer.from('3')]]);
      await expect(reader.execute('DELETE FROM t')).rejects.toThrow();
    }
    await snapshot.close();
    await admin.execute(`DELETE FROM ${sourceName}.t WHERE id = 3`);
  });

  test('readers agree on one moment while others commit, and never see two', async () => {
    const { admin, sourceName, server } = fixture;
    await admin.execute(`CREATE TABLE ${sourceName}.ticks (id int PRIMARY KEY, v bigint)`);
    await admin.execute(`INSERT INTO ${sourceName}.ticks VALUES (1, 0)`);
    const writers = await Promise.all(
      [1, 2].map(() => openSession(endpointOf(server, sourceName), 'target-writer')),
    );
    let [writing, pauseMs] = [true, 30];
    const ticking = writers.map(async (writer) => {
      while (writing) {
        await writer.execute('UPDATE ticks SET v = v + 1');
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    });
    const sizes: number[] = [];
    // A machine that needs longer to open readers than the writers rest finds no moment in which nobody commits.
    while (sizes.length < 8 || !sizes.includes(4)) {
      const snapshot = await openSnapshot(endpointOf(server, sourceName), 4);
      const seen = await Promise.all(
        snapshot.readers.map((reader) => reader.queryCells('SELECT v FROM ticks')),
      );
      sizes.push(seen.length);
      if (seen.length === 1) pauseMs *= 2;
      expect(new Set(seen.map(String)).size).toBe(1);
      await snapshot.close();
    }
    writing = false;
    await Promise.all(ticking);
    await Promise.all(writers.map((writer) => writer.close()));
  });

  test('a source that commits all the time is read by one reader, which is told', async () => {
    const { sourceName, server } = fixture;
    const writers = await Promise.all(
      [1, 2, 3, 4].map(() => openSession(endpointOf(server, sourceName), 'target-writer')),
    );
    let writing = true;
    const hammering = writers.map(async (writer, index) => {
      while (writing)
        await writer.execute(`INSERT INTO t VALUES (${100 + index}, 0) ON DUPLICATE KEY UPDATE v = v + 1`);
    });
    const snapshot = await openSnapshot(endpointOf(server, sourceName), 4);
    writing = false;
    await Promise.all(hammering);
    expect(snapshot.consistent).toBe(true);
    const code = snapshot.because.code;
    expect(snapshot.readers).toHaveLength(code === 'snapshot.busy' ? 1 : 4);
    await snapshot.close();
    await writers[0]?.execute('DELETE FROM t WHERE id >= 100');
    await Promise.all(writers.map((writer) => writer.close()));
  });

  test('an account with SELECT alone needs no other right where the binary log tells', async () => {
    const { admin, sourceName, server } = fixture;
    await admin.execute("CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY 'r'");
    await admin.execute(`GRANT SELECT ON ${sourceName}.* TO 'reader'@'%'`);
    const endpoint = { ...endpointOf(server, sourceName), user: 'reader', password: new Secret('r') };
    const snapshot = await openSnapshot(endpoint, 2);
    expect(snapshot.consistent).toBe(true);
    expect(snapshot.readers).toHaveLength(2);
    await snapshot.close();
  });

  test('a table that another session has locked is not waited for', async () => {
    const { admin, sourceName, server } = fixture;
    await admin.execute(`LOCK TABLES ${sourceName}.t WRITE`);
    try {
      const snapshot = await openSnapshot(endpointOf(server, sourceName), 2);
      expect(snapshot.consistent).toBe(true);
      await snapshot.close();
    } finally {
      await admin.execute('UNLOCK TABLES');
    }
  });

  test('facts of every kind of column and index are read the same way', async () => {
    const { admin, sourceName } = fixture;
    await admin.execute(
      `CREATE TABLE ${sourceName}.facts (
        id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
        name varchar(200) NOT NULL DEFAULT 'it''s' COLLATE utf8mb4_bin,
        blank varchar(10) NOT NULL DEFAULT '', none varchar(10) DEFAULT NULL,
        amount decimal(20,5) DEFAULT 1.5, flag tinyint(1) NOT NULL DEFAULT 0,
        doc json, big longtext, at datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
        twice int GENERATED ALWAYS AS (flag * 2) VIRTUAL, hidden int INVISIBLE,
        UNIQUE KEY name_part (name(100), amount), KEY \`at\` (at))`,
    );
    await admin.execute(
      `CREATE TRIGGER ${sourceName}.fill BEFORE INSERT ON ${sourceName}.facts FOR EACH ROW SET NEW.blank = 'x'`,
    );
    const facts = await readDatabaseFacts(admin, sourceName);
    const table = facts.tables.facts;
    expect(table?.triggers).toEqual(['fill (INSERT)']);
    expect(facts.tables.t?.triggers).toBeUndefined();
    const column = (name: string) => table?.columns.find((candidate) => candidate.name === name);
    expect(facts.flavour).toBe(flavour);
    expect(facts.variables.local_infile).toBeDefined();
    expect(column('id')).toMatchObject({
      dataType: 'bigint',
      unsigned: true,
      autoIncrement: true,
      nullable: false,
      default: null,
    });
    expect(column('name')).toMatchObject({
      default: "it's",
      maxLength: 200,
      charset: 'utf8mb4',
      collation: 'utf8mb4_bin',
    });
    expect(column('blank')?.default).toBe('');
    expect(column('none')?.default).toBeNull();
    expect(column('flag')?.default).toBe('0');
    expect(column('amount')).toMatchObject({ numericPrecision: 20, numericScale: 5, default: '1.50000' });
    expect(column('doc')?.isJson).toBe(true);
    expect(column('big')?.isJson).toBe(false);
    expect(column('at')).toMatchObject({
      datetimePrecision: 6,
      default: 'CURRENT_TIMESTAMP(6)',
      generated: false,
    });
    expect(column('twice')?.generated).toBe(true);
    expect(column('hidden')?.invisible).toBe(true);
    expect(table?.indexes.find(({ name }) => name === 'name_part')).toEqual({
      name: 'name_part',
      unique: true,
      columns: [
        { name: 'name', prefix: 100, nullable: false },
        { name: 'amount', nullable: true },
      ],
    });
  });

  test('the server’s identity outlives a restart, and differs from another server’s', async () => {
    const other = await openFixture(flavour);
    try {
      const identity = async () => {
        const session = await openSession(endpointOf(other.server, other.sourceName), 'source');
        const facts = await readDatabaseFacts(session, other.sourceName);
        await session.close();
        return facts.serverIdentity;
      };
      const one = await identity();
      await other.server.stop();
      await other.server.start();
      expect(await identity()).toBe(one);
      expect(one).not.toBe((await readDatabaseFacts(fixture.admin, fixture.sourceName)).serverIdentity);
    } finally {
      await other.remove();
    }
  });

  test('generators are read, and a missing table is no failure', async () => {
    const { admin, sourceName } = fixture;
    const table = { table: 'id_generators', resourceColumn: 'resource', maxColumn: 'max_id' };
    expect((await readDatabaseFacts(admin, sourceName, table)).generators).toEqual({});
    await admin.execute(
      `CREATE TABLE ${sourceName}.id_generators (resource varchar(50), max_id bigint unsigned)`,
    );
    await admin.execute(
      `INSERT INTO ${sourceName}.id_generators VALUES ('kvs', 18446744073709551615), ('apps', 7)`,
    );
    expect((await readDatabaseFacts(admin, sourceName, table)).generators).toEqual({
      kvs: '18446744073709551615',
      apps: '7',
    });
  });
});

describe.each(['mariadb', 'mysql'] as const)('on %s without a binary log', (flavour) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
    await fixture.create('t', 'id int PRIMARY KEY, v int');
    await fixture.admin.execute(`INSERT INTO ${fixture.sourceName}.t VALUES (1, 1), (2, 2)`);
  });
  afterAll(() => fixture.remove());

  test('readers agree by the counters of transactions, also beside one that is open for long', async () => {
    const { admin, sourceName, server } = fixture;
    const endpoint = endpointOf(server, sourceName);
    const quiet = await openSnapshot(endpoint, 3);
    expect(quiet).toMatchObject({ consistent: true, because: { code: 'snapshot.transactions' } });
    expect(quiet.readers).toHaveLength(3);
    await quiet.close();
    await admin.execute('START TRANSACTION');
    await admin.execute(`UPDATE ${sourceName}.t SET v = 7`);
    const beside = await openSnapshot(endpoint, 3);
    await admin.execute('ROLLBACK');
    const code = flavour === 'mysql' ? 'snapshot.transactions' : 'snapshot.busy';
    expect(beside).toMatchObject({ consistent: true, because: { code } });
    for (const reader of beside.readers)
      expect(await reader.queryCells('SELECT SUM(v) FROM t')).toEqual([[Buffer.from('3')]]);
    await beside.close();
  });

  test('without a sight of transactions one reader copies alone, exactly, and says what is missing', async () => {
    const { admin, sourceName, server } = fixture;
    await admin.execute("CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY 'r'");
    await admin.execute(`GRANT SELECT ON ${sourceName}.* TO 'reader'@'%'`);
    const endpoint = { ...endpointOf(server, sourceName), user: 'reader', password: new Secret('r') };
    const snapshot = await openSnapshot(endpoint, 2);
    expect(snapshot).toMatchObject({ consistent: true, how: expect.stringContaining('PROCESS') });
    const before = await snapshot.readers[0]?.queryCells('SELECT SUM(v) FROM t');
    await admin.execute(`UPDATE ${sourceName}.t SET v = v + 1`);
    expect(await snapshot.readers[0]?.queryCells('SELECT SUM(v) FROM t')).toEqual(before);
    await snapshot.close();
  });
});
