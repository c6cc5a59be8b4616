import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSteering } from '../../../src/core/steering.js';
import { readFeed } from '../../../src/ledger/feed.js';
import { type WindowEnd, writeSwitched } from '../../../src/ledger/live.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { linesOf } from '../support/cli/binary.js';
import { type CutoverCase, openCutover, startLiveServer } from '../support/live/cutover-case.js';
import { liveServer } from '../support/live/live-case.js';
import { openCase } from '../support/small-case.js';

const sourceOf = (opened: Pick<CutoverCase, 'context'>) => opened.context.config.source.mysql.database;

async function switched(server: DatabaseServer): Promise<CutoverCase> {
  const opened = await openCutover(server);
  expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
  return opened;
}

const status = async (opened: Pick<CutoverCase, 'cli'>) => linesOf(await opened.cli('status')).at(-1);
const feed = (opened: CutoverCase, ...flags: readonly string[]) =>
  opened.cli('follow', '--confirm', sourceOf(opened), ...flags);

/** Makes the tenant's row in the target as its services do. */
async function make(opened: CutoverCase, name: string): Promise<string> {
  await opened.target.query("UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'things'");
  await opened.target.query(
    `INSERT INTO things SELECT max_id, 2, '${name}', 'acme' FROM id_generators WHERE resource = 'things'`,
  );
  const [[row]] = (await opened.target.query('SELECT max_id FROM id_generators')) as never as [
    [{ max_id: string }],
  ];
  return row.max_id;
}

/** What the source's ledger knows of the window's end; null: that it is open. */
async function writeEndOfFeed({ context, source }: CutoverCase, ended: WindowEnd | undefined | null) {
  const { mysql } = context.config.source;
  const [run] = await operations.runs(context);
  await using session = await openSession(mysql, 'target-writer');
  const { feed, live } = (await readFeed(session, mysql.database, run?.runId ?? '')) ?? {};
  if (!feed || !live) throw new Error('nothing is fed back');
  const { applied: end } = live;
  if (ended !== null)
    return await writeSwitched(feed, {
      at: new Date().toISOString(),
      end,
      boundary: {},
      target: null,
      ended,
    });
  await source.query(`UPDATE tenantferry.live SET switched = NULL WHERE run_id = '${feed.runId}'`);
}

const names = async (opened: CutoverCase, ids: string) => {
  const [rows] = await opened.source.query(`SELECT name FROM things WHERE id IN (${ids}) ORDER BY id`);
  return (rows as unknown as { name: string }[]).map(({ name }) => name);
};

