import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { realServices } from '../../../src/cli/real-services.js';
import { processTerminal } from '../../../src/cli/terminal.js';
import type { Config } from '../../../src/config/config.js';
import { withProbes } from '../../../src/config/probes.js';
import { runProbes } from '../../../src/operations/checklist/probes.js';
import { operations } from '../../../src/operations/index.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { jsonLines, type Outcome, runCli } from '../../cli/support/run-cli.js';
import { compareEverything, type Mismatch } from '../support/independent/index.js';
import { checkedReport, controls, type Journey, openJourney } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';
import { dropDatabases, uniqueName } from '../support/pair.js';
import { vaultRequest } from '../support/servers.js';

const services = realServices(processTerminal());

/** The real command line in this process, on a journey's config. */
function cli(journey: Journey, ...args: readonly string[]): Promise<Outcome> {
  return runCli([...args, '-c', journey.pair.configFile], { services });
}

async function row(connection: AdminConnection, sql: string): Promise<Record<string, unknown>> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  const [first] = rows;
  if (!first) throw new Error(`no row: ${sql}`);
  return first;
}

/** Seven faults; gives the rows that they concern. */
async function damage({ pair }: Journey): Promise<readonly [string, string][]> {
  const connection = await pair.target.connect();
  const group = await row(connection, 'SELECT MIN(id) AS id FROM released_groups');
  const binding = await row(connection, 'SELECT MAX(id) AS id FROM app_template_bindings');
  const credential = await row(connection, 'SELECT MIN(id) AS id FROM credentials');
  const item = await row(connection, 'SELECT MAX(id) AS id FROM config_items');
  const live = `FROM kvs WHERE kv_state <> 'DELETE' ORDER BY`;
  const lost = await row(
    connection,
    `SELECT biz_id, app_id, \`key\` AS name, id ${live} version, id LIMIT 1`,
  );
  const older = await row(connection, `SELECT id, version ${live} version DESC, id LIMIT 1`);
  for (const sql of [
    `UPDATE released_groups SET updated_at = updated_at + INTERVAL 1 MICROSECOND WHERE id = ${group.id}`,
    `UPDATE app_template_bindings SET template_ids = '[4000000000]' WHERE id = ${binding.id}`,
    `UPDATE credentials SET enc_credential = REVERSE(enc_credential) WHERE id = ${credential.id}`,
    `DELETE FROM config_items WHERE id = ${item.id}`,
    `INSERT INTO sharding_bizs SELECT 80000, memo, 77, sharding_db_id, creator, reviser, created_at, updated_at, tenant_id
      FROM sharding_bizs LIMIT 1`,
    `UPDATE kvs SET version = ${Number(older.version) - 1} WHERE id = ${older.id}`,
  ]) {
    await connection.query(sql);
  }
  await connection.end();
  const path = `biz/${lost.biz_id}/apps/${lost.app_id}/kvs/${lost.name}`;
  await vaultRequest('DELETE', `${pair.target.mount}/metadata/${path}`);
  return [
    ['released_groups', `id=${group.id}`],
    ['app_template_bindings', `id=${binding.id}`],
    ['config_items', `id=${item.id}`],
    ['credentials', `id=${credential.id}`],
    ['sharding_bizs', 'id=80000'],
    ['kvs', `id=${older.id}`],
    ['kvs', `id=${lost.id}`],
  ];
}

const tablesOf = (mismatches: readonly Mismatch[]) =>
  [...new Set(mismatches.map(({ table }) => table))].toSorted();

