import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { RefusedError } from '../../src/core/refused.js';
import { loadPreset } from '../../src/preset/load.js';
import type { RunningCall } from './support/fake-operations.js';
import { unfinishedRun } from './support/fake-operations.js';
import { badValidation, conflictBlocker, sampleConfig, sampleDryRun } from './support/fixtures.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession, type Session } from './support/wizard-session.js';

const _copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];

const resumeCommand = 'tenantferry run -c /srv/night/migrate.yaml --confirm bk_bscp_mt --resume';

/** A session that stands in the MySQL step with a run that the test steers. */
async function copying(
  config: Partial<Config> = {},
): Promise<{ readonly session: Session; readonly call: RunningCall }> {
  const started = Promise.withResolvers<RunningCall>();
  const session = await openSession({ config, fake: { onRun: started.resolve } });
  await walkToConfirmation(session);
  session.type('bk_bscp_mt\r');
  const call = await started.promise;
  call.listener({ type: 'run-started', runId: 'r-1', resumed: false, tables: 29, at: '' });
  call.listener({ type: 'phase-started', phase: 'mysql', at: '' });
  call.listener({
    type: 'table-started',
    table: 'applications',
    rows: 1000,
    approximateBytes: 1,
    rowsAlreadyCopied: 0,
  });
  call.listener({
    type: 'chunk-committed',
    table: 'applications',
    chunk: 1,
    rows: 400,
    bytes: 40_000,
    seconds: 1,
    worker: 0,
  });
  await session.see('40%');
  return { session, call };
}

describe('before the first write', () => {
  it('wants a word on the master keys where nobody has said that they are the same', async () => {
    const keys = {
      code: 'credentials.keys',
      severity: 'warning',
      subject: 'config',
      title: 'no master keys are given',
      params: { keys: 'none' },
    } as const;
    const preset = await loadPreset('bscp');
    const session = await openSession({ fake: { dryRun: sampleDryRun(preset, [keys]) } });
    await walkToConfirmation(session);
    await session.see('bk_bscp_mt same');
    session.type('bk_bscp_mt\r');
    await session.see('"bk_bscp_mt" is not "bk_bscp_mt same"');
    expect(session.operations.runRequests).toEqual([]);
    session.type(' same\r');
    await session.see('All rows are committed');
    expect(session.operations.runRequests).toEqual([
      { phase: 'mysql', confirm: 'bk_bscp_mt', resume: false, sameMasterKeys: true },
    ]);
    session.type('\u0003');
    await session.exit;
  });

  it('needs the name of the target database, typed in full', async () => {
    const session = await openSession();
    await walkToConfirmation(session);
    session.type('\r');
    await session.see('"" is not the target database name');
    session.type('bk_bscp\r');
    await session.see('"bk_bscp" is not the target database name');
    expect(session.operations.runRequests).toEqual([]);
    session.type('_mt\r');
    await session.see('All rows are committed');
    expect(session.operations.runRequests).toEqual([
      { phase: 'mysql', confirm: 'bk_bscp_mt', resume: false },
    ]);
    session.type('\u0003');
    await session.exit;
  });

  it('never starts by Enter alone, however often it is pressed', async () => {
    const session = await openSession();
    for (const screen of [
      'Config file',
      'Target Vault',
      'Level 1',
      'Nothing was written',
      'Ready to write',
    ]) {
      await session.see(screen);
      session.type('\r');
    }
    session.type('\r\r\r');
    await session.see('"" is not the target database name');
    expect(session.operations.calls.filter((call) => call.startsWith('run '))).toEqual([]);
    session.type('\u0003');
    expect(await session.exit).toBe(130);
  });

  it('never takes a pasted text as keys', async () => {
    const session = await openSession();
    await session.see('Config file');
    session.type('\u001b[200~\r\r\rq\u001b[201~');
    session.type('?');
    await session.see('Keys on this screen');
    expect(session.operations.calls).toEqual(['runs']);
    session.type('?\r');
    await session.see('Target Vault');
    session.type('\r');
    await session.see('Level 1');
    session.type('/\u001b[200~kv\rs\u001b[201~');
    await session.see('Filter / kv s');
    session.type('\u0003');
    await session.exit;
  });

  it('does not let a blocker pass', async () => {
    const preset = await loadPreset('bscp');
    const session = await openSession({ fake: { dryRun: sampleDryRun(preset, [conflictBlocker]) } });
    await session.see('Config file');
    session.type('\r');
    await session.see('Target Vault');
    session.type('\r');
    await session.see('Level 1');
    session.type('\r');
    await session.see('collide in the target');
    session.type('\r');
    await session.see('1 blocker must be solved before anything is written.');
    await session.see('Rename one file of each pair');
    session.type('\u0003');
    expect(await session.exit).toBe(130);
    expect(await session.text()).toContain('Nothing was written.');
  });

  it('gives the operations the tables as they were chosen, and warns of what they point at', async () => {
    const session = await openSession();
    await session.see('Config file');
    session.type('\r');
    await session.see('Target Vault');
    session.type('\r');
    await session.see('Level 1');
    session.type('/hooks\r ');
    await session.see('28 of 42 tables move');
    await session.see('hooks stays, but rows of hook_revisions');
    session.type('\u001b\r');
    await session.see('Nothing was written');
    expect(session.operations.contexts.at(-1)?.config.tables).toEqual({ skip: ['hooks'], include: [] });
    session.type('\u0003');
    await session.exit;
  });
});

