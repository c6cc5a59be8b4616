import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packetHeader } from '../../../src/mysql/driver.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { patience } from '../../support/patience.js';
import { failureOf } from '../support/mysql/failure.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

/** A target whose upload is tampered with on its way. */
function tampering(target: Session, tamper: (bytes: Buffer) => Buffer): Session {
  return {
    ...target,
    bulk: {
      ...target.bulk,
      load: (sql, name, onOpen) =>
        target.bulk.load(sql, name, (sink) => {
          const tampered = {
            write: (packet: Buffer, sent: () => void) =>
              sink.write(
                Buffer.concat([packet.subarray(0, packetHeader), tamper(packet.subarray(packetHeader))]),
                sent,
              ),
            end: () => sink.end(),
            get onDrain() {
              return sink.onDrain;
            },
            set onDrain(callback: () => void) {
              sink.onDrain = callback;
            },
          };
          onOpen(tampered);
        }),
    },
  };
}

describe.each(['mariadb', 'mysql'] as const)('a copy in trouble on %s', (flavour) => {
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

  test.each([
    ['a dropped row', (text: string) => text.replace(/^[^\n]*\n/, '')],
    ['a row that comes twice', (text: string) => text.replace(/^([^\n]*\n)/, '$1$1')],
    ['two rows run together', (text: string) => text.replace('\n', '')],
    ['bytes of another character set', (text: string) => text.replace('\u00e4', '\u00e4\u00e4')],
  ])('%s on the way to the target makes the chunk fail', async (_, tamper) => {
    await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
    const target = tampering(fixture.target, (bytes) =>
      Buffer.from(tamper(bytes.toString('latin1')), 'latin1'),
    );
    const failure = await failureOf(
      fixture.copy(await fixture.plan('plain'), { method: 'load-data', target }),
    );
    expect(['LOAD_DIFFERS', 'ER_INVALID_JSON_TEXT']).toContain(failure.code);
    expect(await fixture.count('plain')).toBe(0);
  });

  test.each([
    ['a text', 'v', (text: string) => text.replace(/(x\t)caf\u00c3\u00a9/, '$1caf')],
    ['a number', 'n', (text: string) => text.replace('\t123456\t', '\t12345\t')],
    ['a text in another character set', 'l', (text: string) => text.replace('\u00fc', '')],
    ['a BLOB', 'b', (text: string) => text.replace('\u0001\u0002\u0003', '\u0001\u0002')],
    ['a long text', 'd', (text: string) => text.replace('{"a": 12}', '{"a": 1}')],
  ])('%s that is clipped on its way makes the chunk fail, with key and column', async (_, column, tamper) => {
    await admin.execute(`DROP TABLE IF EXISTS ${fixture.sourceName}.clipped, ${fixture.targetName}.clipped`);
    await fixture.create(
      'clipped',
      'id bigint PRIMARY KEY, x varchar(9), v varchar(20), n int, l varchar(9) CHARACTER SET latin1, d longtext, b blob',
    );
    const row = (id: number, number: number) =>
      `(${id}, 'x', 'caf\u00e9', ${number}, '\u00fc', '{"a": 12}', X'010203')`;
    await admin.execute(
      `INSERT INTO ${fixture.sourceName}.clipped VALUES ${row(7, 99)}, ${row(8, 123456)}, ${row(9, 5)}`,
    );
    const target = tampering(fixture.target, (bytes) =>
      Buffer.from(
        bytes
          .toString('latin1')
          .split('\n')
          .map((line) => (line.startsWith('8\t') ? tamper(line) : line))
          .join('\n'),
        'latin1',
      ),
    );
    const plan = await fixture.plan('clipped');
    const failure = await failureOf(
      fixture.copy(plan, {
        method: 'load-data',
        target,
        stored: { range: 'TRUE', own: 'TRUE', hadRows: false },
      }),
    );
    expect(failure.code).toBe('LENGTHS_DIFFER');
    expect(failure.message).toMatch(/^table clipped, all rows: .*row id=8: column/);
    expect(failure.message).toContain(`column ${column} has`);
    expect(failure.retryable).toBe(false);
    expect(await fixture.count('clipped')).toBe(0);
    expect((await fixture.copy(plan, { method: 'load-data' })).rows).toBe(3);
  });

  test('many loads that end at the same time end', async () => {
    const { server, sourceName, targetName } = fixture;
    // Enough text that the sockets are full when the last packet is queued; mysql2's own upload hung here.
    const text = "REPEAT('0123456789abcdef', 60000)";
    await fixture.create('many', 'id int PRIMARY KEY, v longtext');
    await admin.execute(
      `INSERT INTO ${sourceName}.many VALUES (1, ${text}), (2, ${text}), (3, ${text}), (4, ${text})`,
    );
    const plan = await fixture.plan('many');
    const place = (database: string) => ({ ...endpointOf(server, database), socketPath: server.socketPath });
    const copies = [0, 1, 2, 3].map(async (number) => {
      const source = await openSession(place(sourceName), 'source');
      const target = await openSession(place(targetName), 'target-writer');
      for (let round = 0; round < 10; round += 1) {
        const range = { after: [{ n: String(number) }], through: [{ n: String(number + 1) }] };
        await target.execute(`DELETE FROM many WHERE id = ${number + 1}`);
        expect((await fixture.copy(plan, { method: 'load-data', source, target, range })).rows).toBe(1);
      }
      await source.close();
      await target.close();
    });
    await Promise.all(copies);
    expect(await fixture.count('many')).toBe(4);
  });

  test('a target that dies under the load is a failure to retry, and the source stays usable', async () => {
    const other = await openFixture(flavour);
    try {
      await other.create('plain', 'id bigint unsigned PRIMARY KEY, v varchar(200), j json');
      const failure = await failureOf(
        fixture.copy(await fixture.plan('plain'), {
          method: 'load-data',
          target: other.target,
          beforeCommit: async () => {
            await other.server.kill();
            await other.target.query('SELECT 1');
          },
        }),
      );
      expect(failure.retryable).toBe(true);
      expect(failure.connectionLost).toBe(true);
      expect(await fixture.source.query("SELECT 'x' AS one")).toEqual([{ one: 'x' }]);
    } finally {
      await other.remove();
    }
  });

  test('where local_infile is off, LOAD DATA says so and INSERT works', async () => {
    await admin.execute('SET GLOBAL local_infile = OFF');
    try {
      await admin.execute(`DELETE FROM ${fixture.targetName}.plain`);
      const plan = await fixture.plan('plain');
      const target = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
      const failure = await failureOf(fixture.copy(plan, { method: 'load-data', target }));
      expect(failure.retryable).toBe(false);
      expect((await fixture.copy(plan, { method: 'insert', target })).rows).toBe(900);
      await target.close();
    } finally {
      await admin.execute('SET GLOBAL local_infile = ON');
    }
  });

  test('a row whose INSERT is exactly as long as a packet can be arrives', async () => {
    await fixture.create('exact', 'id int PRIMARY KEY, v longblob');
    // Header, null map and types of a prepared INSERT of one row, and both cells' lengths, are 22 bytes.
    const lengths = [-23, -22, -21].map((more) => 0xffffff + more);
    for (const [index, length] of lengths.entries()) {
      await admin.execute(
        `INSERT INTO ${fixture.sourceName}.exact VALUES (${index + 1}, REPEAT('x', ${length}))`,
      );
    }
    expect((await fixture.copy(await fixture.plan('exact'), { method: 'insert' })).rows).toBe(3);
    const rows = await admin.query(`SELECT LENGTH(v) AS n FROM ${fixture.targetName}.exact ORDER BY id`);
    expect(rows.map(({ n }) => Number(n))).toEqual(lengths);
  });

  test('memory stays flat while the target is slow', async () => {
    await fixture.create('wide', 'id int PRIMARY KEY, v longtext');
    await admin.execute(
      `INSERT INTO ${fixture.sourceName}.wide WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 800)
        SELECT i, REPEAT('x', 100000) FROM n`,
    );
    const locker = await openSession(endpointOf(fixture.server, fixture.targetName), 'target-writer');
    await locker.execute('LOCK TABLES wide WRITE');
    const held = () => process.memoryUsage().arrayBuffers;
    const before = held();
    const copy = fixture.copy(await fixture.plan('wide'), { method: 'load-data' });
    await vi.waitFor(async () => {
      const waiting = await admin.query(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE STATE LIKE '%metadata lock%'",
      );
      expect(waiting).toHaveLength(1);
    }, patience);
    // Of 80 MB: the reader waits.
    expect(held() - before).toBeLessThan(20 * 1024 * 1024);
    await locker.execute('UNLOCK TABLES');
    expect((await copy).rows).toBe(800);
    await locker.close();
  });
});
