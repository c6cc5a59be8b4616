import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { patience } from '../../support/patience.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { openCutover, startLiveServer, startService, stopService } from '../support/live/cutover-case.js';
import { sharedServer } from '../support/servers.js';

const theirs = [{ id: '5', name: 'ours 1' }];

/** A pause that is to run out is short; one that is not has to be long enough for a machine that does other work, too. */
async function pauseAtMost({ configFile }: { readonly configFile: string }, seconds: number): Promise<void> {
  const yaml = await readFile(configFile, 'utf8');
  await writeFile(configFile, yaml.replace(/max_pause_seconds: \d+/, `max_pause_seconds: ${seconds}`));
}

describe.each(['mariadb', 'mysql'] as const)('cutover on %s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startLiveServer(flavour);
  });
  afterAll(() => server.remove());

  it('switches beside a writer that is stopped in order, following by itself, and says so ever after', async () => {
    const opened = await openCutover(server, {}, stopService);
    const service = await startService(opened);
    const { exitCode, result, steps } = await opened.cutover();
    expect(result).toMatchObject({ type: 'cutover-result', outcome: 'switched', blockers: [] });
    expect(exitCode).toBe(0);
    expect(steps).toEqual([
      ...['gate', 'lock', 'fence', 'end', 'drain', 'verify', 'locked', 'sentry', 'generators', 'switch'],
    ]);
    expect(await service.done).toBeGreaterThan(0);
    expect(await opened.compare()).toEqual({ differing: [], theirs });
    const [[generator]] = (await opened.target.query('SELECT max_id FROM id_generators')) as never as [
      [{ max_id: string }],
    ];
    const [[source]] = (await opened.source.query('SELECT max_id FROM id_generators')) as never as [
      [{ max_id: string }],
    ];
    expect(Number(generator.max_id)).toBeGreaterThanOrEqual(Number(source.max_id));
    expect(result.boundary).toEqual({ things: generator.max_id });
    // The source is free again.
    await opened.source.query("UPDATE things SET name = 'late' WHERE id = 250");
    expect(linesOf(await opened.cli('status')).at(-1)).toMatchObject({ phase: 'switched', exitCode: 0 });
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'already' } });
    const refused = await opened.cli('follow', '--confirm', opened.targetDatabase);
    expect(refused.exitCode).toBe(2);
  });

  it('raises the generators above all IDs of the source where IDs are kept', async () => {
    const opened = await openCutover(server, {}, 'touch FENCE', 400);
    await opened.source.query("UPDATE id_generators SET max_id = 200000 WHERE resource = 'things'");
    // With the room that following makes above them.
    expect(await opened.cutover()).toMatchObject({
      exitCode: 0,
      result: { outcome: 'switched', boundary: { things: '300000' } },
    });
    const [rows] = await opened.target.query('SELECT max_id FROM id_generators');
    expect(rows).toEqual([{ max_id: '300000' }]);
    expect((await opened.compare()).differing).toEqual([]);
  });

  it('works beside a follower, which goes on as a sentry: a write to the source is an alarm', async () => {
    const opened = await openCutover(server);
    const follower = opened.start('follow');
    await follower.said('follow-progress');
    await opened.source.query("UPDATE things SET name = 'changed' WHERE id = 7");
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
    expect(await opened.compare()).toEqual({ differing: [], theirs });
    await opened.source.query("UPDATE things SET name = 'foreign' WHERE id = 8");
    const ended = await follower.ended;
    expect(ended.exitCode).toBe(4);
    expect(linesOf(ended).at(-1)).toMatchObject({ because: { code: 'follow.foreign' } });
    expect((await opened.compare()).differing).toHaveLength(2);
  });

  it('names who is in its way, in a dry run at once, and gives the source back', async () => {
    const opened = await openCutover(server, { max_pause_seconds: 12 });
    const blocker = await opened.connect();
    await blocker.query('START TRANSACTION');
    await blocker.query("INSERT INTO things VALUES (900, 2, 'open')");
    const [[{ id }]] = (await blocker.query('SELECT CONNECTION_ID() AS id')) as never as [[{ id: string }]];
    // Whoever has written for less than a second is taken for one that passes.
    await vi.waitFor(async () => {
      const [aged] = await blocker.query(
        `SELECT 1 FROM information_schema.innodb_trx
          WHERE trx_mysql_thread_id = ${id} AND TIMESTAMPDIFF(SECOND, trx_started, SYSDATE()) >= 1`,
      );
      expect(aged).toHaveLength(1);
    }, patience);
    const named = [expect.objectContaining({ connection: Number(id), user: 'root', tables: ['things'] })];
    const rehearsed = await opened.cutover('--dry-run');
    expect(rehearsed).toMatchObject({ exitCode: 3, result: { outcome: 'not-ready', blockers: named } });
    const real = await opened.cutover();
    expect(real).toMatchObject({
      exitCode: 3,
      result: { outcome: 'called-off', blockers: named, because: { code: 'cutover.blocked' } },
    });
    // Free at once, also for what goes on.
    await opened.source.query("UPDATE things SET name = 'free' WHERE id = 9");
    await blocker.query('COMMIT');
    await pauseAtMost(opened, 120);
    expect(await opened.cutover('--dry-run')).toMatchObject({ exitCode: 0, result: { outcome: 'ready' } });
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
    expect(await opened.compare()).toEqual({ differing: [], theirs });
  });

  it('takes along a transaction that was open when the fence began', async () => {
    // Another server, so that the source's log holds nothing but the source's own.
    const opened = await openCutover({ source: server, target: sharedServer(flavour) });
    const open = await opened.connect();
    await open.query('START TRANSACTION');
    await open.query("INSERT INTO things VALUES (901, 2, 'open')");
    const cutover = opened.start('cutover', '--without-way-back');
    await cutover.said('"step":"gate"');
    await vi.waitFor(async () => {
      const [waiting] = await opened.source.query('SHOW PROCESSLIST');
      expect(JSON.stringify(waiting)).toContain('LOCK TABLES');
    }, patience);
    // Nothing can be applied meanwhile: so it is seen that all before the end is waited for, and this is before it.
    await opened.target.query('START TRANSACTION');
    await opened.target.query('SELECT id FROM things FOR UPDATE');
    await open.query('COMMIT');
    await cutover.said('"step":"end"');
    let isDrained = false;
    const drained = cutover.said('"step":"drain"').then(() => {
      isDrained = true;
    });
    expect(linesOf(await opened.cli('status')).at(-1)).toMatchObject({ phase: 'cutting-over' });
    expect(isDrained).toBe(false);
    await opened.target.query('ROLLBACK');
    await drained;
    const { exitCode, stdout } = await cutover.ended;
    expect(exitCode, stdout).toBe(0);
    expect(await opened.compare()).toEqual({ differing: [], theirs });
    const [rows] = await opened.target.query(
      "SELECT id FROM things WHERE name = 'open' AND tenant_id = 'acme'",
    );
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['fails', 'exit 7', 'cutover.fence-failed', 120],
    ['does not end', 'sleep 300', 'cutover.too-long', 4],
  ])('is called off when the fence command %s', async (_, command, code, max_pause_seconds) => {
    const opened = await openCutover(server, { max_pause_seconds }, command);
    expect(await opened.cutover()).toMatchObject({
      exitCode: 3,
      result: { outcome: 'called-off', because: { code } },
    });
    await opened.source.query("UPDATE things SET name = 'free' WHERE id = 9");
    expect(linesOf(await opened.cli('status')).at(-1)).toMatchObject({ phase: 'following' });
  });

  it('is called off when somebody goes on writing once the locks are gone, and loses none of it', async () => {
    const opened = await openCutover(server, { max_pause_seconds: 20 }, 'true');
    const writer = await opened.connect();
    let going = true;
    const writing = (async () => {
      for (let id = 2_000; going; id += 1) {
        await writer.query(`INSERT INTO things VALUES (${id}, 2, 'still ${id}')`);
        await delay(20);
      }
    })();
    const { exitCode, result } = await opened.cutover();
    going = false;
    await writing;
    expect(exitCode).toBe(3);
    expect(result).toMatchObject({ outcome: 'called-off' });
    expect(['cutover.fence-broken', 'cutover.too-long']).toContain((result.because as { code: string }).code);
    await pauseAtMost(opened, 120);
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
    expect(await opened.compare()).toEqual({ differing: [], theirs });
  });

  it('lets through what stood in front of the locks and lost its client', async () => {
    // The fence command leaves a statement behind that waits, as a service does that is killed.
    const opened = await openCutover(
      server,
      {},
      'touch FENCE; while [ ! -e FENCE-ended ]; do sleep 0.05; done',
    );
    const writer = await opened.connect();
    const cutover = opened.start('cutover');
    await cutover.said('"step":"lock"');
    const ghost = writer.query("INSERT INTO things VALUES (950, 2, 'ghost')").then(
      () => 'written',
      () => 'failed',
    );
    expect(await ghost).toBe('written');
    await writeFile(`${opened.fenceFile}-ended`, '');
    expect((await cutover.ended).exitCode).toBe(0);
    expect(await opened.compare()).toEqual({ differing: [], theirs });
  });

  it('is made again after it was killed behind each of its steps, one after the other', async () => {
    const opened = await openCutover(server);
    await opened.source.query("UPDATE things SET name = 'changed' WHERE id = 7");
    const steps = ['gate', 'lock', 'fence', 'drain', 'verify', 'sentry', 'generators', 'switch'] as const;
    for (const [at, step] of steps.entries()) {
      const { targetDatabase, configFile } = opened;
      const args = ['cutover', '-c', configFile, '--json', '--confirm', targetDatabase];
      const endAt = { said: `"step":"${step}"`, signal: 'SIGKILL' } as const;
      expect((await runBinary(args, { endAt })).exitCode).toBeNull();
      // The source is free once the server has seen the connection go.
      const id = 5_000 + at;
      await opened.source.query(`UPDATE id_generators SET max_id = ${id} WHERE resource = 'things'`);
      if (step === 'switch' || step === 'generators') continue;
      await opened.source.query(`UPDATE things SET name = 'free behind ${step}' WHERE id = ${9 + at}`);
      await opened.source.query(`INSERT INTO things VALUES (${id}, 2, 'new behind ${step}')`);
    }
    const { exitCode, result } = await opened.cutover();
    expect(exitCode).toBe(0);
    expect(result.outcome).toBe('already');
    expect(await opened.compare()).toEqual({ differing: [], theirs });
    const [rows] = await opened.target.query("SELECT name FROM things WHERE name LIKE '% behind %'");
    expect(rows).toHaveLength(12);
  });

  it('is refused before a live copy, and without a way to stop the writers', async () => {
    const opened = await openCutover(server, { fence: undefined });
    expect(await opened.cutover()).toMatchObject({ exitCode: 2, result: { type: 'error' } });
    const unconfirmed = await opened.cli('cutover');
    expect(unconfirmed.exitCode).toBe(2);
    expect(unconfirmed.stderr).toContain('no way back');
  });
});
