import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { startMariadb } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { blockersOf, migrate, takeBack } from '../support/case-journey.js';
import { controls } from '../support/journey/journey.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const other = (of: Flavour): Flavour => (of === 'mariadb' ? 'mysql' : 'mariadb');
const flavours = ['mariadb', 'mysql'] as const;

const blockers = async (opened: OpenedCase) => (await blockersOf(opened)).map(({ code }) => code);

const table = (name: string, columns: string, tenant = '') =>
  `CREATE TABLE \`${name}\` (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2, ${columns}${tenant}, PRIMARY KEY (id));\n`;
const tenant = ", tenant_id varchar(50) NOT NULL DEFAULT 'default'";

describe.each(flavours)('column names, from %s', (flavour) => {
  const servers = { sourceServer: flavour, targetServer: other(flavour) };

  it('are compared without case between source and target', async () => {
    const opened = await openCase({
      ...servers,
      tables: ['apps'],
      source: `${table('apps', 'Name varchar(10), ÜBER int')}INSERT INTO apps (Name, ÜBER) VALUES ('a', 7), ('b', 8);\n`,
      target: table('apps', 'name varchar(10), über int', tenant),
    });
    expect(await blockers(opened)).toEqual([]);
    const runId = await migrate(opened);
    const [rows] = await opened.target.query('SELECT name, über FROM apps ORDER BY id');
    expect(rows).toEqual([
      { name: 'a', über: 7 },
      { name: 'b', über: 8 },
    ]);
    await takeBack(opened, runId);
    expect((await opened.target.query('SELECT * FROM apps'))[0]).toEqual([]);
  });

  it('are compared without case with what the preset says of IDs, references, tenant and business', async () => {
    const opened = await openCase({
      ...servers,
      tables: ['apps', 'items'],
      levels: { items: 2 },
      references: { app_id: 'apps' },
      preset: {
        tables: [
          { name: 'apps', level: 1 },
          {
            name: 'items',
            level: 2,
            references: { owner: 'apps' },
            json_references: [{ column: 'app_ids', path: '[*]', table: 'apps' }],
            user_names: [{ column: 'approver', separator: ',' }],
          },
        ],
      },
      settings: { migration: { biz_ids: [2] }, users: { ann: 'ann@acme' } },
      source: `CREATE TABLE apps (ID int unsigned NOT NULL PRIMARY KEY, BIZ_ID int NOT NULL, name varchar(10));
INSERT INTO apps VALUES (1, 2, 'a'), (2, 2, 'b'), (3, 9, 'stays');
CREATE TABLE items (Id int unsigned NOT NULL PRIMARY KEY, Biz_Id int NOT NULL, App_ID int unsigned NOT NULL, OWNER int unsigned, App_Ids json, Approver varchar(50));
INSERT INTO items VALUES (1, 2, 1, 2, '[1,2]', 'ann,bob'), (2, 2, 2, NULL, '[]', 'bob'), (3, 9, 3, 3, '[3]', 'ann');
`,
      target: `CREATE TABLE apps (iD int unsigned NOT NULL PRIMARY KEY, biz_ID int NOT NULL, NAME varchar(10), TENANT_ID varchar(50) NOT NULL);
INSERT INTO apps VALUES (1, 5, 'theirs', 't2'), (2, 5, 'theirs too', 't2');
CREATE TABLE items (id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL, aPP_iD int unsigned NOT NULL, Owner int unsigned, APP_IDS json, approver varchar(50), Tenant_Id varchar(50) NOT NULL);
`,
    });
    expect(await blockers(opened)).toEqual([]);
    const runId = await migrate(opened);
    const [apps] = await opened.target.query(
      "SELECT iD AS id, name FROM apps WHERE tenant_id = 'acme' ORDER BY id",
    );
    const [a, b] = apps as unknown as { id: number; name: string }[];
    expect([a?.name, b?.name]).toEqual(['a', 'b']);
    expect(a?.id).toBeGreaterThan(2);
    const [items] = await opened.target.query(
      "SELECT app_id AS app, owner, CAST(app_ids AS CHAR) AS ids, approver FROM items WHERE tenant_id = 'acme' ORDER BY id",
    );
    const rows = items as unknown as { app: number; owner: number; ids: string; approver: string }[];
    expect(rows.map(({ app, owner, approver }) => ({ app, owner, approver }))).toEqual([
      { app: a?.id, owner: b?.id, approver: 'ann@acme,bob' },
      { app: b?.id, owner: null, approver: 'bob' },
    ]);
    expect(rows.map(({ ids }) => JSON.parse(ids))).toEqual([[a?.id, b?.id], []]);
    await takeBack(opened, runId);
    expect((await opened.target.query('SELECT COUNT(*) AS n FROM apps'))[0]).toEqual([{ n: '2' }]);
  });

  it('of generators are compared without case, and so are those of the tables of the target alone', async () => {
    const opened = await openCase({
      ...servers,
      generators: false,
      tables: ['shards'],
      preset: {
        tables: [
          {
            name: 'shards',
            level: 1,
            target_rows: {
              db_id: { table: 'shard_dbs', column: 'id', title: { en: 'Database', zh: '数据库' } },
            },
          },
        ],
        id_generators: { table: 'counters', resource_column: 'resource', max_column: 'max_id', without: [] },
      },
      settings: { target_rows: { DB_ID: 4 } },
      source: `${table('shards', 'DB_id int unsigned NOT NULL')}INSERT INTO shards (DB_id) VALUES (1), (1);
CREATE TABLE counters (Resource varchar(50) PRIMARY KEY, MAX_ID bigint unsigned NOT NULL);
INSERT INTO counters VALUES ('shards', 20);
`,
      target: `CREATE TABLE shard_dbs (ID int unsigned NOT NULL PRIMARY KEY);
INSERT INTO shard_dbs VALUES (4), (5);
${table('shards', 'Db_Id int unsigned NOT NULL', tenant)}
CREATE TABLE counters (RESOURCE varchar(50) PRIMARY KEY, Max_Id bigint unsigned NOT NULL);
INSERT INTO counters VALUES ('shards', 5);
`,
    });
    expect(await blockers(opened)).toEqual([]);
    await migrate(opened);
    expect((await opened.target.query('SELECT DISTINCT db_id FROM shards'))[0]).toEqual([{ db_id: 4 }]);
    const [[counter]] = (await opened.target.query('SELECT max_id FROM counters')) as unknown as [
      { max_id: number }[],
    ];
    expect(Number(counter?.max_id)).toBeGreaterThanOrEqual(20);
  });
});

