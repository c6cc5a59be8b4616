import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { blockersOf, findingsOf, migrate } from '../support/case-journey.js';
import { openCase } from '../support/small-case.js';

/** Remedies that hold SQL are carried out as they are printed: the finding is gone, and nothing else is lost. */

/** Column, its type in the source and a value that the target's column, the third, does not take. */
const narrow = [
  [
    'a_null',
    'varchar(20) NULL',
    'NULL',
    "varchar(20) NOT NULL DEFAULT 'NOT NULL' COMMENT 'it''s NOT NULL, (really)'",
  ],
  ['b_length', 'varchar(40)', "REPEAT('x', 30)", "varchar(20) NOT NULL DEFAULT 'x' COMMENT 'c, `d`'"],
  [
    'c_charset',
    'varchar(20) CHARACTER SET utf8mb4',
    "'中文'",
    "varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT 'é' COMMENT 'c'",
  ],
  ['d_range', 'int unsigned', '4000000000', "int NOT NULL DEFAULT -1 COMMENT 'signed'"],
  ['e_decimal', 'decimal(12,4)', '12345678.1234', "decimal(6,2) NOT NULL DEFAULT 1.5 COMMENT 'money'"],
  [
    'f_fraction',
    'datetime(6)',
    "'2024-01-02 03:04:05.123456'",
    'datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)',
  ],
  [
    'g_members',
    "enum('a','b','it''s','(')",
    "'it''s'",
    "enum('a','b') NOT NULL DEFAULT 'b' COMMENT 'enum(''x'')'",
  ],
  // What a server without strict mode keeps of a value that is no member: ''.
  ['g_none', "enum('a','b')", "'c'", "enum('a','b') NOT NULL DEFAULT 'b' COMMENT 'no member'"],
  ['h_text', 'text', "REPEAT('y', 300)", "tinytext COMMENT 'small'"],
  ['i_binary', 'varbinary(30)', "REPEAT('z', 30)", "varbinary(10) DEFAULT X'00' COMMENT 'bytes'"],
] as const;

const columns = (of: 1 | 3) => narrow.map((column) => `${column[0]} ${column[of]}`).join(', ');

async function definitions(target: AdminConnection, table: string): Promise<ReadonlyMap<string, string>> {
  const [rows] = await target.query(`SHOW CREATE TABLE ${table}`);
  const text = Object.values((rows as unknown as Record<string, string>[])[0] ?? {})[1] ?? '';
  return new Map(
    [...text.matchAll(/^ {2}`(\w+)` (.*?),?$/gm)].map(([, name = '', line = '']) => [name, line]),
  );
}

/** What has to be the same after a statement: everything behind the type. */
const attributes = (line: string) =>
  line
    .replace(/^\w+(\(('([^']|'')*'|[^()'])*\))?( unsigned)?( CHARACTER SET \w+)?( COLLATE \w+)?/i, '')
    .replaceAll(/CURRENT_TIMESTAMP\(\d\)/gi, 'NOW')
    .replaceAll(/1\.50*/g, '1.5');

