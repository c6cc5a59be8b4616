import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { Secret } from '../../../src/core/secret.js';
import { dryRun } from '../../../src/preflight/dry-run.js';
import type { DryRun } from '../../../src/preflight/dry-run-result.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { asUser, type CheckFixture, openCheckFixture, startServer } from '../support/check/fixture.js';

/** Statements that would change something for others; what is TEMPORARY or the session's own is not. */
const writing =
  /^\s*(insert|update|delete|replace|truncate|rename|load\s+data|grant|revoke|create|alter|drop|set\s+(@@)?(global|persist)|flush|lock|kill)\b/i;

async function rowsOf(connection: AdminConnection, sql: string): Promise<readonly Record<string, unknown>[]> {
  const [rows] = await connection.query(sql);
  return rows as Record<string, unknown>[];
}

/** Definition and content of every table of the target, the server's databases, and the generators. */
async function pictureOf({ target, targetName }: CheckFixture): Promise<unknown> {
  const tables = await rowsOf(
    target,
    `SELECT TABLE_NAME AS name, CREATE_TIME AS made FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${targetName}' ORDER BY 1`,
  );
  const contents: unknown[] = [];
  for (const { name } of tables) {
    contents.push(
      await rowsOf(target, `SHOW CREATE TABLE ${name}`),
      await rowsOf(target, `SELECT * FROM ${name}`),
    );
  }
  return { tables, contents, databases: await rowsOf(target, 'SHOW DATABASES') };
}

describe.each(['mariadb', 'mysql'] as const)('a dry run on %s', (flavour) => {
  let server: DatabaseServer;
  let fixture: CheckFixture;
  const events: RunEvent[] = [];

  beforeAll(async () => {
    server = await startServer(flavour);
    fixture = await openCheckFixture(server, server);
    const apps = Array.from({ length: 3000 }, (_, index) => [
      index + 1,
      (index % 3) + 1,
      `app-${index}`,
      null,
    ]);
    await fixture.source.query('INSERT INTO apps (id, biz_id, name, memo) VALUES ?', [apps]);
    await fixture.source.query(
      `INSERT INTO items VALUES (1, 1, '/etc', 'a.conf', '2026-01-01 00:00:00.123456')`,
    );
    await fixture.source.query('ANALYZE TABLE apps, items');
    await fixture.target.query(
      `INSERT INTO apps VALUES (9001, 9, 'other', NULL, 'default'), (9002, 9, 'mine', NULL, 'acme')`,
    );
  });
  afterAll(async () => {
    await fixture.remove();
    await server.remove();
  });

  const run = (bizIds?: readonly number[]): Promise<DryRun> =>
    dryRun(
      {
        config: fixture.config((config) => (bizIds ? { ...config, bizIds } : config)),
        preset: fixture.preset,
      },
      (event) => events.push(event),
    );

  test('counts exactly, forecasts from a written sample, and reports findings as events', async () => {
    const result = await run();
    expect(result.counts).toEqual({
      apps: { source: 3000, target: 2, targetTenant: 1 },
      credentials: { source: 0, target: 0, targetTenant: 0 },
      items: { source: 1, target: 0, targetTenant: 0 },
    });
    expect(result.secretRows).toBeNull();
    expect(result.forecast?.basis).toContain(
      'copying 2,001 rows of the 2 largest tables into a temporary table',
    );
    expect(result.forecast?.mysqlSeconds).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'finding')).toHaveLength(result.findings.length);
  });

  test('says on paper what it risks and why, what it needs and in which order', async () => {
    const { paper, plan } = await run();
    expect(paper.id).toBe(plan.fingerprint.slice(0, 12));
    const reasons = Object.fromEntries(paper.risk.reasons.map(({ code, params }) => [code, params]));
    expect(paper.risk.level).toBe('high');
    // Its rows were made a moment ago; the server's own clock says so.
    const { table, ago } = reasons['paper.risk.writers'] ?? {};
    expect(['apps', 'items', 'credentials']).toContain(table);
    expect(String(ago)).toMatch(/^(\d min )?\d+ s$/);
    expect(reasons).toHaveProperty(['paper.risk.no-backup']);
    expect(paper.resources.space.neededBytes).toBeGreaterThan(100_000);
    expect(paper.resources.space.where).toMatch(/^\//);
    expect(paper.resources.memory.bufferPoolBytes).toBeGreaterThan(0);
    const rows = paper.steps.find(({ step }) => step === 'mysql');
    expect(rows).toMatchObject({ measured: true, seconds: expect.any(Number) });
    expect(paper.steps.map(({ step }) => step)).toEqual([
      'backup',
      'check',
      'stop-writers',
      'mysql',
      'validate',
      'checklist',
      'report',
    ]);
  });

  test('counts only the businesses that move', async () => {
    expect((await run([1])).counts.apps?.source).toBe(1000);
  });

  test('says so when it may not make temporary tables', async () => {
    await fixture.target.query(`CREATE USER plain@'127.0.0.1' IDENTIFIED BY 'pw'`);
    await fixture.target.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON ${fixture.targetName}.* TO plain@'127.0.0.1'`,
    );
    const config = fixture.config(asUser('target', 'plain', 'pw'));
    const result = await dryRun({ config, preset: fixture.preset }, () => undefined);
    expect(result.forecast?.basis).toMatch(/reading 2,001 rows .* may not make temporary tables/);
    await fixture.target.query(`DROP USER plain@'127.0.0.1'`);
  });

  test('samples with INSERTs where local_infile is off', async () => {
    await fixture.target.query('SET GLOBAL local_infile = 0');
    onTestFinished(() => fixture.target.query('SET GLOBAL local_infile = 1').then(() => undefined));
    const result = await run();
    expect(result.findings.find(({ code }) => code === 'mysql.local-infile')?.severity).toBe('warning');
    expect(result.forecast?.basis).toContain('into a temporary table');
  });

  test('refuses when no plan can be made, with the remedy', async () => {
    const config = fixture.config((before) => ({
      ...before,
      source: { ...before.source, mysql: { ...before.source.mysql, password: new Secret('wrong') } },
    }));
    await expect(dryRun({ config, preset: fixture.preset }, () => undefined)).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringContaining('wrong password'),
      remedy: expect.stringContaining('source.mysql.password'),
    });
  });

  test('writes nothing: neither rows nor definitions change, and the server’s log has no writing statement', async () => {
    const before = await pictureOf(fixture);
    await fixture.target.query(`SET GLOBAL log_output = 'TABLE'`);
    await fixture.target.query('TRUNCATE TABLE mysql.general_log');
    await fixture.target.query('SET GLOBAL general_log = 1');
    try {
      await run();
    } finally {
      await fixture.target.query('SET GLOBAL general_log = 0');
    }
    const own = fixture.target.threadId;
    const logged = await rowsOf(
      fixture.target,
      `SELECT CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log WHERE command_type IN ('Query', 'Execute') AND thread_id <> ${own}`,
    );
    const statements = logged.map(({ statement }) => String(statement));
    expect(statements.length).toBeGreaterThan(50);
    const suspicious = statements.filter(
      (statement) => writing.test(statement) && !/\bTEMPORARY TABLE\b/.test(statement),
    );
    // Sample and trial go into temporary tables, inside transactions that the server holds to be read-only.
    const written = suspicious.map((statement) => /INTO TABLE `(\w+)`/.exec(statement)?.[1] ?? statement);
    expect([...new Set(written)].toSorted()).toEqual(['_tenantferry_sample', '_tenantferry_trial']);
    expect(await pictureOf(fixture)).toEqual(before);
  });
});