describe('table names', () => {
  let folding: DatabaseServer;
  beforeAll(async () => {
    folding = await startMariadb({ variables: { lower_case_table_names: '1' } });
  });
  afterAll(() => folding.remove());

  const source = `${table('Group', 'name varchar(10)')}${table('KidsOf', 'group_id int unsigned')}INSERT INTO \`Group\` (name) VALUES ('a'), ('b');
INSERT INTO KidsOf (group_id) VALUES (1), (2);
`;
  const target = `${table('Group', 'name varchar(10)', tenant)}${table('KidsOf', 'Group_ID int unsigned', tenant)}INSERT INTO \`Group\` VALUES (1, 2, 'own', 't2');\n`;
  const names = { tables: ['Group', 'KidsOf'], levels: { KidsOf: 2 }, references: { group_id: 'Group' } };

  it.each([
    ['the target', { source: 'mariadb', target: 'folding' }],
    ['the source', { source: 'folding', target: 'mysql' }],
    ['both sides', { source: 'folding', target: 'folding' }],
  ] as const)('are compared without case where %s does so', async (_, { source: from, target: to }) => {
    const opened = await openCase({
      ...names,
      source,
      target,
      sourceServer: from === 'folding' ? folding : from,
      targetServer: to === 'folding' ? folding : to,
    });
    expect(await blockers(opened)).toEqual([]);
    const runId = await migrate(opened);
    const [rows] = await opened.target.query(
      "SELECT k.id, g.name FROM `KidsOf` AS k JOIN `Group` AS g ON g.id = k.group_id WHERE g.tenant_id = 'acme' ORDER BY k.id",
    );
    expect((rows as unknown as { name: string }[]).map(({ name }) => name)).toEqual(['a', 'b']);
    await takeBack(opened, runId);
    expect((await opened.target.query('SELECT COUNT(*) AS n FROM `Group`'))[0]).toEqual([{ n: '1' }]);
  });

  it('are compared with case elsewhere, and the remedy puts it right', async () => {
    const opened = await openCase({
      ...names,
      source,
      target: target.replaceAll('`Group`', '`group`'),
    });
    const found = await blockersOf(opened);
    expect(found).toMatchObject([
      { code: 'schema.table-case', table: 'Group', params: { near: 'group', side: 'target' } },
    ]);
    const [statement] = /RENAME TABLE [^;]+;/.exec(found[0]?.remedy ?? '') ?? [];
    await opened.target.query(statement ?? '');
    expect(await blockers(opened)).toEqual([]);
    await migrate(opened);
  });

  it('of foreign keys, and their columns, are those of the plan, however the server spells them', async () => {
    const kids = `CREATE TABLE KidsOf (id int unsigned PRIMARY KEY AUTO_INCREMENT, biz_id int NOT NULL, GROUP_ID int unsigned, tenant_id varchar(50) NOT NULL, CONSTRAINT kid FOREIGN KEY (Group_id) REFERENCES \`Group\` (ID));\n`;
    const opened = await openCase({
      tables: names.tables,
      levels: names.levels,
      source: source.replace('VALUES (1), (2)', 'VALUES (1), (9)'),
      target: `${table('Group', 'name varchar(10)', tenant)}${kids}`,
      targetServer: folding,
    });
    expect(await blockers(opened)).toContain('conflict.foreign-key');
  });

  it('and those of databases are compared without case where the servers do so', async () => {
    const opened = await openCase({
      ...names,
      source,
      target,
      sourceServer: folding,
      targetServer: folding,
    });
    const { config } = opened.context;
    const upper = (side: typeof config.source) => ({
      ...side,
      mysql: { ...side.mysql, database: side.mysql.database.toUpperCase() },
    });
    const context = {
      ...opened.context,
      config: { ...config, source: upper(config.source), target: upper(config.target) },
    };
    const findings = await operations.check(context, () => {});
    expect(findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
    const request = { phase: 'all', confirm: context.config.target.mysql.database, resume: false } as const;
    const { runId, outcome } = await operations.run(context, request, () => {}, controls().control);
    expect(outcome).toBe('complete');
    const { checks } = await operations.validate(context, { level: 'full', runId }, () => {});
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  const twins = {
    tables: ['Group', 'group'],
    // Their names would be one resource to the collation of that table.
    preset: {
      id_generators: {
        table: 'id_generators',
        resource_column: 'resource',
        max_column: 'max_id',
        without: ['Group', 'group'],
      },
    },
    source: `${table('Group', 'name varchar(10)')}${table('group', 'name varchar(10)')}INSERT INTO \`Group\` (name) VALUES ('big');
INSERT INTO \`group\` (name) VALUES ('small');
`,
    target: `${table('Group', 'name varchar(10)', tenant)}${table('group', 'name varchar(10)', tenant)}`,
  };

  it('that differ by case only are two tables where the server has both', async () => {
    const opened = await openCase({ ...twins, targetServer: 'mysql' });
    expect(await blockers(opened)).toEqual([]);
    await migrate(opened);
    expect((await opened.target.query('SELECT name FROM `Group`'))[0]).toEqual([{ name: 'big' }]);
    expect((await opened.target.query('SELECT name FROM `group`'))[0]).toEqual([{ name: 'small' }]);
  });

  it('that are one table in the target are refused', async () => {
    const opened = await openCase({
      ...twins,
      target: table('group', 'name varchar(10)', tenant),
      targetServer: folding,
    });
    expect(await blockers(opened)).toEqual(['schema.one-table']);
  });
});
