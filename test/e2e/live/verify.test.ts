import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { patience } from '../../support/patience.js';
import { linesOf } from '../support/cli/binary.js';
import { type CutoverCase, openCutover, startLiveServer } from '../support/live/cutover-case.js';
import { startSwaps } from '../support/live/swaps.js';

async function status(opened: CutoverCase) {
  const line = linesOf(await opened.cli('status')).at(-1) as {
    dirtyKeys: number | null;
    verification: { passes: number; mismatches: number; lastCleanAt: string | null; score: unknown } | null;
    gate: { name: string; ok: boolean; detail: string }[];
  };
  return { ...line, verified: line.gate.find(({ name }) => name === 'verification') };
}

/** Nobody changes the last row's name. */
const damage = (opened: CutoverCase) =>
  opened.target.query("UPDATE things SET name = 'damaged' WHERE name = 'ours 300' AND tenant_id = 'acme'");

describe.each(['mariadb', 'mysql'] as const)('comparing beside following on %s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startLiveServer(flavour);
  });
  afterAll(() => server.remove());

  it('finds a row that was damaged, closes the gate, survives a kill, and opens it when the row is repaired', async () => {
    const opened = await openCutover(server);
    expect((await status(opened)).verification).toBeNull();
    const writer = await startSwaps(opened, 2);
    const first = opened.startProcess('follow');
    await first.said('"isClean":true');
    await damage(opened);
    await first.said('"type":"follow-mismatch"');
    // It is in the ledger soon after it was told.
    const told = { dirtyKeys: expect.any(Number), verification: { mismatches: 1 } };
    await vi.waitFor(async () => expect(await status(opened)).toMatchObject(told), patience);
    const called = await opened.cutover();
    expect(called).toMatchObject({ exitCode: 3, result: { outcome: 'called-off' } });
    expect(JSON.stringify(called.result)).toMatch(/1 row differs for certain, the first one: things \d+/);
    expect(called.steps).toEqual([]);

    first.kill('SIGKILL');
    await first.ended;
    expect(await status(opened)).toMatchObject({ verification: { mismatches: 1 }, verified: { ok: false } });
    const again = opened.start('follow');
    await again.said('"type":"follow-pass"');
    expect(await status(opened)).toMatchObject({ verification: { mismatches: 1 }, verified: { ok: false } });
    // A rollback would take away what is followed; a repair waits for its turn.
    const rollback = await opened.cli('rollback', '--confirm', opened.targetDatabase);
    expect(rollback.exitCode, rollback.stdout).toBe(2);
    const repaired = await opened.cli('validate', '--repair', '--confirm', opened.targetDatabase);
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect(linesOf(repaired).filter(({ type }) => type === 'repair')).toHaveLength(1);
    await again.said('"gone":true');
    const { transactions } = await writer.stop();
    expect(transactions).toBeGreaterThan(20);
    await vi.waitFor(async () => {
      const now = await status(opened);
      expect(now).toMatchObject({ dirtyKeys: 0, verification: { mismatches: 0 }, verified: { ok: true } });
      expect(now.verified?.detail).toContain('found no difference');
    }, patience);
    expect(await opened.cutover()).toMatchObject({ exitCode: 0, result: { outcome: 'switched' } });
    expect((await opened.compare()).differing).toEqual([]);
  });

  it('finds rows that are missing and too many, also behind the last one, and a row that following had brought', async () => {
    const opened = await openCutover(server);
    await opened.source.query("UPDATE id_generators SET max_id = 400 WHERE resource = 'things'");
    await opened.source.query("INSERT INTO things VALUES (301, 2, 'followed'), (302, 2, 'followed too')");
    const follower = opened.start('follow');
    await follower.said('"isClean":true');
    const { target } = opened;
    await target.query("DELETE FROM things WHERE name = 'ours 17' AND tenant_id = 'acme'");
    await target.query("UPDATE things SET name = 'damaged' WHERE name = 'followed' AND tenant_id = 'acme'");
    await target.query(
      "UPDATE things SET name = 'damaged, too' WHERE name = 'followed too' AND tenant_id = 'acme'",
    );
    await target.query(
      "INSERT INTO things SELECT MAX(id) + 1, 2, 'nobody brought this', 'acme' FROM things WHERE tenant_id = 'acme'",
    );
    const told = (kind: string) => follower.said(`"kind":"${kind}"`);
    await Promise.all(['missing-in-target', 'extra-in-target', 'field-mismatch'].map(told));
    await vi.waitFor(
      async () =>
        expect(await status(opened)).toMatchObject({
          verification: { mismatches: 4 },
          verified: { ok: false },
        }),
      patience,
    );
    // A change of the source writes the whole row again.
    await opened.source.query("UPDATE things SET name = 'followed on' WHERE id = 301");
    await follower.said('"gone":true');
    follower.kill('SIGINT');
    const { stdout } = await follower.ended;
    expect(stdout).not.toContain('damaged');
    const repaired = await opened.cli(
      'validate',
      '--repair',
      '--delete-extra',
      '--confirm',
      opened.targetDatabase,
    );
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect((await status(opened)).verified).toMatchObject({ ok: true });
    expect((await opened.compare()).differing).toEqual([]);
    // Rows that following brought are the run's, whatever was done to them.
    await target.query(
      "UPDATE things SET name = 'damaged again' WHERE name = 'followed too' AND tenant_id = 'acme'",
    );
    const { runId } = (await operations.runs(opened.context))[0] ?? {};
    const taken = await opened.cli(
      'rollback',
      '--run',
      String(runId),
      '--include-changed',
      '--confirm',
      opened.targetDatabase,
    );
    expect(taken.exitCode, taken.stdout).toBe(0);
    const [left] = await target.query("SELECT id FROM things WHERE tenant_id = 'acme'");
    expect(left).toEqual([]);
  });

  it('says of no row that it differs while rows are swapped all the time', async () => {
    const opened = await openCutover(server);
    const follower = opened.start('follow');
    await follower.said('"type":"follow-pass"');
    const writers = await Promise.all([2, 3, 4].map((hot) => startSwaps(opened, hot)));
    const written = () => writers.reduce((sum, { transactions }) => sum + transactions(), 0);
    await follower.said('"type":"follow-pass","pass":6');
    await vi.waitFor(() => expect(written()).toBeGreaterThan(1_000), patience);
    const atWork = await status(opened);
    const done = await Promise.all(writers.map((writer) => writer.stop()));
    await vi.waitFor(async () => expect(await status(opened)).toMatchObject({ dirtyKeys: 0 }), patience);
    follower.kill('SIGINT');
    const lines = linesOf(await follower.ended);
    expect(lines.filter(({ type }) => type === 'follow-mismatch')).toEqual([]);
    expect(lines.filter(({ type }) => type === 'follow-pass').length).toBeGreaterThan(4);
    expect(done.every(({ transactions }) => transactions > 100)).toBe(true);
    expect(atWork.verification?.passes).toBeGreaterThan(2);
    expect((await status(opened)).verification?.score).toMatchObject({ last: 1 });
    expect((await opened.compare()).differing).toEqual([]);
  });

  it('is what validate does meanwhile, too: it names what differs for certain, and no row on its way', async () => {
    const opened = await openCutover(server);
    const follower = opened.start('follow');
    await follower.said('follow-progress');
    const writers = await Promise.all([2, 3].map((hot) => startSwaps(opened, hot)));
    const validate = (level: string) => opened.cli('validate', '--level', level);
    for (const level of ['counts', 'checksum', 'full', 'full']) {
      const { exitCode, stdout } = await validate(level);
      expect(exitCode, `${level}: ${stdout}`).toBe(0);
    }
    await damage(opened);
    for (const level of ['full', 'checksum']) {
      const { exitCode, stdout } = await validate(level);
      expect(exitCode, stdout).toBe(3);
      expect(stdout).toContain('"differences":1,');
    }
    const done = await Promise.all(writers.map((writer) => writer.stop()));
    for (const { transactions } of done) expect(transactions).toBeGreaterThan(20);
    follower.kill('SIGINT');
    await follower.ended;
    await opened.cli('follow', '--confirm', opened.targetDatabase, '--until-caught-up');
    await opened.source.query("UPDATE things SET name = 'later' WHERE id = 280");
    const alone = await validate('full');
    expect(alone.exitCode).toBe(3);
    expect(alone.stderr).toContain('nobody follows the source now');
    expect(alone.stdout).toContain('"differences":2,');
  });

  it('counts rows, and compares a sample that moves on, where that is asked for', async () => {
    const opened = await openCutover(server, { consistency: { level: 'weak', sample: 40 } });
    const follower = opened.start('follow');
    const writer = await startSwaps(opened, 2);
    await follower.said('"type":"follow-pass","pass":3');
    // Numbers tell nothing that changes on their way could explain.
    await writer.stop();
    const { target } = opened;
    await target.query("DELETE FROM things WHERE name = 'ours 300' AND tenant_id = 'acme'");
    await follower.said('"key":"number of rows","kind":"missing-in-target","gone":false');
    const isClosed = async () => expect((await status(opened)).verified).toMatchObject({ ok: false });
    await vi.waitFor(isClosed, patience);
    await target.query(
      "INSERT INTO things SELECT MAX(id) + 300 - 299, 2, 'ours 300', 'acme' FROM things WHERE tenant_id = 'acme' AND name = 'ours 299'",
    );
    await follower.said('"key":"number of rows","kind":"missing-in-target","gone":true');
    follower.kill('SIGINT');
    const passes = linesOf(await follower.ended).filter(({ type }) => type === 'follow-pass');
    for (const { isClean, rows } of passes) expect([isClean, Number(rows) <= 40]).toEqual([false, true]);
  });
});
