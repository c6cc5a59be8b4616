import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { Secret } from '../../../src/core/secret.js';
import { toolVersion } from '../../../src/core/version.js';
import { upgrades } from '../../../src/ledger/upgrades/index.js';
import { operations } from '../../../src/operations/index.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { linesOf } from '../support/cli/binary.js';
import { controls } from '../support/journey/journey.js';
import { loadOldLedger, type OldLedger, oldCase } from '../support/old-ledger.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const silent = () => {};

describe.each([
  { flavour: 'mariadb', start: startMariadb },
  { flavour: 'mysql', start: startMysql },
] as const)('the ledger on $flavour', ({ flavour, start }) => {
  // Its ledger is the whole server's, so it is one of our own.
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.remove());

  async function open(): Promise<OpenedCase> {
    const opened = await openCase({ ...oldCase, sourceServer: server, targetServer: server });
    await opened.target.query('DROP DATABASE IF EXISTS tenantferry');
    return opened;
  }

  async function versionsOf({ target }: OpenedCase): Promise<unknown> {
    const [rows] = await target.query('SELECT version, tool_version FROM tenantferry.version');
    return rows;
  }

  const current = upgrades.map((_, index) => ({ version: index + 1, tool_version: toolVersion() }));

  it('names its version and the tool that made it', async () => {
    const opened = await open();
    await opened.run();
    expect(await versionsOf(opened)).toEqual(current);
  });

  it('is refused when it is newer', async () => {
    const opened = await open();
    await opened.run();
    await opened.target.query(
      `INSERT INTO tenantferry.version VALUES (${upgrades.length + 1}, '9.1.0', '2031-01-01T00:00:00Z')`,
    );
    const refused = { name: 'RefusedError', because: { code: 'ledger.newer' } };
    await expect(operations.runs(opened.context)).rejects.toMatchObject(refused);
    await expect(opened.run()).rejects.toMatchObject(refused);
  });

  const old = (state: 'stopped' | 'complete'): readonly OldLedger[] => [
    `v0-early-${flavour}-${state}`,
    `v0-late-${flavour}-${state}`,
  ];

  it.each(old('stopped'))('%s is upgraded, and its run resumed, validated and taken back', async (which) => {
    const opened = await open();
    await loadOldLedger(opened, which);
    const summary = await opened.run({ resume: true });
    expect(summary.outcome).toBe('complete');
    expect(await versionsOf(opened)).toEqual(current);
    const { runId } = summary;
    const validation = await operations.validate(opened.context, { level: 'full', runId }, silent);
    expect(validation).toMatchObject({ ok: true, differences: 0 });
    expect(await operations.report(opened.context, runId)).toMatchObject({ logIntact: true });
    expect(await takeBack(opened, runId)).toMatchObject({ done: true, rows: { apps: 25, items: 65 } });
    expect((await opened.target.query('SELECT COUNT(*) AS left_over FROM items'))[0]).toEqual([
      { left_over: '0' },
    ]);
  });

  it.each(old('complete'))('%s is read as it is, and upgraded by what writes', async (which) => {
    const opened = await open();
    await loadOldLedger(opened, which);
    const [known] = await operations.runs(opened.context);
    expect(known).toMatchObject({ state: 'copied', outcome: 'complete', rows: 90 });
    const runId = known?.runId ?? '';
    const report = await operations.report(opened.context, runId);
    expect(report).toMatchObject({ logIntact: true, validation: { ok: true, level: 'full' } });
    await operations.rollback(opened.context, request(runId, true), silent, controls().control);
    await operations.checklistState(opened.context, runId);
    // Nothing that only reads has written.
    await expect(versionsOf(opened)).rejects.toThrow();
    await operations.validate(opened.context, { level: 'checksum', runId }, silent);
    expect(await versionsOf(opened)).toEqual(current);
    expect(await takeBack(opened, runId)).toMatchObject({ done: true, rows: { apps: 25, items: 65 } });
  });

  it('is not upgraded while another writes by it, into whichever database', async () => {
    const opened = await open();
    await loadOldLedger(opened, `v0-late-${flavour}-complete`);
    await opened.target.query('CREATE TABLE tenantferry.other LIKE tenantferry.runs');
    await opened.target.query('INSERT INTO tenantferry.other SELECT * FROM tenantferry.runs');
    await opened.target.query("UPDATE tenantferry.other SET run_id = 'x', target_database = 'elsewhere'");
    await opened.target.query('INSERT INTO tenantferry.runs SELECT * FROM tenantferry.other');
    await opened.target.query("SELECT GET_LOCK('tenantferry:elsewhere', 0)");
    const runId = (await operations.runs(opened.context))[0]?.runId ?? '';
    const validating = operations.validate(opened.context, { level: 'counts', runId }, silent);
    await expect(validating).rejects.toMatchObject({
      because: { code: 'target.locked', params: { database: 'elsewhere' } },
    });
    await opened.target.query("SELECT RELEASE_LOCK('tenantferry:elsewhere')");
    await operations.validate(opened.context, { level: 'counts', runId }, silent);
    expect(await versionsOf(opened)).toEqual(current);
  });

  it('is upgraded once by two who come at the same time, also after an upgrade that was interrupted', async () => {
    const opened = await open();
    await loadOldLedger(opened, `v0-late-${flavour}-complete`);
    // As a process leaves it that was killed between two statements.
    await opened.target.query(
      'CREATE TABLE tenantferry.version (version INT UNSIGNED NOT NULL PRIMARY KEY, tool_version VARCHAR(40) NOT NULL, written_at VARCHAR(30) NOT NULL)',
    );
    await opened.target.query('DROP TABLE tenantferry.partial_checks');
    const runId = (await operations.runs(opened.context))[0]?.runId ?? '';
    const validate = () => operations.validate(opened.context, { level: 'counts', runId }, silent);
    const both = await Promise.all([validate(), validate()]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await versionsOf(opened)).toEqual(current);
  });

  it('says what is missing to an account that may not upgrade it', async () => {
    const opened = await open();
    await loadOldLedger(opened, `v0-late-${flavour}-complete`);
    const { target } = opened;
    await target.query("CREATE USER 'mover'@'%' IDENTIFIED BY 'mover-password'");
    await target.query("GRANT ALL ON `case%`.* TO 'mover'@'%'");
    if (flavour === 'mysql') await target.query("GRANT SESSION_VARIABLES_ADMIN ON *.* TO 'mover'@'%'");
    await target.query("GRANT SELECT, INSERT ON tenantferry.* TO 'mover'@'%'");
    const { config } = opened.context;
    const mysql = { ...config.target.mysql, user: 'mover', password: new Secret('mover-password') };
    const context = { ...opened.context, config: { ...config, target: { ...config.target, mysql } } };
    expect(await operations.runs(context)).toHaveLength(1);
    const error: unknown = await operations
      .validate(context, { level: 'counts', runId: undefined }, silent)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      message: expect.stringContaining(`is of version 0 and must be upgraded to ${upgrades.length}`),
      remedy: expect.stringContaining('GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON `tenantferry`.*'),
      because: { code: 'ledger.upgrade-denied' },
    });
  });

  const request = (runId: string, dryRun: boolean) => ({ runId, dryRun, includeChanged: false });

  function takeBack({ context, targetDatabase: confirm }: OpenedCase, runId: string) {
    return operations.rollback(context, { ...request(runId, false), confirm }, silent, controls().control);
  }
});