describe.each(['mariadb', 'mysql'] as const)('the way back on %s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startLiveServer(flavour);
  });
  afterAll(() => server.remove());

  it("feeds back beside a sentry of the source, and ends with 0 once 'finish' ends the window", async () => {
    const opened = await openCutover(server);
    const sentry = opened.start('follow');
    await sentry.said('follow-progress');
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
    const id = await make(opened, 'made in the target');
    await opened.target.query("UPDATE things SET name = 'theirs' WHERE tenant_id = 'else'");
    const early = await opened.cli('finish', '--confirm', opened.targetDatabase);
    expect(early.exitCode, early.stdout).toBe(2);
    const caughtUp = await feed(opened, '--until-caught-up');
    expect(caughtUp.exitCode, caughtUp.stdout + caughtUp.stderr).toBe(0);
    expect(await names(opened, id)).toEqual(['made in the target']);
    expect(await status(opened)).toMatchObject({ phase: 'feeding-back', wayBack: 'dead', exitCode: 3 });
    // Whoever ends the window tells the side that is written first, and may die then: the other command must not take it for its own.
    const { control } = createSteering(2);
    const told = () => undefined;
    await writeEndOfFeed(opened, { at: new Date().toISOString(), by: 'finished', gaveUp: false });
    const back = operations.back(opened.context, { confirm: sourceOf(opened), dryRun: false }, told, control);
    await expect(back).rejects.toThrow(/is ended \(finish\)/);
    await writeEndOfFeed(opened, undefined);
    const request = { confirm: opened.targetDatabase, giveUpWayBack: true };
    const finish = operations.finish(opened.context, request, told, control);
    await expect(finish).rejects.toThrow(/was taken back: the source is the truth again/);
    await writeEndOfFeed(opened, null);
    const follower = opened.start('follow', '--confirm', sourceOf(opened));
    await follower.said('follow-progress');
    expect(await status(opened)).toMatchObject({ phase: 'feeding-back', wayBack: 'open', exitCode: 0 });
    const second = await feed(opened);
    expect(second.exitCode).toBe(2);
    const finished = await opened.cli('finish', '--confirm', opened.targetDatabase);
    expect(finished.exitCode, finished.stdout + finished.stderr).toBe(0);
    expect(linesOf(finished).at(-1)).toMatchObject({ outcome: 'finished', gaveUp: false });
    const ended = await follower.ended;
    expect(linesOf(ended).at(-1)).toMatchObject({ type: 'follow-result', outcome: 'finished' });
    expect(ended.exitCode).toBe(0);
    expect(await status(opened)).toMatchObject({ phase: 'finished', wayBack: 'none', exitCode: 0 });
    for (const late of [await feed(opened), await opened.cli('back', '--confirm', sourceOf(opened))])
      expect(late.exitCode).toBe(2);
    // What was fed back is no foreign write; this is one.
    await opened.source.query("UPDATE things SET name = 'foreign' WHERE id = 8");
    expect((await sentry.ended).exitCode).toBe(4);
  });

  it('stops at what the source has nothing for, says that there is no way back then, and may be given up', async () => {
    const opened = await switched(server);
    // An ID that neither came nor was handed out since.
    await opened.target.query("INSERT INTO things VALUES (1, 2, 'odd', 'acme')");
    const stopped = await feed(opened, '--until-caught-up');
    expect(stopped.exitCode, stopped.stdout).toBe(4);
    expect(linesOf(stopped).at(-1)).toMatchObject({
      because: { code: 'back.dead', params: { problem: { code: 'returned.no-id' } } },
      remedy: expect.stringContaining('also when the row is mended or deleted now'),
    });
    await opened.target.query("DELETE FROM things WHERE tenant_id = 'acme' AND id = 1");
    expect((await feed(opened, '--until-caught-up')).exitCode).toBe(4);
    expect(await status(opened)).toMatchObject({ phase: 'feeding-back', wayBack: 'dead', exitCode: 3 });
    const off = await opened.cli('back', '--confirm', sourceOf(opened));
    expect(off.exitCode).not.toBe(0);
    const refused = await opened.cli('finish', '--confirm', opened.targetDatabase);
    expect(refused.exitCode, refused.stdout + refused.stderr).toBe(2);
    const gaveUp = await opened.cli('finish', '--confirm', opened.targetDatabase, '--give-up-way-back');
    expect(gaveUp.exitCode, gaveUp.stdout + gaveUp.stderr).toBe(0);
    expect(linesOf(gaveUp).at(-1)).toMatchObject({ gaveUp: true });
  });

  it('is called off where its fence fails, with the target going on, and rehearsed without a write', async () => {
    const opened = await openCutover(server, {}, '[ "$TENANTFERRY_SIDE" = source ] || exit 7');
    expect(await opened.cutover()).toMatchObject({ exitCode: 0 });
    const rehearsed = await opened.cli('back', '--dry-run');
    expect(linesOf(rehearsed).at(-1)).toMatchObject({ type: 'back-result', outcome: 'ready', exitCode: 0 });
    const id = await make(opened, 'made');
    const off = await opened.cli('back', '--confirm', sourceOf(opened));
    expect(linesOf(off).at(-1)).toMatchObject({
      outcome: 'called-off',
      because: { code: 'cutover.fence-failed' },
      exitCode: 3,
    });
    await make(opened, 'made after it');
    expect((await feed(opened, '--until-caught-up')).exitCode).toBe(0);
    expect(await names(opened, `${id}, ${Number(id) + 1}`)).toEqual(['made', 'made after it']);
  });

  it('is refused to whom does not name the source, and before a cut-over', async () => {
    const opened = await openCutover(server);
    expect((await opened.cli('back', '--confirm', sourceOf(opened))).exitCode).toBe(2);
    expect((await opened.cli('finish', '--confirm', opened.targetDatabase)).exitCode).toBe(2);
    expect((await feed(opened)).exitCode).toBe(2);
    expect(await opened.cutover()).toMatchObject({ exitCode: 0 });
    const named = await opened.cli('follow', '--confirm', opened.targetDatabase);
    expect(named.exitCode).toBe(2);
    expect(named.stdout + named.stderr).toContain(`--confirm ${sourceOf(opened)}`);
    expect((await opened.cli('back', '--confirm', opened.targetDatabase)).exitCode).toBe(2);
  });
});