describe.each(['mariadb', 'mysql'] as const)(
  'statements for columns of %s that are too narrow',
  (flavour) => {
    it('let the values in and keep the rest of the definition', async () => {
      const opened = await openCase({
        sourceServer: flavour,
        targetServer: flavour,
        tables: ['things'],
        source: `SET sql_mode = '';\nCREATE TABLE things (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, ${columns(1)});\nINSERT INTO things VALUES (1, 2, ${narrow.map(([, , value]) => value).join(', ')});\n`,
        target: `CREATE TABLE things (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, ${columns(3)}, tenant_id varchar(50) NOT NULL);\nINSERT INTO things (id, tenant_id, h_text) VALUES (9, 't2', 'theirs');\nINSERT INTO id_generators VALUES ('things', 9, NULL);\n`,
      });
      const before = await definitions(opened.target, 'things');
      const found = await blockersOf(opened);
      expect(found.map(({ column }) => column)).toEqual(narrow.map(([name]) => name));
      for (const { column, remedy } of found) {
        const [statement = ''] = /ALTER TABLE .*;$/.exec(remedy ?? '') ?? [];
        expect(statement, `${column}: ${remedy}`).not.toBe('');
        await opened.target.query(statement);
      }
      const after = await definitions(opened.target, 'things');
      for (const [name] of narrow) {
        const expected = attributes(before.get(name) ?? '');
        expect(attributes(after.get(name) ?? ''), name).toBe(
          name === 'a_null' ? expected.replace(/^ NOT NULL/, '') : expected,
        );
      }
      expect(await blockersOf(opened)).toEqual([]);
      await migrate(opened);
    });

    it('put right an engine, a missing default, and generators that are missing or behind', async () => {
      const generators = (more: string) =>
        `CREATE TABLE id_generators (id int PRIMARY KEY AUTO_INCREMENT, resource varchar(50) NOT NULL UNIQUE, max_id bigint unsigned NOT NULL, updated_at datetime(6) NOT NULL);\n${more}`;
      const opened = await openCase({
        sourceServer: flavour,
        targetServer: flavour,
        generators: false,
        tables: ['apps', 'Order'],
        source: `${generators('')}CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL);\nINSERT INTO apps VALUES (7, 2);\nCREATE TABLE \`Order\` (id int unsigned PRIMARY KEY, biz_id int NOT NULL);\nINSERT INTO \`Order\` VALUES (7, 2);\n`,
        target: `${generators("INSERT INTO id_generators (resource, max_id, updated_at) VALUES ('apps', 2, NOW());\n")}CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL, \`key\` varchar(9) NOT NULL, tenant_id varchar(50) NOT NULL) ENGINE = MyISAM;\nINSERT INTO apps VALUES (5, 2, '', 't2');\nCREATE TABLE \`Order\` (id int unsigned PRIMARY KEY, biz_id int NOT NULL, tenant_id varchar(50) NOT NULL);\nINSERT INTO \`Order\` VALUES (6, 2, 't2');\n`,
      });
      const carryOut = async ({ remedy = '' }: Finding) => {
        for (const [statement] of remedy.matchAll(/(ALTER|INSERT|UPDATE) .*?;/g)) {
          await opened.target.query(statement.replace('…', "'x'"));
        }
      };
      const codes = [
        'schema.engine',
        'schema.column-without-source',
        'generators.missing',
        'generators.behind',
      ];
      for (const code of codes) {
        const found = (await findingsOf(opened)).find((finding) => finding.code === code);
        expect(found, code).toBeDefined();
        if (found) await carryOut(found);
      }
      const left = (await findingsOf(opened)).map(({ code }) => code);
      expect(left.filter((code) => codes.includes(code))).toEqual([]);
      const [rows] = await opened.target.query(
        'SELECT resource, CAST(max_id AS CHAR) AS max_id FROM id_generators ORDER BY resource',
      );
      expect(rows).toEqual([
        { resource: 'apps', max_id: '5' },
        { resource: 'Order', max_id: '6' },
      ]);
      await migrate(opened);
    });
  },
);

describe.each(['mariadb', 'mysql'] as const)('statements for CHECKs of %s', (flavour) => {
  it('take the CHECK away and keep the rest of the column', async () => {
    const opened = await openCase({
      targetServer: flavour,
      tables: ['things'],
      source:
        "CREATE TABLE things (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, few varchar(30), age int);\nINSERT INTO things VALUES (1, 2, 'x', 5);\n",
      target: `CREATE TABLE things (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, few varchar(30) NOT NULL DEFAULT ' CHECK (1)' COMMENT 'it''s' CHECK (few <> 'x'), age int, tenant_id varchar(50) NOT NULL, CONSTRAINT \`of age\` CHECK (age >= 18));\n`,
    });
    const before = (await definitions(opened.target, 'things')).get('few') ?? '';
    const found = await blockersOf(opened);
    expect(found.map(({ code }) => code)).toEqual(['conflict.check', 'conflict.check']);
    for (const { remedy } of found) {
      const [statement = ''] = /ALTER TABLE .*;$/.exec(remedy ?? '') ?? [];
      await opened.target.query(statement);
    }
    const after = (await definitions(opened.target, 'things')).get('few') ?? '';
    expect(after).toContain("DEFAULT ' CHECK (1)' COMMENT 'it''s'");
    expect(before.startsWith(after)).toBe(true);
    expect(await blockersOf(opened)).toEqual([]);
    await migrate(opened);
  });
});