describe('a newer ledger', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.remove());

  it('is refused by every command, and nothing is written', async () => {
    const opened = await openCase({ ...oldCase, sourceServer: server, targetServer: server });
    const { runId } = await opened.run();
    await opened.target.query(
      "INSERT INTO tenantferry.version VALUES (9000, '9.1.0', '2031-01-01T00:00:00Z')",
    );
    const state = async () =>
      (await opened.target.query('CHECKSUM TABLE tenantferry.runs, tenantferry.log, apps, items'))[0];
    const before = await state();
    const confirm = ['--confirm', opened.targetDatabase];
    const commands: readonly (readonly [string, ...string[]])[] = [
      ['check'],
      ['plan'],
      ['run'],
      ['run', '--resume'],
      ['validate'],
      ['validate', '--repair', ...confirm],
      ['validate', '--repair', '--dry-run'],
      ['validate', '--repair-sql', `${opened.configFile}.sql`],
      ['checklist'],
      ['runs'],
      ['report'],
      ['rollback', '--run', runId, '--dry-run'],
      ['rollback', '--run', runId, ...confirm],
    ];
    for (const [command, ...flags] of commands) {
      const ended = await opened.cli(command, ...flags);
      expect([command, ...flags, ended.exitCode]).toEqual([command, ...flags, 2]);
      expect(linesOf(ended).at(-1)).toMatchObject({
        type: 'error',
        message: expect.stringMatching(/tenantferry\.version.* version 9000, written by tenantferry 9\.1\.0/),
        remedy: expect.stringContaining('use tenantferry 9.1.0 or a newer one'),
      });
    }
    const chinese = await opened.cli('runs', '--lang', 'zh');
    expect(chinese.stderr).toMatch(/迁移台账.*版本是 9000.*9\.1\.0/);
    expect(await state()).toEqual(before);
  });
});