it('is no reason to stay where none is wanted, and else the cut-over is refused with the statement', async () => {
  const sourceServer = await liveServer('mariadb');
  const targetServer = await liveServer('mariadb', { binlog_format: 'MIXED' });
  const opened = await openCase({
    sourceServer,
    targetServer,
    source:
      'CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL);\nINSERT INTO things VALUES (1, 2);',
    target:
      'CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, tenant_id varchar(50) NOT NULL);',
    tables: ['things'],
    settings: {
      options: {
        live: { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120, fence: { command: 'true' } },
      },
    },
  });
  const checked = await opened.cli('check', '--live');
  expect(checked.exitCode).toBe(0);
  expect(checked.stdout).toMatch(/"live.way-back".*SET GLOBAL binlog_format = ROW/);
  await opened.run({ live: true });
  const refused = await opened.cli('cutover', '--confirm', opened.targetDatabase);
  expect(refused.exitCode).toBe(3);
  expect(refused.stdout).toMatch(/"way-back".*SET GLOBAL binlog_format = ROW/);
  const cut = await opened.cli('cutover', '--confirm', opened.targetDatabase, '--without-way-back');
  expect(cut.exitCode, cut.stdout + cut.stderr).toBe(0);
  expect(linesOf(await opened.cli('status')).at(-1)).toMatchObject({ phase: 'switched', wayBack: 'none' });
  expect((await opened.cli('follow', '--confirm', sourceOf(opened))).exitCode).toBe(2);
  expect((await opened.cli('finish', '--confirm', opened.targetDatabase)).exitCode).toBe(0);
});

