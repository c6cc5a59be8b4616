import { describe, expect, it } from 'vitest';
import type { Config, FilesEndpoint } from '../../src/config/config.js';
import type { Finding } from '../../src/core/finding.js';
import { Secret } from '../../src/core/secret.js';
import { filesPhase } from '../../src/phases/files/phase.js';
import { rowsPhase } from '../../src/phases/rows/phase.js';
import { secretsPhase } from '../../src/phases/secrets/phase.js';
import type { DryRun } from '../../src/preflight/dry-run-result.js';
import { loadPreset } from '../../src/preset/load.js';
import { catalogues, type Language } from '../../src/ui/text/index.js';
import { type RunningCall, unfinishedRun } from './support/fake-operations.js';
import { sampleConfig, sampleDryRun, sampleReport } from './support/fixtures.js';
import { expectFrame } from './support/frame-check.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession, type Session } from './support/wizard-session.js';

const ctrlF = '\u0006';
const store: FilesEndpoint = {
  type: 'bkrepo',
  url: 'https://bkrepo.example',
  project: 'bscp',
  username: 'u',
  password: new Secret('p'),
};

function withFiles(): Partial<Config> {
  const { source, target } = sampleConfig();
  const files = { store, tenantProject: false, alsoPlainProject: false };
  return { source: { ...source, files }, target: { ...target, files: { ...files, tenantProject: true } } };
}

const filesPlan = {
  repository: 'bscp-v1-biz-{biz_id}',
  path: '/file/{sha256}',
  entries: [],
  source: 'https://bkrepo.example bscp',
  destinations: [{ name: 'main', store: 'https://bkrepo.example acme.bscp' }],
} as const;

const planned: Finding = {
  code: 'files.plan',
  severity: 'info',
  subject: 'data',
  title:
    '1200 files of 3.4 GB are named by the rows that move; 17 are there already, 1 are missing in the source',
  params: { files: 1200, bytes: '3.4 GB', present: 17, missing: 1 },
};

async function dryRunWithFiles(): Promise<DryRun> {
  const dryRun = sampleDryRun(await loadPreset('bscp'), [planned]);
  return { ...dryRun, plan: { ...dryRun.plan, files: filesPlan } };
}

const progress = { total: 1200, bytesTotal: 3_400_000_000, existed: 17, missing: 1, failed: 0 };

/** What a files phase tells in its midst: more in each of some seconds, and one file that the source lacks. */
function tell({ listener }: RunningCall): void {
  listener({ type: 'run-started', runId: 'r7', resumed: false, tables: 29, at: '' });
  listener({ type: 'phase-started', phase: 'files', at: '' });
  listener({ type: 'files-progress', ...progress, done: 0, bytes: 0, created: 0, existed: 0, missing: 0 });
  listener({
    type: 'file-problem',
    table: 'released_config_items',
    id: '881',
    bizId: '2',
    sha256: 'ab12'.repeat(16),
    destination: 'main',
    kind: 'missing',
    message: 'the source does not have the file',
  });
  listener({ type: 'files-progress', ...progress, done: 300, bytes: 900_000_000, created: 282 });
}

async function opened(
  change: { readonly language?: Language; readonly columns?: number; readonly rows?: number } = {},
): Promise<{ readonly session: Session; readonly calls: RunningCall[] }> {
  const calls: RunningCall[] = [];
  const session = await openSession({
    ...change,
    config: withFiles(),
    fake: { dryRun: await dryRunWithFiles(), onRun: (call) => calls.push(call) },
  });
  return { session, calls };
}

async function begun(calls: readonly RunningCall[], count: number): Promise<RunningCall> {
  await expect.poll(() => calls.length === count).toBe(true);
  const call = calls[count - 1];
  if (!call) throw new Error('no run was started');
  return call;
}

const shapes = (['en', 'zh'] as const).flatMap((language) =>
  [
    [80, 24],
    [100, 30],
    [160, 50],
  ].map(([columns = 80, rows = 24]) => ({ language, columns, rows })),
);

describe.each(shapes)(
  'the step of the files at $columns×$rows ($language)',
  ({ language, columns, rows }) => {
    const text = catalogues[language];
    const { screen: words, name, things } = filesPhase.words[language];

    it('says what it carries, how far it is, and which rows name what is missing', async () => {
      const { session, calls } = await opened({ language, columns, rows });
      await session.see(text.config.labels.file);
      await session.press('\r', text.connections.endpoints['target-vault']);
      await session.press('\r', text.tables.level(1));
      session.type('\r');
      expect(await session.see('3.4 GB')).toContain(name);
      await session.press('\r', text.confirm.title);
      await session.press(ctrlF, words.ready.body({ ...(await dryRunWithFiles()).plan }).slice(0, 10));
      expectFrame(await session.settled(), columns, rows, text.keys.cancel.label);
      session.type('bk_bscp_mt\r');
      tell(await begun(calls, 1));
      await session.see('id=881');
      const screen = await session.settled();
      expectFrame(screen, columns, rows, `? ${text.keys.help.label}`);
      for (const part of ['300', things('1,200'), '25%', 'released_config_items', 'ab12ab12ab12'])
        expect(screen).toContain(part);
      expect(screen).toContain(
        text.copy
          .tally({ written: 282, reused: 17, versionsChanged: 0, missing: 1, failed: 0 })
          .split(/[,，]/)[0],
      );
      // The number at the same time is a setting of its own.
      expect(screen).not.toContain(text.keys.more.label);
      session.type('\u0003\u0003\u0003');
      await session.exit;
    });
  },
);