describe('while it writes', () => {
  it('pauses and goes on, and changes parallelism', async () => {
    const { session, call } = await copying();
    session.type('p');
    await session.see('Paused');
    let held = true;
    const going = call.control.waitWhilePaused().then(() => {
      held = false;
    });
    await session.press('+', 'parallel 3');
    expect(call.control.parallelism()).toBe(3);
    expect(held).toBe(true);
    session.type('p');
    await going;
    await session.dontSee('Paused');
    session.type('--');
    await session.see('parallel 1');
    expect(call.control.parallelism()).toBe(1);
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('stays honest: 100 percent only when the phase is finished', async () => {
    const { session, call } = await copying();
    for (const { table } of sampleDryRun(session.context.preset).plan.tables) {
      call.listener({
        type: 'chunk-committed',
        table,
        chunk: 2,
        rows: 9_000_000,
        bytes: 1,
        seconds: 1,
        worker: 0,
      });
    }
    const almost = await session.see('99%');
    expect(almost).not.toContain('100%');
    call.finish();
    await session.see('100%');
    session.type('\u0003');
    await session.exit;
  });

  it('stops after the chunk at the first Ctrl-C, says how to go on, and leaves with 130', async () => {
    const { session, call } = await copying();
    session.type('\u0003');
    await session.see('Closing as soon as the work in hand is saved');
    expect(call.control.stop.aborted).toBe(true);
    expect(call.control.abort.aborted).toBe(false);
    call.finish({ outcome: 'stopped', resumeCommand, message: 'stopped after chunk 1' });
    expect(await session.exit).toBe(130);
    const after = await session.text();
    expect(session.alternate()).toBe(false);
    expect(after).toContain('Run r-20261121-0200 is stopped. Nothing is lost.');
    expect(after.replaceAll('\n', '')).toContain(resumeCommand);
  });

  it('says how to go on with the tables that were chosen: with others the run is not resumed', async () => {
    const stopped = async (change: Partial<Config>, keys: string, moving: string): Promise<string> => {
      const started = Promise.withResolvers<RunningCall>();
      const session = await openSession({
        config: change,
        fake: { onRun: started.resolve },
        options: { overrides: { skip: ['groups'], bizIds: [2] } },
      });
      await session.see('Config file');
      session.type('\r');
      await session.see('Target Vault');
      session.type('\r');
      await session.see('Level 1');
      session.type(keys);
      await session.see(moving);
      session.type('\u001b\r');
      await session.see('Nothing was written');
      await session.press('\r', 'Ready to write');
      session.type('bk_bscp_mt\r');
      const call = await started.promise;
      session.type('\u0003');
      call.finish({ outcome: 'stopped', resumeCommand });
      await session.exit;
      return session.raw();
    };
    const skips = { tables: { skip: ['groups', 'kvs'], include: [] } };
    expect(await stopped(skips, '/hooks\r ', '26 of 42')).toContain(
      `${resumeCommand} --skip groups,hooks --biz-ids 2\n`,
    );
    expect(await stopped(skips, '/audits\r ', '28 of 42')).toMatch(
      / --resume --only [a-z_,]*,audits --biz-ids 2\n/,
    );
    expect(await stopped(skips, '/kvs\r ', '28 of 42')).toContain(
      'tenantferry -c /srv/night/migrate.yaml --skip groups --biz-ids 2\n',
    );
  });

  it('gives up at the second Ctrl-C, and leaves without waiting at the third', async () => {
    const { session, call } = await copying();
    session.type('\u0003\u0003');
    await session.see('Giving up');
    expect(call.control.abort.aborted).toBe(true);
    session.type('\u0003');
    expect(await session.exit).toBe(130);
    expect((await session.text()).replaceAll('\n', '')).toContain('--resume');
  });

  it('asks on q; stopping may stay in the wizard and resume there', async () => {
    const { session, call } = await copying();
    session.type('q');
    await session.see('The migration is running. Stop it?');
    session.type('\r');
    await session.see('The migration is running. Stop it?');
    expect(call.control.stop.aborted).toBe(false);
    session.type('s');
    await session.see('Stopping');
    call.finish({ outcome: 'stopped', resumeCommand, message: 'stopped by the operator' });
    await session.see('This command takes it up again:');
    session.type('r');
    await session.see('Checking once more');
    expect(session.operations.runRequests.at(-1)).toMatchObject({ phase: 'mysql', resume: true });
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('closes the way back, and says why', async () => {
    const { session, call } = await copying();
    call.finish();
    await session.see('All rows are committed');
    session.type('b');
    await session.see('so the earlier steps are closed');
    session.type('\u0003');
    await session.exit;
  });

  it('shows why it waits: throttled, retries, stalled', async () => {
    let now = Date.now();
    const ticks: (() => void)[] = [];
    const started = Promise.withResolvers<RunningCall>();
    const session = await openSession({
      fake: { onRun: started.resolve },
      clock: {
        now: () => now,
        every: (_milliseconds, callback) => {
          ticks.push(callback);
          return () => undefined;
        },
        after: (_milliseconds, callback) => {
          const timer = setTimeout(callback, 1);
          return () => clearTimeout(timer);
        },
      },
    });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    const call = await started.promise;
    call.listener({ type: 'phase-started', phase: 'mysql', at: '' });
    call.listener({ type: 'throttled', reason: 'replica lag 14 s' });
    call.listener({ type: 'retry', subject: 'kvs', attempt: 1, waitMs: 200, reason: 'lock wait timeout' });
    await session.see('Going slower: replica lag 14 s');
    await session.see('1 retry, the last: lock wait timeout');
    const pass = (milliseconds: number): void => {
      now += milliseconds;
      for (const tick of ticks) tick();
    };
    // Nothing is meant to be committed while it is held back, or before the first table has begun.
    pass(12_000);
    expect(await session.see('last progress 12 s ago')).not.toContain('stalled');
    call.listener({ type: 'throttled', reason: null });
    call.listener({
      type: 'table-started',
      table: 'kvs',
      rows: 10,
      approximateBytes: 0,
      rowsAlreadyCopied: 0,
    });
    await session.see('▸ kvs');
    pass(7_000);
    await session.see('stalled 7 s');
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('shows the log instead of the tables, and keeps control characters harmless', async () => {
    const { session, call } = await copying();
    call.listener({ type: 'log', level: 'warning', message: 'odd\u001b[2J\u0007 name', at: '' });
    session.type('l');
    await session.see('warning: odd·[2J· name');
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('scrolls the log from its newest entries, and follows it again', async () => {
    const { session, call } = await copying();
    for (let entry = 1; entry <= 60; entry += 1) {
      call.listener({ type: 'log', level: 'info', message: `entry ${entry}.`, at: '' });
    }
    session.type('l');
    await session.see('entry 60.');
    session.type('k');
    await session.see('▼ 2 more');
    session.type('\u001b[5~\u001b[5~\u001b[5~\u001b[5~\u001b[5~\u001b[5~\u001b[5~\u001b[5~');
    await session.see('entry 1.');
    session.type('f');
    await session.see('entry 60.');
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('scrolls the tables from where they stand', async () => {
    const { session } = await copying();
    await session.see('▼');
    const before = await session.settled();
    session.type('j');
    await session.see('▲ 2 more');
    session.type('k');
    await session.dontSee('▲');
    expect(/▼ \d+ more/.exec(await session.settled())?.[0]).toBe(/▼ \d+ more/.exec(before)?.[0]);
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('lets a refused run be corrected: the way back is open, nothing was written', async () => {
    const started = Promise.withResolvers<RunningCall>();
    const session = await openSession({ fake: { onRun: started.resolve } });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    const call = await started.promise;
    call.fail(new RefusedError('the run was refused: 1 problem', { remedy: 'GRANT INSERT …' }));
    await session.see('GRANT INSERT');
    session.type('b');
    await session.see('Nothing was written');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(2);
  });

  it('is not said to be complete when it is partial: the rest can be tried again, and secrets wait for it', async () => {
    const calls: RunningCall[] = [];
    const session = await openSession({ fake: { onRun: (call) => calls.push(call) } });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    await expect.poll(() => calls.length === 1).toBe(true);
    calls[0]?.finish({ outcome: 'partial' });
    await session.see('Some rows could not be copied');
    await session.dontSee('All rows are committed');
    session.type('\r');
    await session.see('Not all is copied yet');
    session.type('r');
    await expect.poll(() => calls.length === 2).toBe(true);
    expect(calls[1]?.request).toMatchObject({ phase: 'mysql', resume: true });
    calls[1]?.finish();
    await session.see('All rows are committed. Enter goes on to the Vault');
    session.type('\rs');
    await expect.poll(() => calls.length === 3).toBe(true);
    calls[2]?.finish({ outcome: 'partial' });
    await session.see('Some secrets could not be copied');
    await session.dontSee('All secrets that');
    session.type('\u0003');
    await session.exit;
  });

  it('adds no more pairs than the run has readers for, and takes none away that the config gives', async () => {
    const { session } = await copying({ options: { ...sampleConfig().options, parallel: 20 } });
    session.type('+');
    await session.see('20 pairs of connections are open');
    await session.see('parallel 20');
    session.type('-');
    await session.see('parallel 19');
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });

  it('ends with 1 when the run fails for good, and 4 when it is partial', async () => {
    const failing = await copying();
    failing.call.fail(new Error('the target went away'));
    await failing.session.see('the target went away');
    failing.session.type('q');
    await failing.session.see('Leave the wizard?');
    failing.session.type('x');
    expect(await failing.session.exit).toBe(1);
    const noVault = sampleConfig();
    const session = await openSession({
      config: { source: { ...noVault.source, vault: undefined } },
      fake: { onRun: (call) => call.finish({ outcome: 'partial' }) },
    });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    await session.see('Finished in part');
    session.type('\r');
    await session.see('No secrets to move');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(4);
  });
});

describe('a run that exists already', () => {
  it('is offered first; resuming takes its tables and asks for the name again', async () => {
    const session = await openSession({ fake: { runs: [unfinishedRun()] } });
    await session.see('An earlier run is not finished');
    session.type('\r');
    await session.see('Ready to go on');
    session.type('bk_bscp_mt\r');
    await session.see('All rows are committed');
    expect(session.operations.runRequests).toEqual([{ phase: 'mysql', confirm: 'bk_bscp_mt', resume: true }]);
    session.type('\u0003');
    await session.exit;
  });

  it('can be inspected, and left alone', async () => {
    const session = await openSession({ fake: { runs: [unfinishedRun()] } });
    await session.see('An earlier run is not finished');
    session.type('j\r');
    await session.see('Outcome');
    session.type('b');
    await session.see('Start anew');
    session.type('jj');
    session.type('\r');
    await session.see('Config file');
    session.type('\u0003');
    expect(await session.exit).toBe(130);
  });

  it('can be rolled back: counted first, then by name', async () => {
    const session = await openSession({ fake: { runs: [unfinishedRun()] } });
    await session.see('An earlier run is not finished');
    session.type('jj\r');
    await session.see('8,623 rows in 2 tables and 30 secrets would be removed');
    session.type('\r');
    await session.see('This is not the target database name');
    expect(session.operations.calls).not.toContain('rollback');
    session.type('bk_bscp_mt\r');
    await session.see('Rolled back.');
    expect(session.operations.calls).toContain('rollback');
    session.type('\u0003');
    expect(await session.exit).toBe(0);
  });

  it('is not rolled back while rows were changed since, unless they are to go, too', async () => {
    const changed = [{ subject: 'groups', key: 'id=3' }];
    const session = await openSession({ fake: { runs: [unfinishedRun()], rollback: { changed } } });
    await session.see('An earlier run is not finished');
    session.type('jj\r');
    await session.see('was changed since the run, so nothing');
    session.type('bk_bscp_mt\r');
    await session.see('Nothing was removed: decide first');
    expect(session.operations.calls).not.toContain('rollback');
    session.type('\t');
    await session.see('WILL BE');
    session.type('\r');
    await session.see('Rolled back.');
    expect(session.operations.calls).toContain('rollback');
    session.type('\u0003');
    await session.exit;
  });

  it('says how many more changed rows there are than it names, before and after', async () => {
    const changed = Array.from({ length: 12 }, (_, id) => ({ subject: 'kvs', key: `id=${id}` }));
    const rollback = { changed, changedRows: { kvs: 1_450 } };
    const session = await openSession({ fake: { runs: [unfinishedRun()], rollback } });
    await session.see('An earlier run is not finished');
    session.type('jj\r');
    await session.see('Changed since the run (1,450)');
    await session.see('1,450 rows and secrets were changed since');
    await session.press('\u001b[6~', 'and 1,438 more rows of kvs');
    session.type('\tbk_bscp_mt\r');
    await session.see('Rolled back.');
    await session.press('\u001b[6~', 'and 1,438 more rows of kvs');
    session.type('\u0003');
    await session.exit;
  });

  it('says where a rollback could not compare what it took', async () => {
    const message = '10.0.0.1 refuses connections';
    const rollback = { compared: false, notCompared: { why: 'not-read', message } } as const;
    const session = await openSession({ fake: { runs: [unfinishedRun()], rollback } });
    await session.see('An earlier run is not finished');
    session.type('jj\r');
    await session.see('type the target database name');
    session.type('bk_bscp_mt\r');
    await session.see('Rolled back.');
    await session.see('Rows were counted only');
    await session.see(message);
    session.type('\u0003');
    await session.exit;
  });

  it('goes on with its checklist, days later', async () => {
    const runs = [unfinishedRun({ state: 'copied', outcome: 'complete' })];
    const session = await openSession({ fake: { runs } });
    await session.see('An earlier run has copied everything');
    session.type('j\r');
    await session.see('5 of 35 answered');
    session.type('p');
    await session.see('saved');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(session.operations.answers[0]).toMatchObject({ state: 'pass' });
  });
});

describe('the end', () => {
  it('shows differences one by one, and leaves with 3', async () => {
    const session = await openSession({
      fake: { validation: badValidation, runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })] },
    });
    await session.see('An earlier run');
    session.type('\r');
    await session.see('Compare source and target');
    session.type('\r');
    await session.see('2 differences. Nothing was changed by looking.');
    session.type('d');
    await session.see("expected: '旧的说明'");
    await session.see('missing in target  kvs  id=77');
    session.type('b\r');
    await session.see('answered');
    session.type('\r');
    await session.see('Outcome');
    session.type('x');
    expect(await session.exit).toBe(3);
  });

  it('gives the terminal back when a part of the wizard throws', async () => {
    const session = await openSession({
      fake: {
        onRun: (call) => {
          call.listener({ type: 'table-started' } as never);
          call.listener({ type: 'finding', finding: null } as never);
        },
      },
    });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    expect(await session.exit).toBe(1);
    await session.see('The wizard had to close because of an error:');
    expect(session.alternate()).toBe(false);
    expect(session.rawMode()).toBe(false);
  });
});
