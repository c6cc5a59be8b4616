import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import { hasFaults } from '../../../src/operations/isolation/faults.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { canary, tenantPairs } from '../../support/tenant-statements.js';
import { linesOf } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

const emptyList = 'TRUNCATE TABLE performance_schema.events_statements_summary_by_digest';

const tables = (tenant: string): string => `
  CREATE TABLE shards (id bigint unsigned PRIMARY KEY, name varchar(50));
  CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id int, name varchar(50)${tenant}, UNIQUE KEY by_name (biz_id, name));
  CREATE TABLE kvs (id bigint unsigned PRIMARY KEY AUTO_INCREMENT, app_id bigint unsigned, biz_id int, name varchar(50)${tenant});
`;

const small: SmallCase = {
  source: tables(''),
  target: `${tables(', tenant_id varchar(50) NOT NULL')}
    INSERT INTO apps VALUES (1, 1, 'a', 'acme'), (2, 1, 'b', 'beta');
    INSERT INTO kvs VALUES (1, 1, 1, 'x', 'acme'), (2, 2, 1, 'y', 'beta'), (3, 1, 1, 'z', 'beta');
  `,
  tables: ['apps', 'kvs'],
  references: { app_id: 'apps' },
};

describe.each(['mariadb', 'mysql'] as const)('tenants that stay apart, on %s', (flavour) => {
  // Of its own: what is listed is asked by anybody. MariaDB collects no statements unless it was started so.
  let server: DatabaseServer;
  let opened: OpenedCase;
  beforeAll(async () => {
    server = await (flavour === 'mariadb'
      ? startMariadb({ variables: { performance_schema: 'ON' } })
      : startMysql());
  });
  afterAll(() => server.remove());

  const open = async (): Promise<OpenedCase> => {
    opened = await openCase({ ...small, sourceServer: server, targetServer: server });
    await opened.target.query(emptyList);
    return opened;
  };

  it('are judged by what the server is asked, as it is asked: no value is shown, and a baseline shrinks', async () => {
    const { context, target, cli, configFile } = await open();
    const statements = [
      `SELECT * FROM apps WHERE biz_id = 1 AND name = '${canary}'`,
      `SELECT * FROM apps WHERE tenant_id = 'acme' AND name = '${canary}'`,
      `SELECT * FROM kvs k JOIN apps a ON a.id = k.app_id WHERE k.tenant_id = 'acme'`,
      `SELECT * FROM kvs WHERE tenant_id IN ('acme', 'beta')`,
      `SELECT * FROM kvs WHERE tenant_id = 'acme' AND id IN (1, 2, 3)`,
      `INSERT INTO kvs (app_id, tenant_id, name) VALUES (1, 'acme', '${canary}'), (1, 'acme', 'q')`,
      'SELECT * FROM shards WHERE id = 5',
      `SELECT * FROM kvs WHERE tenant_id = 'acme' AND name IN (${Array.from({ length: 3 }, () => `(SELECT MAX(name) FROM kvs x WHERE x.tenant_id = '${canary}')`).join(', ')}) ${'AND id > 0 AND app_id > 0 AND biz_id > 0 '.repeat(20)}`,
    ];
    for (const sql of statements) await target.query(sql);
    await target.execute('SELECT * FROM kvs WHERE id = ?', [1]);
    const known = join(configFile, '..', 'known.json');
    const found = await operations.auditStatements(context, { forMs: 0, writeBaseline: known });
    const ours = found.statements.map(({ verdict, missing, executions }) => [
      verdict,
      missing.map(({ predicate }) => predicate.toLowerCase()),
      executions,
    ]);
    expect(ours).toEqual(
      expect.arrayContaining([
        ['bad', ['tenant_id = ?'], 1],
        ['bad', ['a.tenant_id = k.tenant_id'], 1],
        ['several', [], 1],
        ['unclear', [], 1],
      ]),
    );
    const bad = found.statements.filter(({ verdict }) => verdict === 'bad');
    expect(bad.find(({ statement }) => statement.includes('JOIN'))?.rowsExamined).toBeGreaterThan(0);
    // Only MySQL sees what was prepared by the binary protocol, each time it ran.
    const prepared = bad.filter(({ statement }) => /kvs. WHERE .id. = \?/.test(statement));
    expect(prepared.map(({ statement }) => statement.split(' ')[0])).toEqual(
      flavour === 'mysql' ? ['EXECUTE'] : [],
    );
    expect(found.figures).toMatchObject({ tables: 2, seesPrepared: flavour === 'mysql' });
    expect(found.figures.statements.good).toBeGreaterThanOrEqual(3);
    expect(hasFaults(found)).toBe(true);

    const again = await operations.auditStatements(context, { forMs: 0, baseline: known });
    expect(hasFaults(again)).toBe(false);
    await target.query("UPDATE kvs SET name = 'new' WHERE id = 2");
    const more = await operations.auditStatements(context, {
      forMs: 0,
      baseline: known,
      writeBaseline: known,
    });
    expect(
      more.statements.filter(({ known: isKnown }) => !isKnown).map(({ missing }) => missing[0]?.table),
    ).toContain('kvs');
    expect(await readFile(known, 'utf8')).not.toContain('UPDATE');

    const ended = await cli('isolation', 'audit', '--for', '0s');
    expect(ended.exitCode).toBe(3);
    expect(linesOf(ended).at(-1)).toMatchObject({ type: 'isolation-audit-result', exitCode: 3 });
    expect(JSON.stringify([found, again, more, ended])).not.toContain(canary);
  });

  it('are looked for behind views, too, and in tables that keep their history', async () => {
    const { context, target } = await open();
    const versioned =
      flavour === 'mariadb'
        ? ['CREATE TABLE kept (id int PRIMARY KEY, tenant_id varchar(50)) WITH SYSTEM VERSIONING']
        : ['CREATE TABLE kept (id int PRIMARY KEY, tenant_id varchar(50))'];
    for (const sql of [
      ...versioned,
      'CREATE VIEW names AS SELECT id, name FROM kvs',
      "CREATE VIEW of_acme AS SELECT id, name FROM kvs WHERE tenant_id = 'acme'",
      'CREATE VIEW of_names AS SELECT name FROM names',
      'CREATE VIEW some_shards AS SELECT id FROM shards',
    ])
      await target.query(sql);
    await target.query(emptyList);
    for (const table of ['names', 'of_acme', 'of_names', 'some_shards', 'kept'])
      await target
        .query(`SELECT * FROM ${table} WHERE id = 1`)
        .catch(() => target.query(`SELECT * FROM ${table}`));
    const found = await operations.auditStatements(context, { forMs: 0 });
    const bad = found.statements
      .filter(({ verdict }) => verdict === 'bad')
      .flatMap(({ tables: named }) => named);
    expect(new Set(bad.map((name) => name.toLowerCase()))).toEqual(new Set(['kept', 'names', 'of_names']));
  });

  it('are judged right in 32 kinds of statements with their tenant, and in the same without', async () => {
    const { context, target } = await open();
    const pairs = [
      [
        `SELECT * FROM kvs WHERE tenant_id = 'acme' AND name = '${canary}'`,
        `SELECT * FROM kvs WHERE name = '${canary}'`,
      ],
      [
        `SELECT id FROM kvs WHERE tenant_id = 'acme' AND (id = 1 OR name = '${canary}')`,
        `SELECT id FROM kvs WHERE tenant_id = 'acme' OR id = 1`,
      ],
      [
        `SELECT k.id FROM kvs k JOIN apps a ON a.id = k.app_id AND a.tenant_id = k.tenant_id WHERE k.tenant_id = 'acme'`,
        `SELECT k.id FROM kvs k JOIN apps a ON a.id = k.app_id WHERE k.tenant_id = 'acme'`,
      ],
      [
        `SELECT name FROM apps WHERE tenant_id = 'acme' AND id IN (SELECT app_id FROM kvs WHERE tenant_id = 'acme')`,
        `SELECT name FROM apps WHERE tenant_id = 'acme' AND id IN (SELECT app_id FROM kvs)`,
      ],
      [
        `SELECT name FROM apps WHERE tenant_id = 'acme' UNION SELECT name FROM kvs WHERE tenant_id = 'acme'`,
        `SELECT name FROM apps WHERE tenant_id = 'acme' UNION SELECT name FROM kvs`,
      ],
      [
        `SELECT d.c FROM (SELECT COUNT(*) c FROM kvs WHERE tenant_id = 'acme') d`,
        'SELECT d.c FROM (SELECT COUNT(*) c FROM kvs) d',
      ],
      [
        `INSERT INTO kvs (app_id, tenant_id, name) VALUES (7, 'acme', '${canary}')`,
        `INSERT IGNORE INTO kvs (app_id, name) VALUES (7, '${canary}')`,
      ],
      [
        `INSERT INTO kvs (app_id, tenant_id) SELECT id, tenant_id FROM apps WHERE tenant_id = 'acme'`,
        `INSERT INTO kvs (app_id, tenant_id) SELECT id, 'acme' FROM apps`,
      ],
      [
        `UPDATE kvs SET name = '${canary}' WHERE tenant_id = 'acme' AND id = 1`,
        `UPDATE kvs SET name = '${canary}', tenant_id = 'acme' WHERE id = 1`,
      ],
      [`DELETE FROM kvs WHERE tenant_id = 'acme' AND id = 99`, 'DELETE FROM kvs WHERE id = 99'],
      [
        `SELECT a.id FROM kvs k, apps a WHERE a.tenant_id = k.tenant_id AND k.tenant_id = 'acme'`,
        'SELECT a.id FROM kvs k, apps a WHERE a.tenant_id = k.tenant_id',
      ],
      [
        `SELECT k.id FROM kvs k LEFT JOIN apps a ON a.id = k.app_id AND a.tenant_id = 'acme' WHERE k.tenant_id = 'acme'`,
        `SELECT k.id FROM kvs k LEFT JOIN apps a ON a.id = k.app_id AND k.tenant_id = 'acme' AND a.tenant_id = 'acme'`,
      ],
      ...tenantPairs,
    ] as const;
    for (const [index, verdict] of ['good', 'bad'].entries()) {
      await target.query(emptyList);
      for (const pair of pairs) await target.query(pair[index as 0 | 1]);
      const { statements, figures } = await operations.auditStatements(context, { forMs: 0 });
      expect([verdict, figures.statements]).toMatchObject([
        verdict,
        { [verdict]: pairs.length, several: 0, unclear: 0 },
      ]);
      expect(statements).toHaveLength(verdict === 'good' ? 0 : pairs.length);
      expect(JSON.stringify(statements)).not.toMatch(new RegExp(`${canary}|acme|4711`));
    }
  });

  it('are listened to for a while', async () => {
    const { context, target } = await open();
    await target.query('SELECT name FROM apps');
    let isOver = false;
    const listening = operations.auditStatements(context, { forMs: 300 }).finally(() => {
      isOver = true;
    });
    while (!isOver) await target.query('SELECT id FROM kvs');
    const { statements, figures } = await listening;
    expect(figures.seconds).toBe(0.3);
    expect(statements.map(({ tables: named }) => named)).toEqual([['kvs']]);
    expect(statements[0]?.executions).toBeGreaterThan(0);
  });

  it('are seen through a tenant’s account, and in rows and keys', async () => {
    const { context, target, targetDatabase } = await open();
    const [all, none] = [`${targetDatabase}_a`.slice(-30), `${targetDatabase}_n`.slice(-30)];
    for (const user of [all, none]) await target.query(`CREATE USER '${user}'@'%' IDENTIFIED BY '${canary}'`);
    onTestFinished(async () => {
      const admin = await connectAdmin(server);
      await admin.query(`DROP USER '${all}'@'%', '${none}'@'%'`);
      await admin.end();
    });
    await target.query(`GRANT SELECT ON \`${targetDatabase}\`.* TO '${all}'@'%'`);
    await target.query(`GRANT SELECT ON \`${targetDatabase}\`.shards TO '${none}'@'%'`);
    const through = (user: string) =>
      operations.probeTenants(context, { account: { user, password: new Secret(canary), tenant: 'beta' } });

    const seen = await through(all);
    const bad = seen.checks.filter(({ verdict }) => verdict === 'bad');
    expect(bad.map(({ check, table, columns, count }) => [check, table, columns.join(), count])).toEqual([
      ['seen', 'apps', 'tenant_id', 1],
      ['seen', 'kvs', 'tenant_id', 1],
      ['orphans', 'kvs', 'app_id', 1],
      ['unique', 'apps', 'biz_id,name', undefined],
    ]);
    expect(seen.checks.filter(({ check }) => check === 'sequence').map(({ table }) => table)).toEqual([
      'kvs',
      'id_generators',
    ]);
    expect(
      (await through(none)).checks.filter(({ check }) => check === 'seen').map(({ verdict }) => verdict),
    ).toEqual(['good', 'good']);

    await expect(
      operations.probeTenants(context, {
        account: { user: all, password: new Secret('wrong'), tenant: 'beta' },
      }),
    ).rejects.toMatchObject({ name: 'RefusedError', because: { code: 'probe.no-entry' } });

    const folder = await mkdtemp(join(inject('folder'), 'scan-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'src'));
    await writeFile(
      join(folder, 'src', 'a.go'),
      `q := "SELECT * FROM kvs WHERE name = '${canary}'"\nr := "SELECT * FROM shards"`,
    );
    const scanned = await operations.scanSources(context, folder);
    expect(scanned).toMatchObject({
      statements: [{ file: 'src/a.go', line: 1, missing: [{ predicate: 'tenant_id = ?' }] }],
      figures: { tablesFrom: 'target', changes: 1, complexity: 'low' },
    });
    expect(JSON.stringify([seen, scanned])).not.toContain(canary);
  });
});

it('what found no more room in the server’s list is a fault of its own, with how to make room', async () => {
  const variables = { performance_schema: 'ON', performance_schema_digests_size: '3' };
  const server = await startMariadb({ variables });
  onTestFinished(() => server.remove());
  const { context, target, cli } = await openCase({ ...small, sourceServer: server, targetServer: server });
  await target.query(emptyList);
  for (const table of ['shards', 'apps', 'kvs']) await target.query(`SELECT COUNT(*) FROM ${table}`);
  const full = await operations.auditStatements(context, { forMs: 0 });
  expect(full.figures.lost).toBeGreaterThan(0);
  expect(hasFaults(full)).toBe(true);
  const told = await cli('isolation', 'audit', '--for', '0s');
  expect(linesOf(told).at(-1)).toMatchObject({ lost: expect.any(Number), exitCode: 3 });
});

it('a MariaDB as it comes is not listened to, with how to switch that on', async () => {
  const { context } = await openCase(small);
  await expect(operations.auditStatements(context, { forMs: 0 })).rejects.toMatchObject({
    name: 'RefusedError',
    because: { code: 'audit.off-mariadb' },
    remedy: expect.stringContaining('performance_schema=ON'),
  });
});

it('nothing is said to be proven where no table has a tenant', async () => {
  const { context } = await openCase({ ...small, target: tables(''), targetServer: 'mysql' });
  const refused = { name: 'RefusedError', because: { code: 'isolation.no-tables' } };
  await expect(operations.auditStatements(context, { forMs: 0 })).rejects.toMatchObject(refused);
  await expect(operations.probeTenants(context, {})).rejects.toMatchObject(refused);
});