it("keeps columns that only the source has, and says which of the target's are lost", async () => {
  const server = await liveServer('mariadb');
  const opened = await openCase({
    sourceServer: server,
    targetServer: server,
    source: `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(20) CHARACTER SET latin1 NOT NULL, old varchar(20) CHARACTER SET latin1 NULL, flag bit(3) NOT NULL DEFAULT b'001', ratio float NULL, UNIQUE KEY by_name (name));
      INSERT INTO things VALUES (1, 2, 'a', 'ä', b'101', 0.1), (2, 2, 'b', 'ö', b'110', 0.7), (3, 2, 'c', NULL, b'111', NULL);
      INSERT INTO id_generators VALUES ('things', 3, NULL);`,
    target: `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(20) NOT NULL, label varchar(20) NULL, tenant_id varchar(50) NOT NULL, UNIQUE KEY by_name (tenant_id, name));
      INSERT INTO things VALUES (2, 2, 'a', NULL, 'else');
      INSERT INTO id_generators VALUES ('things', 2, NULL);`,
    tables: ['things'],
    preset: { left_behind: { things: ['old', 'flag', 'ratio'] } },
    settings: {
      migration: { ids: 'offset' },
      options: {
        live: { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120, fence: { command: 'true' } },
      },
    },
  });
  await opened.run({ live: true });
  const cut = await opened.cli('cutover', '--confirm', opened.targetDatabase);
  expect(cut.exitCode, cut.stdout).toBe(0);
  await opened.target.query("UPDATE things SET label = 'x' WHERE name = 'a' AND tenant_id = 'acme'");
  await opened.target.query("UPDATE things SET name = 'away' WHERE name = 'a' AND tenant_id = 'acme'");
  await opened.target.query("UPDATE things SET name = 'a' WHERE name = 'b' AND tenant_id = 'acme'");
  await opened.target.query("UPDATE things SET name = 'b' WHERE name = 'away' AND tenant_id = 'acme'");
  await opened.target.query("UPDATE things SET id = 999999 WHERE name = 'c' AND tenant_id = 'acme'");
  await opened.target.query("UPDATE id_generators SET max_id = 1000000 WHERE resource = 'things'");
  await opened.target.query("INSERT INTO things VALUES (1000000, 2, 'é', 'new', 'acme')");
  const fed = await opened.cli('follow', '--confirm', sourceOf(opened), '--until-caught-up');
  expect(fed.exitCode, fed.stdout + fed.stderr).toBe(0);
  const [rows] = await opened.source.query(
    'SELECT CAST(id AS CHAR) AS id, CONVERT(name USING utf8mb4) AS name, HEX(old) AS old, flag + 0 AS flag, ratio FROM things ORDER BY things.id',
  );
  expect(JSON.parse(JSON.stringify(rows))).toEqual([
    { id: '1', name: 'b', old: 'E4', flag: 5, ratio: 0.1 },
    { id: '2', name: 'a', old: 'F6', flag: 6, ratio: 0.7 },
    { id: '999999', name: 'c', old: null, flag: 7, ratio: null },
    { id: '1000000', name: 'é', old: null, flag: 1, ratio: null },
  ]);
  expect(fed.stderr).toContain('things.label');
});

it('names tables whose new rows cannot go back, feeds back all else, and ends at such a row', async () => {
  const server = await liveServer('mariadb');
  const opened = await openCase({
    sourceServer: server,
    targetServer: server,
    source: `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(20) NOT NULL, shard int NOT NULL);
      INSERT INTO things VALUES (1, 2, 'a', 7), (2, 2, 'b', 8);
      INSERT INTO id_generators VALUES ('things', 2, NULL);`,
    target: `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(20) NOT NULL, tenant_id varchar(50) NOT NULL);
      INSERT INTO id_generators VALUES ('things', 2, NULL);`,
    tables: ['things'],
    preset: { left_behind: { things: ['shard'] } },
    settings: {
      options: {
        live: { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120, fence: { command: 'true' } },
      },
    },
  });
  await opened.run({ live: true });
  const cut = await opened.cli('cutover', '--confirm', opened.targetDatabase);
  expect(cut.exitCode, cut.stdout).toBe(0);
  expect(cut.stdout).toContain('things.shard');
  expect(cut.stdout).toContain(`tenantferry follow -c`);
  await opened.target.query("UPDATE things SET name = 'changed' WHERE id = 1");
  const follow = () => opened.cli('follow', '--confirm', sourceOf(opened), '--until-caught-up');
  expect(await follow()).toMatchObject({ exitCode: 0 });
  await opened.target.query("UPDATE things SET name = 'again' WHERE id = 2");
  await opened.target.query("INSERT INTO things VALUES (900000, 2, 'new', 'acme')");
  const ended = await follow();
  expect(ended.exitCode).toBe(4);
  expect(ended.stdout + ended.stderr).toContain('column shard needs a value');
  const [rows] = await opened.source.query(
    'SELECT CAST(id AS CHAR) AS id, name, shard FROM things ORDER BY things.id',
  );
  expect(JSON.parse(JSON.stringify(rows))).toEqual([
    { id: '1', name: 'changed', shard: 7 },
    { id: '2', name: 'again', shard: 8 },
  ]);
});