describe('a view in the place of a table', () => {
  const apps = 'id int unsigned PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, name varchar(9)';
  it.each(['mariadb', 'mysql'] as const)(
    'is called one on %s, and the table behind it can be moved',
    async (flavour) => {
      const small = {
        sourceServer: flavour,
        targetServer: flavour,
        tables: ['apps'],
        source: `CREATE TABLE apps_v1 (${apps});\nINSERT INTO apps_v1 (id, name) VALUES (1, 'a');\nCREATE VIEW apps AS SELECT id, biz_id, name FROM apps_v1;\n`,
        target: `CREATE TABLE apps (${apps}, tenant_id varchar(50) NOT NULL);\nCREATE TABLE apps_v1 LIKE apps;\n`,
      };
      expect(await blockersOf(await openCase(small))).toMatchObject([
        { code: 'schema.view', table: 'apps', subject: 'source-mysql', params: { side: 'source' } },
      ]);
      await migrate(await openCase({ ...small, tables: ['apps_v1'] }));
    },
  );

  it('is called one in the target', async () => {
    const opened = await openCase({
      tables: ['apps'],
      source: `CREATE TABLE apps (${apps});\n`,
      target: `CREATE VIEW apps AS SELECT 1 AS id, 2 AS biz_id, 'n' AS name, 't' AS tenant_id;\n`,
    });
    expect(await blockersOf(opened)).toMatchObject([{ code: 'schema.view', params: { side: 'target' } }]);
  });
});

describe('rows that clash', () => {
  it.each(['mariadb', 'mysql'] as const)(
    'are both named by %s, though a collation takes them for one',
    async (flavour) => {
      const opened = await openCase({
        sourceServer: flavour,
        targetServer: flavour,
        tables: ['words'],
        source: `CREATE TABLE words (id varchar(20) COLLATE utf8mb4_bin PRIMARY KEY, biz_id int NOT NULL DEFAULT 2);\nINSERT INTO words (id) VALUES ('Word'), ('word'), ('other');\n`,
        target: `CREATE TABLE words (id varchar(20) COLLATE utf8mb4_general_ci, biz_id int NOT NULL, tenant_id varchar(50) NOT NULL, PRIMARY KEY (tenant_id, id));\n`,
        preset: { id: { column: 'number', max: 100 } },
      });
      const [found] = (await blockersOf(opened)).filter(({ code }) => code === 'conflict.collation');
      expect(found?.samples?.[0]).toMatch(/^id=Word and id=word: /);
    },
  );
});

describe('rows that are larger than a packet', () => {
  it('are found whatever the statistics say, and pass with the setting that is printed', async () => {
    const opened = await openCase({
      sourceServer: 'mysql',
      targetServer: 'mysql',
      tables: ['blobs'],
      // Statistics of the empty table stay.
      source: `CREATE TABLE blobs (id int unsigned PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, b longblob, t longtext) STATS_AUTO_RECALC = 0;\nINSERT INTO blobs (id, b, t) VALUES (1, REPEAT('b', 30000000), REPEAT('t', 10000000)), (2, NULL, 'small');\n`,
      target: `CREATE TABLE blobs (id int unsigned PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, b longblob, t longtext, tenant_id varchar(50) NOT NULL);\n`,
    });
    expect((await findingsOf(opened)).find(({ code }) => code === 'conflict.packet')).toMatchObject({
      table: 'blobs',
      count: 1,
      params: { largest: '38.1 MiB' },
    });
  });
});