describe.each([
  ['mariadb', 'preserve'],
  ['mysql', 'offset'],
] as const)('validate --repair on %s, ids: %s', (flavour, ids) => {
  let journey: Journey;
  let database: string;
  beforeAll(async () => {
    const opened = await openJourney({ source: flavour, target: flavour, settings: { migration: { ids } } });
    database = opened.pair.target.database;
    if (ids === 'offset') {
      const connection = await opened.pair.target.connect();
      await connection.query('UPDATE id_generators SET max_id = max_id + 7000');
      await connection.end();
    }
    const { runId, outcome } = await opened.run();
    expect(outcome).toBe('complete');
    const offsets = await offsetsOf(opened, runId);
    journey = { ...opened, comparison: { ...opened.comparison, offsets } };
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });
  afterAll(() => journey.pair.drop());

  test('restores rows, JSON ids, lost and older secrets, and extra rows when told to', async () => {
    const damaged = await damage(journey);
    expect(tablesOf(await compareEverything(journey.comparison))).toEqual(
      expect.arrayContaining([...new Set(damaged.map(([table]) => table))].toSorted()),
    );

    const refused = await cli(journey, 'validate', '--repair', '--confirm', journey.pair.source.database);
    expect(refused.exitCode).toBe(2);

    // Nobody has validated at level full yet, so this does; it changes nothing.
    const proposed = jsonLines(await cli(journey, 'validate', '--repair', '--dry-run', '--json'));
    const named = proposed.filter(({ type }) => type === 'repair').map(({ table, key }) => `${table} ${key}`);
    for (const [table, key] of damaged) expect(named).toContain(`${table} ${key}`);
    expect(await compareEverything(journey.comparison)).not.toEqual([]);

    if (flavour === 'mariadb') await reviewSql(journey);

    const first = await cli(journey, 'validate', '--repair', '--confirm', database, '--json');
    expect(first.exitCode).toBe(3);
    const left = await compareEverything(journey.comparison);
    expect(left.map(({ kind, table }) => [kind, table])).toEqual([['extra-row', 'sharding_bizs']]);

    const second = await cli(journey, 'validate', '--repair', '--confirm', database, '--delete-extra');
    expect(second.stdout).toContain('sharding_bizs id=80000');
    expect(second.exitCode).toBe(0);
    expect(await compareEverything(journey.comparison)).toEqual([]);

    const { log, logIntact, validation, repairs, rollback } = await checkedReport(journey.context, undefined);
    expect(logIntact).toBe(true);
    expect(validation).toMatchObject({ level: 'full', ok: true });
    expect(rollback).toBeNull();
    for (const [table, key] of damaged) {
      expect(repairs).toContainEqual(expect.objectContaining({ table, key, state: 'repaired' }));
    }
    const extra = repairs.filter(({ key }) => key === 'id=80000');
    expect(extra.map(({ action, state }) => [action, state])).toEqual([
      ['delete-row', 'left'],
      ['delete-row', 'repaired'],
    ]);
    expect(log.filter(({ kind }) => kind === 'repair-started').map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/ proposals from the saved validation of .+, by .+@.+/),
      expect.stringMatching(/^1 proposal from the saved validation of .+, by .+@.+/),
    ]);
    const printed = (await cli(journey, 'report', '--format', 'md')).stdout;
    expect(printed).toMatch(/\| `sharding_bizs` \| `id=80000` \|.*\| delete the row \| ✓ repaired \|/);
  });

  test('looks again at what a saved validation named, and says that it is stale', async () => {
    const connection = await journey.pair.target.connect();
    onTestFinished(() => connection.end());
    const groups = await connection.query<RowDataPacket[]>(
      'SELECT id FROM released_groups ORDER BY id LIMIT 3',
    );
    const [mended, other, same] = groups[0].map(({ id }) => Number(id));
    const memo = await row(connection, 'SELECT id, memo FROM releases ORDER BY id LIMIT 1');
    const secret = await row(
      connection,
      `SELECT id, version FROM kvs WHERE kv_state <> 'DELETE' ORDER BY id DESC LIMIT 1`,
    );
    const shift = (id: unknown, by: number) =>
      connection.query(
        `UPDATE released_groups SET updated_at = updated_at + INTERVAL ${by} MICROSECOND WHERE id = ${id}`,
      );
    for (const id of [mended, other, same]) await shift(id, 1);
    await connection.query(`UPDATE kvs SET version = version + 900 WHERE id = ${secret.id}`);
    await connection.query(`UPDATE id_generators SET max_id = 1 WHERE resource = 'releases'`);
    expect((await cli(journey, 'validate', '--level', 'full')).exitCode).toBe(3);

    // Somebody mends one row, the secret and the generator, damages another row further, and a row that nobody named.
    await shift(mended, -1);
    await connection.query(`UPDATE released_groups SET edited = 1 - edited WHERE id = ${other}`);
    await connection.query(`UPDATE kvs SET version = ${secret.version} WHERE id = ${secret.id}`);
    await connection.query(`UPDATE id_generators SET max_id = 100000 WHERE resource = 'releases'`);
    await connection.query(`UPDATE releases SET memo = 'damaged later' WHERE id = ${memo.id}`);
    const dry = await cli(journey, 'validate', '--repair', '--dry-run', '--json');
    const proposed = jsonLines(dry).filter(({ type }) => type === 'repair');
    expect(proposed.map(({ table, key, columns }) => [table, key, columns])).toEqual([
      ['released_groups', `id=${other}`, ['edited', 'updated_at']],
      ['released_groups', `id=${same}`, ['updated_at']],
    ]);
    const { basis } = jsonLines(dry).find(({ type }) => type === 'repair-result') ?? {};
    expect(basis).toMatchObject({ fresh: false, changed: 1 });
    const settled = (basis as { settled: { table: string; key: string }[] }).settled.map(
      ({ table, key }) => `${table} ${key}`,
    );
    expect(settled).toEqual(
      expect.arrayContaining([`released_groups id=${mended}`, `kvs id=${secret.id}`, 'releases generator']),
    );
    expect((await cli(journey, 'validate', '--repair', '--dry-run')).stdout).toContain('is stale');
    expect((await cli(journey, 'validate', '--repair', '--dry-run', '--lang', 'zh')).stdout).toContain(
      '已过时',
    );
    const path = join(journey.pair.folder, 'stale.sql');
    expect((await cli(journey, 'validate', '--repair-sql', path)).exitCode).toBe(0);
    const script = readFileSync(path, 'utf8');
    expect(script.match(/^UPDATE /gm)).toHaveLength(2);
    expect(script).toContain('looked at again now');

    // The validation afterwards finds the damage that came later; the next repair is of that one alone.
    const first = await cli(journey, 'validate', '--repair', '--confirm', database, '--json');
    expect(first.exitCode).toBe(3);
    const left = await compareEverything(journey.comparison);
    expect(left.map(({ table, column }) => [table, column])).toEqual([['releases', 'memo']]);
    const second = await cli(journey, 'validate', '--repair', '--confirm', database, '--json');
    expect(second.exitCode).toBe(0);
    expect(jsonLines(second).filter(({ type }) => type === 'repair')).toHaveLength(1);
    expect(await compareEverything(journey.comparison)).toEqual([]);

    // All of a saved validation's differences are gone: a new one is made, and what it finds counts.
    await connection.query(`UPDATE releases SET memo = 'again' WHERE id = ${memo.id}`);
    expect((await cli(journey, 'validate', '--level', 'full')).exitCode).toBe(3);
    await connection.query('UPDATE releases SET memo = ? WHERE id = ?', [memo.memo, memo.id]);
    await shift(mended, 1);
    const anew = jsonLines(await cli(journey, 'validate', '--repair', '--confirm', database, '--json'));
    expect(anew.filter(({ type }) => type === 'repair').map(({ key }) => key)).toEqual([`id=${mended}`]);
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });

  test('waits for nobody who writes into the same target', async () => {
    const connection = await journey.pair.target.connect();
    onTestFinished(() => connection.end());
    await connection.query(`SELECT GET_LOCK('${`tenantferry:${database}`.slice(0, 64)}', 0)`);
    const refused = await cli(journey, 'validate', '--repair', '--confirm', database);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('another tenantferry is writing');
  });

  test('has nothing to do on a target that is equal', async () => {
    const nothing = await cli(journey, 'validate', '--repair', '--confirm', database);
    expect(nothing.stdout).toContain('There is nothing to repair.');
    expect(nothing.exitCode).toBe(0);
  });

  test('refuses a run that was rolled back, whose report is that of the rollback', async () => {
    const undo = { runId: '', confirm: database, dryRun: false, includeChanged: false };
    const { run, tables } = await checkedReport(journey.context, undefined);
    const { control } = controls();
    const undone = await operations.rollback(
      journey.context,
      { ...undo, runId: run.runId },
      () => undefined,
      control,
    );
    const { rollback, repairs, logIntact } = await checkedReport(journey.context, run.runId);
    const copied = tables.filter(({ rows }) => rows > 0).map(({ table, rows }) => [table, rows]);
    const removed = rollback?.rows.map(({ table, removed }) => [table, removed]);
    expect(removed?.toSorted()).toEqual(copied.toSorted());
    const total = copied.reduce((sum, [, rows]) => sum + Number(rows), 0);
    expect(rollback).toMatchObject({
      state: 'rolled-back',
      rowsFound: total,
      secretVersions: undone.secrets,
    });
    expect(undone.secrets).toBeGreaterThan(0);
    expect(Date.parse(rollback?.finishedAt ?? '')).toBeGreaterThan(Date.parse(rollback?.startedAt ?? ''));
    expect([repairs.length > 0, logIntact]).toEqual([true, true]);
    const printed = (await cli(journey, 'report', '--run', run.runId, '--format', 'md')).stdout;
    expect(printed).toContain('This run was taken back');
    expect(printed).toContain(`Rows taken back: ${total.toLocaleString('en')}`);
    const refused = await cli(journey, 'validate', '--repair', '--confirm', database);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('rolled back');
  });
});

