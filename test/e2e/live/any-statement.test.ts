import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { parseLines } from '../../support/json-lines.js';
import { startHere } from '../support/cli/here.js';
import { liveServer } from '../support/live/live-case.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const tenant = ', tenant_id varchar(50) NOT NULL';
const things = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(60) NULL, twice bigint AS (id * 2) VIRTUAL,
    thrice varchar(60) AS (CONCAT('t', name)) STORED, flags bit(13) NULL, kind enum('a','b,c','') NULL, marks set('x','y','z') NULL,
    y year NULL, t time(6) NULL, at timestamp(3) NULL DEFAULT NULL, d date NULL, tiny tinyint unsigned NULL, dec1 decimal(65,30) NULL,
    f float NULL, dbl double NULL, l1 text CHARACTER SET latin1 NULL, g varchar(40) CHARACTER SET gbk NULL, u3 char(20) CHARACTER SET utf8mb3 NULL,
    bin binary(5) NULL, geo geometry NULL, j json NULL, big longblob NULL${more}, UNIQUE KEY by_name (name${more === '' ? '' : ', tenant_id'}));`;
const notes = (more: string) =>
  `CREATE TABLE notes (code varchar(40) NOT NULL, part int NOT NULL, biz_id int NOT NULL, note varchar(60) NOT NULL${more}, PRIMARY KEY (${more === '' ? '' : 'tenant_id, '}code, part));`;
const kids = (more: string) =>
  `CREATE TABLE kids (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, thing_id bigint unsigned NOT NULL, name varchar(60) NOT NULL${more}${more === '' ? ', CONSTRAINT of_thing FOREIGN KEY (thing_id) REFERENCES things (id)' : ''});`;

async function open(from: Flavour, to: Flavour, variables: Record<string, string> = {}) {
  const server = await liveServer(from, { local_infile: 'ON', ...variables });
  const small = await openCase({
    sourceServer: server,
    targetServer: to,
    source: `${things('')}\n${notes('')}\n${kids('')}
      INSERT INTO things (id, biz_id, name) VALUES (1, 2, 'one'), (2, 2, 'two'), (3, 2, 'three'), (4, 2, 'four');
      INSERT INTO notes VALUES ('abc', 1, 2, 'first'), ('abc', 2, 2, 'second');
      INSERT INTO kids VALUES (1, 2, 1, 'kid');
      INSERT INTO id_generators VALUES ('things', 50, NULL), ('kids', 50, NULL);`,
    target: `${things(tenant)}\n${notes(tenant)}\n${kids(tenant)}
      INSERT INTO things (id, biz_id, name, tenant_id) VALUES (1, 2, 'one', 'else');
      INSERT INTO kids VALUES (1, 2, 1, 'kid', 'else');
      INSERT INTO id_generators VALUES ('things', 1, NULL), ('kids', 1, NULL);`,
    tables: ['things', 'notes', 'kids'],
    references: { thing_id: 'things' },
    levels: { kids: 2 },
    settings: { migration: { ids: 'offset' } },
  });
  const [[row]] = (await small.source.query('SELECT DATABASE() AS name')) as unknown as [[{ name: string }]];
  return { server, small, database: row.name };
}

async function connect(server: DatabaseServer, database: string): Promise<AdminConnection> {
  const connection = await connectAdmin(server, database);
  onTestFinished(() => connection.end().catch(() => undefined));
  return connection;
}

async function rowsOf(connection: AdminConnection, shift: boolean): Promise<readonly string[]> {
  const where = shift ? "WHERE tenant_id = 'acme'" : '';
  const by = shift
    ? (await connection.query("SELECT id - 10 AS n FROM things WHERE tenant_id = 'acme' AND name = 'ten'"))[0]
    : [{ n: 0 }];
  const n = Number((by as { n: string }[])[0]?.n);
  const kid = shift
    ? (await connection.query("SELECT id - 1 AS n FROM kids WHERE tenant_id = 'acme' AND name = 'kid'"))[0]
    : [{ n: 0 }];
  const k = Number((kid as { n: string }[])[0]?.n);
  const [a] = await connection.query(
    `SELECT id - ${n} AS id, twice - ${2 * n} AS twice, thrice, biz_id, HEX(name) AS name, HEX(flags) AS flags, HEX(kind) AS kind, HEX(marks) AS marks, y, t, at + INTERVAL 0 SECOND AS at, d, tiny, dec1, f + 0e0 AS f, dbl, HEX(l1) AS l1, HEX(g) AS g, HEX(u3) AS u3, HEX(bin) AS bin, ST_AsText(geo) AS geo, REPLACE(CAST(j AS CHAR), ' ', '') AS j, SHA2(big, 256) AS big FROM things ${where} ORDER BY id`,
  );
  const [b] = await connection.query(
    `SELECT HEX(code) AS code, part, biz_id, HEX(note) AS note FROM notes ${where} ORDER BY code, part`,
  );
  const [c] = await connection.query(
    `SELECT id - ${k} AS id, thing_id - ${n} AS thing, biz_id, name FROM kids ${where} ORDER BY id`,
  );
  return [...(a as object[]), ...(b as object[]), ...(c as object[])].map((row) => JSON.stringify(row));
}

const follow = (small: OpenedCase) =>
  small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');

async function equal(small: OpenedCase): Promise<void> {
  const ended = await follow(small);
  expect(ended.exitCode, ended.stdout).toBe(0);
  await small.source.query("SET time_zone = '+00:00'");
  await small.target.query("SET time_zone = '+00:00'");
  const [wanted, found] = [await rowsOf(small.source, false), await rowsOf(small.target, true)];
  expect(found).toEqual(wanted);
  const validated = await small.cli('validate', '--level', 'full');
  expect(validated.exitCode, validated.stdout).toBe(0);
}

const pairs: readonly (readonly [Flavour, Flavour])[] = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
];

describe.each(pairs)('from %s to %s', (from, to) => {
  it('follows whatever clients and administrators do, and changes of the log itself', async () => {
    const { server, small, database } = await open(from, to);
    await small.run({ live: true });
    const following = startHere([
      'follow',
      '-c',
      small.configFile,
      '--json',
      '--confirm',
      small.targetDatabase,
    ]);
    const c = await connect(server, database);
    const run = async (...statements: readonly string[]) => {
      for (const statement of statements)
        await c.query(statement).catch((error: Error) => {
          throw new Error(`${statement}: ${error.message}`);
        });
    };
    await run(
      "SET sql_mode = ''",
      'CREATE TRIGGER more AFTER INSERT ON things FOR EACH ROW INSERT IGNORE INTO notes VALUES (NEW.id, 1, 2, CONCAT("of ", NEW.id))',
      "INSERT INTO things (id, biz_id, name, flags, kind, marks, y, t, at, d, tiny, dec1, f, dbl, l1, g, u3, bin, geo, j, big) VALUES (10, 2, 'ten', b'1000000000001', 'b,c', 'x,z', 1901, '-838:59:59.000000', '2024-03-31 02:30:00.5', '0000-00-00', 255, -0.000000000000000000000000000001, 1e-38, -0.0, CONVERT(X'80E4' USING latin1), '中文', 'ü€', X'0100', ST_GeomFromText('POINT(1 2)'), '{\"a\": [1, 2.5, null, \"ü\"], \"b\": 1.0}', X'00FF')",
      "INSERT INTO things (id, biz_id, name, kind, y, t, d, dec1, dbl) VALUES (11, 2, 'eleven', 'nonsense', 0, '-00:00:00.000001', '2024-02-00', 99999999999999999999999999999999999.999999999999999999999999999999, 1.7976931348623157e308)",
      "REPLACE INTO things (id, biz_id, name) VALUES (12, 2, 'two')",
      "REPLACE INTO things (id, biz_id, name) VALUES (3, 2, 'THREE!'), (3, 2, 'again')",
      "INSERT IGNORE INTO things (id, biz_id, name) VALUES (4, 2, 'x'), (13, 2, 'thirteen'), (14, 2, 'ten')",
      "INSERT INTO things (id, biz_id, name) VALUES (4, 2, 'y'), (15, 2, 'fifteen') ON DUPLICATE KEY UPDATE name = CONCAT(VALUES(name), '!')",
      "INSERT INTO things (id, biz_id, name) SELECT id + 20, biz_id, CONCAT('copy of ', name) FROM (SELECT * FROM things WHERE id < 5) AS old",
      "UPDATE things, notes SET things.name = CONCAT(things.name, notes.note), notes.note = 'multi' WHERE CONVERT(notes.code, UNSIGNED) = things.id AND things.id > 20",
      'DELETE things, notes FROM things JOIN notes ON CONVERT(notes.code, UNSIGNED) = things.id WHERE things.id = 21',
      'SET foreign_key_checks = 0',
      'UPDATE things SET id = id + 1 WHERE id < 10 ORDER BY id DESC',
      'UPDATE kids SET thing_id = thing_id + 1',
      'SET foreign_key_checks = 1',
      "UPDATE notes SET code = 'ABC' WHERE code = 'abc'",
      'UPDATE notes SET part = 3 - part WHERE FALSE',
      'START TRANSACTION',
      "UPDATE notes SET part = 9 WHERE code = 'abc' AND part = 1",
      "UPDATE notes SET part = 1, code = 'Abc' WHERE code = 'abc' AND part = 2",
      "UPDATE notes SET part = 2 WHERE code = 'abc' AND part = 9",
      'SAVEPOINT a',
      "INSERT INTO notes VALUES ('gone', 1, 2, 'gone')",
      "DELETE FROM notes WHERE code = 'abc'",
      'ROLLBACK TO a',
      "INSERT INTO notes VALUES ('kept ', 1, 2, 'kept')",
      'COMMIT',
      'START TRANSACTION',
      "DELETE FROM notes WHERE code = 'ABC' AND part = 1",
      "INSERT INTO notes VALUES ('aBc', 1, 2, 'other')",
      "DELETE FROM notes WHERE code = 'ABC' AND part = 1",
      "INSERT INTO notes VALUES ('abC', 1, 2, 'last')",
      'COMMIT',
      'CREATE TEMPORARY TABLE things (id int PRIMARY KEY, name varchar(9))',
      "INSERT INTO things VALUES (1, 'temp')",
      'START TRANSACTION',
      "INSERT INTO kids VALUES (2, 2, 2, 'with temp')",
      "INSERT INTO things VALUES (2, 'temp')",
      'COMMIT',
      'TRUNCATE TABLE things',
      'DROP TEMPORARY TABLE things',
      'CREATE TEMPORARY TABLE kids (id int PRIMARY KEY)',
      'CREATE TABLE later AS SELECT * FROM notes',
      'CREATE TABLE much LIKE things',
      'RENAME TABLE later TO latest',
      'DROP TABLE latest, much',
      'CREATE VIEW v AS SELECT id FROM notes JOIN things',
      'CREATE PROCEDURE p() BEGIN INSERT INTO notes VALUES ("proc", 1, 2, "by proc"); UPDATE notes SET part = 5 WHERE code = "proc"; END',
      'CALL p()',
      'CREATE FUNCTION fu() RETURNS int DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO notes VALUES ("func", 1, 2, "by func"); RETURN 1; END',
      'SELECT fu()',
      'DROP VIEW v',
      'DROP TRIGGER more',
      'OPTIMIZE TABLE notes',
      'ANALYZE TABLE notes',
      'CREATE DATABASE IF NOT EXISTS other_db',
      `CREATE TABLE other_db.childs (id bigint unsigned PRIMARY KEY, thing_id bigint unsigned, FOREIGN KEY (thing_id) REFERENCES \`${database}\`.things (id) ON DELETE CASCADE)`,
      'DROP DATABASE other_db',
      "CREATE USER 'somebody'@'localhost'",
      "GRANT ALL ON *.* TO 'somebody'@'localhost'",
      "DROP USER 'somebody'@'localhost'",
      'FLUSH TABLES',
      "XA START 'x1'",
      "INSERT INTO notes VALUES ('xa', 1, 2, 'one phase')",
      "XA END 'x1'",
      "XA COMMIT 'x1' ONE PHASE",
      "SET SESSION time_zone = '-08:00'",
      "UPDATE things SET at = '2024-11-03 01:30:00.123' WHERE id = 11",
      "UPDATE things SET big = REPEAT(X'00FF41', 6000000) WHERE id = 10",
      "SET SESSION binlog_row_image = 'FULL'",
    );
    await c.query({
      sql: "LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE notes CHARACTER SET utf8mb4 FIELDS TERMINATED BY ','",
      infileStreamFactory: () =>
        Readable.from([Buffer.from('load,1,2,löad\nload,2,2,more\nxa,1,2,replaced\n')]),
    } as never);
    const set: readonly string[] =
      from === 'mysql'
        ? [
            'SET GLOBAL binlog_rows_query_log_events = ON',
            'SET GLOBAL binlog_checksum = NONE',
            'SET GLOBAL binlog_row_metadata = FULL',
            'SET GLOBAL binlog_transaction_compression = ON',
            'SET GLOBAL gtid_mode = ON_PERMISSIVE',
            'SET GLOBAL gtid_mode = OFF_PERMISSIVE',
            'SET GLOBAL gtid_mode = OFF',
            'SET GLOBAL gtid_mode = OFF_PERMISSIVE',
            'SET GLOBAL gtid_mode = ON_PERMISSIVE',
            'SET GLOBAL gtid_mode = ON',
          ]
        : [
            'SET GLOBAL binlog_annotate_row_events = ON',
            'SET GLOBAL binlog_checksum = NONE',
            'SET GLOBAL binlog_row_metadata = FULL',
            'SET GLOBAL log_bin_compress = ON',
            'SET GLOBAL log_bin_compress_min_len = 10',
            'SET GLOBAL gtid_domain_id = 7',
            'SET GLOBAL binlog_row_image = FULL',
          ];
    let over = false;
    void following.ended.then(() => {
      over = true;
    });
    const arrived = (code: string, part: number) =>
      expect
        .poll(async () => {
          const [rows] = await small.target.query(
            "SELECT 1 FROM notes WHERE tenant_id = 'acme' AND code = ? AND part = ?",
            [code, part],
          );
          return over || (rows as unknown[]).length > 0;
        })
        .toBe(true);
    for (const [index, setting] of set.entries()) {
      await c.query(setting);
      const d = await connect(server, database);
      await d.query(`UPDATE things SET name = CONCAT(name, '.'), j = '{"n": ${index}.5}' WHERE id = 13`);
      await d.query(`INSERT INTO notes VALUES ('set', ${index}, 2, '${setting.slice(11, 60)}')`);
      await d.end();
      // The server sends nobody a transaction that its mode of now forbids, however old that is.
      if (setting.includes('gtid_mode')) await arrived('set', index);
    }
    await c.query('FLUSH BINARY LOGS');
    await c.end();
    await small.source.query("INSERT INTO notes VALUES ('end', 1, 2, 'end')");
    await arrived('end', 1);
    following.kill('SIGTERM');
    const ended = await following.ended;
    expect(
      parseLines(ended.stdout).filter(({ type }) => type === 'error' || type === 'follow-mismatch'),
      ended.stdout.slice(-3000),
    ).toEqual([]);
    await equal(small);
  });
});