describe('files', () => {
  it('come before the rows, once more after them, and again when all is done', async () => {
    const { session, calls } = await opened({ columns: 120, rows: 40 });
    await walkToConfirmation(session);
    await session.press(ctrlF, 'may come before the rows');
    session.type('bk_bscp_mt\r');
    const early = await begun(calls, 1);
    expect(early.request).toMatchObject({ phase: 'files', resume: false });
    early.listener({ type: 'run-started', runId: 'r7', resumed: false, tables: 29, at: '' });
    early.finish({ runId: 'r7', resumeCommand: 'tenantferry run --resume' });
    await session.see('All files that the source has are in place. Enter goes on to the');
    // Back to the rows, which need no name any more.
    await session.press('\r', rowsPhase.words.en.screen.ready.title);
    session.type('s');
    const rowsRun = await begun(calls, 2);
    expect(rowsRun.request).toMatchObject({ phase: 'mysql', resume: true });
    rowsRun.finish();
    await session.see(rowsPhase.words.en.screen.done);
    await session.press('\r', secretsPhase.words.en.screen.ready.title);
    session.type('s');
    (await begun(calls, 3)).finish();
    await session.see(secretsPhase.words.en.screen.done);
    // What came early is not all any more.
    await session.press('\r', filesPhase.words.en.screen.ready.title);
    session.type('s');
    const rest = await begun(calls, 4);
    expect(rest.request).toMatchObject({ phase: 'files', resume: true });
    rest.finish();
    await session.see('Enter goes on to validation.');
    session.type('r');
    (await begun(calls, 5)).finish({ outcome: 'partial' });
    await session.see('Some files could not be copied');
    session.type('\r');
    await session.see('Compare source and target');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(4);
  });

  it('have no step, and no way to it, where none are configured', async () => {
    const session = await openSession({ columns: 160, rows: 50 });
    await walkToConfirmation(session);
    const screen = await session.settled();
    expect(screen).not.toContain('Files');
    expect(screen).not.toContain('Ctrl-F');
    session.type('\u0003');
    await session.exit;
  });

  it('are asked for without stopping the writes of a source that goes on being used', async () => {
    const stopped = 'Writes to the source are stopped';
    const backedUp = 'The target is backed up';
    const open = async (live: Partial<Config> = {}) => {
      const fake = { dryRun: await dryRunWithFiles() };
      const session = await openSession({ rows: 60, config: { ...withFiles(), ...live }, fake });
      await walkToConfirmation(session);
      expect(await session.see(backedUp)).toContain('type the target database name');
      return session;
    };
    const session = await open();
    expect(await session.text()).toContain(stopped);
    await session.press(ctrlF, 'may come before the rows');
    expect(await session.see(backedUp)).not.toContain(stopped);
    const live = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30 };
    const followed = await open({ options: { ...sampleConfig().options, live } });
    expect(await followed.text()).not.toContain(stopped);
  });

  it('of a run that is done can be brought again from the offer', async () => {
    const preset = await loadPreset('bscp');
    const report = sampleReport(preset);
    const plan = { ...report.run.plan, files: filesPlan };
    const session = await openSession({
      columns: 120,
      rows: 40,
      config: withFiles(),
      fake: {
        runs: [unfinishedRun({ state: 'copied', outcome: 'complete', others: { files: 1_200 } })],
        report: { ...report, run: { ...report.run, plan } },
      },
    });
    await session.see('Bring what has come since');
    await session.see('1,200 files');
    session.type('jj\r');
    await session.see('The run goes on');
    session.type('bk_bscp_mt\r');
    await session.see('Enter goes on to validation.');
    expect(session.operations.runRequests).toEqual([{ phase: 'files', confirm: 'bk_bscp_mt', resume: true }]);
    session.type('\u0003');
    await session.exit;
  });

  it.each([false, true])('stay in a rollback unless they are asked for (%s)', async (along) => {
    const session = await openSession({
      config: withFiles(),
      fake: {
        runs: [unfinishedRun({ state: 'mysql-done' })],
        rollback: { others: { files: 1_200 } },
      },
    });
    await session.see('An earlier run is not finished');
    session.type('jj\r');
    await session.see('1,200 files that the run made stay');
    if (along) await session.press(ctrlF, 'WILL BE REMOVED');
    expectFrame(await session.settled(), 80, 24, 'back');
    session.type('bk_bscp_mt\r');
    await session.see('Rolled back.');
    expect(session.operations.rollbackRequests).toEqual([
      expect.objectContaining({ dryRun: true }),
      expect.objectContaining({ dryRun: false, files: along }),
    ]);
    session.type('\u0003');
    await session.exit;
  });
});