/** Runs the exported SQL on a copy of the damaged target, which must then be equal but for versions and the credential. */
async function reviewSql(journey: Journey): Promise<void> {
  const { server, database } = journey.pair.target;
  const path = join(journey.pair.folder, 'repair.sql');
  expect((await cli(journey, 'validate', '--repair-sql', path)).exitCode).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const script = readFileSync(path, 'utf8');
  const source = await journey.pair.source.connect();
  const secret = await row(source, 'SELECT enc_credential AS text FROM credentials ORDER BY id LIMIT 1');
  await source.end();
  expect(script).toContain('-- a secret column must be set');
  expect(script).not.toContain(String(secret.text));
  const copy = uniqueName('copy');
  onTestFinished(() => dropDatabases(server, copy));
  const connection = await connectAdmin(server);
  const [tables] = await connection.query<RowDataPacket[]>(`SHOW TABLES FROM \`${database}\``);
  await connection.query(`CREATE DATABASE \`${copy}\``);
  await connection.query(`USE \`${copy}\``);
  for (const table of tables.flatMap((found) => Object.values(found) as string[])) {
    await connection.query(`CREATE TABLE \`${table}\` LIKE \`${database}\`.\`${table}\``);
    await connection.query(`INSERT INTO \`${table}\` SELECT * FROM \`${database}\`.\`${table}\``);
  }
  for (const line of script.split('\n')) {
    if (line !== '' && !line.startsWith('--')) await connection.query(line.replace(/;$/, ''));
  }
  await connection.end();
  const { sourceVault: _, targetVault: __, ...rowsOnly } = journey.comparison;
  const mismatches = await compareEverything({
    ...rowsOnly,
    target: { ...rowsOnly.target, database: copy },
  });
  const left = mismatches.filter(({ column }) => column !== 'version');
  expect(left.map(({ table, column }) => [table, column])).toEqual([['credentials', 'enc_credential']]);
}

describe('the checklist', () => {
  const state = { status: 200, body: 'all well, token=hunter2' };
  const server = createServer((_request, response) => {
    response.statusCode = state.status;
    response.end(state.body);
  });
  let journey: Journey;
  let fresh: Journey;

  /** The probes go into the file as a team would write them. */
  const withOwnProbes = async (opened: Journey): Promise<Journey> => {
    const { port } = server.address() as AddressInfo;
    const sql = 'SELECT COUNT(*) FROM hooks WHERE tenant_id = :tenant';
    return opened.configured({
      probes: [
        { id: 'feed', title: 'Feed', http: `http://127.0.0.1:${port}/{tenant}`, expect_body: 'all well' },
        { id: 'hooks', title: { en: 'Hooks', zh: '脚本' }, sql, expect: 0 },
      ],
    });
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    journey = await withOwnProbes(await openJourney({ size: 'empty', vault: false }));
    fresh = await withOwnProbes(await openJourney({ size: 'empty', vault: false }));
    for (const one of [journey, fresh]) expect((await one.run()).outcome).toBe('complete');
  });
  afterAll(async () => {
    await Promise.all([journey.pair.drop(), fresh.pair.drop()]);
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  const itemsOf = async (of: Journey) =>
    new Map(
      jsonLines(await cli(of, 'checklist', '--json'))
        .filter(({ type }) => type === 'checklist-item')
        .map((item) => [String(item.itemId), item]),
    );
  const context = ({ context: { config, preset } }: Journey) => ({
    config: config satisfies Config,
    preset: withProbes(preset, config),
  });

  test('holds what probes found, as evidence without the answer itself', async () => {
    const probed = await cli(journey, 'checklist', '--probe', '--json');
    expect(probed.exitCode).toBe(0);
    const items = await itemsOf(journey);
    expect(items.get('feed')).toMatchObject({ kind: 'probe', state: 'pass', by: 'tenantferry' });
    expect(items.get('feed')?.evidence).toContain('/acme answered 200 with the expected text');
    expect(items.get('hooks')).toMatchObject({ state: 'pass', title: { zh: '脚本' } });

    state.status = 503;
    expect((await cli(journey, 'checklist', '--probe')).exitCode).toBe(3);
    const failed = await itemsOf(journey);
    expect(failed.get('feed')).toMatchObject({ state: 'fail' });
    expect(JSON.stringify([...items, ...failed])).not.toContain('hunter2');
  });

  test('never shows a text that a probe did not expect', async () => {
    const probe = (sql: string, expect: string) => ({
      id: 'p',
      when: 'after' as const,
      title: { en: 'p', zh: 'p' },
      kind: 'probe' as const,
      probe: { sql, on: 'target' as const, expect },
    });
    const { source, target, tenantId } = journey.context.config;
    const made = await runProbes(
      {
        checklist: [
          probe("SELECT CONCAT('hunter', '2')", 'x'),
          probe('SELECT 7', '8'),
          probe('SELECT :tenant', tenantId),
          probe("SELECT id FROM hooks WHERE tenant_id = 'nobody'", '1'),
        ],
      },
      { source: source.mysql, target: target.mysql, tenantId, signal: new AbortController().signal },
    );
    expect(made.map(({ state, evidence }) => [state, evidence])).toEqual([
      ['fail', 'the target answered another text, not x'],
      ['fail', 'the target answered 7, not 8'],
      ['pass', `the target answered ${tenantId}`],
      ['fail', 'the target answered no row, not 1'],
    ]);
  });

  test('ends an SQL probe that takes too long, on the server too, and makes none that writes', async () => {
    const probe = (id: string, sql: string, on: 'source' | 'target') => ({
      id,
      when: 'after' as const,
      title: { en: id, zh: id },
      kind: 'probe' as const,
      probe: { sql, on, expect: '0' },
    });
    const { source, target, tenantId } = journey.context.config;
    const mark = uniqueName('slow');
    // The statement would take hours.
    const made = await runProbes(
      {
        checklist: [
          probe(
            'slow',
            `SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b,
            information_schema.columns c WHERE CONCAT(a.column_name, b.column_name, c.column_name) = '${mark}'`,
            'target',
          ),
          probe('writes', "SELECT 1 INTO  OUTFILE '/tmp/never'", 'target'),
          probe('broken', "SELECT 'hunter2' FROM", 'source'),
        ],
      },
      {
        source: source.mysql,
        target: target.mysql,
        tenantId,
        timeoutMs: 300,
        signal: new AbortController().signal,
      },
    );
    expect(made.map(({ state, evidence }) => [state, evidence])).toEqual([
      ['fail', 'the target could not answer: no answer within 0.3 seconds'],
      ['fail', 'the probe would write a file, so it was not made'],
      ['fail', expect.stringContaining('the source could not answer')],
    ]);
    expect(JSON.stringify(made)).not.toContain('hunter2');
    const admin = await connectAdmin(journey.pair.target.server);
    onTestFinished(() => admin.end());
    const running = `SELECT COUNT(*) AS number FROM information_schema.processlist WHERE info LIKE '%${mark}%' AND id <> CONNECTION_ID()`;
    await expect.poll(async () => Number((await row(admin, running)).number)).toBe(0);
  });

  test('goes out as a file and into a fresh ledger, the newer answer wins', async () => {
    const [manual] = context(journey).preset.checklist.filter(({ kind }) => kind === 'manual');
    const itemId = manual?.id ?? '';
    const given = { itemId, state: 'pass', evidence: '', note: 'by phone', by: 'ann' } as const;
    const { run } = await checkedReport(journey.context, undefined);
    const at = '2026-01-02T03:04:05.000Z';
    await operations.answer(context(journey), run.runId, { ...given, at });
    const path = join(journey.pair.folder, 'checklist.json');
    expect((await cli(journey, 'checklist', '--export', path)).exitCode).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);

    expect((await cli(fresh, 'checklist', '--import', path)).exitCode).toBe(0);
    const exported = await itemsOf(journey);
    const imported = await itemsOf(fresh);
    for (const id of [itemId, 'feed', 'hooks']) {
      expect({ ...imported.get(id), runId: '' }).toEqual({ ...exported.get(id), runId: '' });
    }

    const newer = { ...given, state: 'fail', at: '2026-02-02T03:04:05.000Z' } as const;
    const freshRun = (await checkedReport(fresh.context, undefined)).run.runId;
    await operations.answer(context(fresh), freshRun, newer);
    const again = await cli(fresh, 'checklist', '--import', path);
    expect(again.stdout).toContain('kept, because they are as new or newer: 3');
    expect((await itemsOf(fresh)).get(itemId)).toMatchObject({ state: 'fail', by: 'ann', at: newer.at });
    // Both answers are named, whichever stands.
    const stands = `${itemId} was answered twice: fail (ann, ${newer.at}, by phone) stands`;
    expect(again.stdout).toContain(
      `${stands}, because it is newer; pass (ann, ${at}, by phone) is overruled`,
    );

    // The other way round the newer one comes in, and the same file a second time changes nothing.
    expect((await cli(fresh, 'checklist', '--export', path)).exitCode).toBe(0);
    const back = jsonLines(await cli(journey, 'checklist', '--import', path, '--json'));
    expect(back.find(({ type }) => type === 'checklist-imported')).toMatchObject({
      imported: 1,
      conflicts: [{ itemId, stands: { state: 'fail' }, overruled: { state: 'pass' } }],
    });
    const twice = jsonLines(await cli(journey, 'checklist', '--import', path, '--json'));
    expect(twice.find(({ type }) => type === 'checklist-imported')).toMatchObject({
      imported: 0,
      conflicts: [],
    });
    expect((await cli(journey, 'report', '--verify')).exitCode).toBe(0);

    // An answer from the future would stand for ever.
    const file = JSON.parse(readFileSync(path, 'utf8')) as { items: { answer: { at: string } | null }[] };
    for (const { answer } of file.items) if (answer) answer.at = '2999-01-01T00:00:00.000Z';
    writeFileSync(path, JSON.stringify(file));
    const future = await cli(journey, 'checklist', '--import', path);
    expect(future.exitCode).toBe(2);
    expect(future.stderr).toContain('dated in the future');
  });

  test('names items that it does not know, and then takes none', async () => {
    const answer = { itemId: 'no-such-item', state: 'pass', evidence: '', note: '', by: 'ann', at: '' };
    const path = join(journey.pair.folder, 'strange.json');
    const items = [{ itemId: answer.itemId, answer }];
    writeFileSync(path, JSON.stringify({ schema: 'tenantferry-checklist/1', items }));
    const before = await itemsOf(fresh);
    const refused = await cli(fresh, 'checklist', '--import', path);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('no-such-item');
    expect(await itemsOf(fresh)).toEqual(before);
  });
});
