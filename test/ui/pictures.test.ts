import { describe, expect, it, vi } from 'vitest';
import type { Listener, RunEvent } from '../../src/core/events.js';
import type { RepairProposal } from '../../src/core/repair.js';
import type { CutoverRequest, CutoverSummary } from '../../src/operations/cutover/types.js';
import type { AlertView } from '../../src/operations/watch/types.js';
import { isReview } from '../../src/ui/steps/config/config-state.js';
import { initForm } from '../../src/ui/steps/config/init-form.js';
import { cutoverSteps } from '../../src/ui/steps/cutover/cutover-state.js';
import type { Language } from '../../src/ui/text/index.js';
import type { ConfigForm } from '../../src/ui/wizard/dependencies.js';
import { alertSample, switchStatus } from '../headless/support/samples.js';
import { patience } from '../support/patience.js';
import { keysConfig, rewrappedKeys, turnedKeys } from './support/data-keys.js';
import type {
  FakeOptions,
  LiveCall,
  RewrapCall,
  RunningCall,
  SchemaCall,
} from './support/fake-operations.js';
import { unfinishedRun } from './support/fake-operations.js';
import { badValidation, comparedWell, sampleConfig } from './support/fixtures.js';
import {
  closedCutover,
  copiedStatus,
  fedStatus,
  followedStatus,
  readyCutover,
  switchedCutover,
} from './support/live-session.js';
import { openStage, pictureOf, type Stage } from './support/pictures.js';
import { halfDoneFiles, pendingFiles } from './support/schema-files.js';
import { decisions, movingConfig, notBegun } from './support/switch-session.js';
import { auditFound, probeFound } from './support/tenants-found.js';

/**
 * What the screens look like, cell by cell, with their colours. A change shows as a difference of `pictures/*.txt`: look at it, and
 * write them anew with `npm run pictures` where it is meant.
 */

// Some forty screens, each at three sizes and in ASCII: minutes on a machine that does other work.
vi.setConfig({ testTimeout: 300_000 });

type Look = (name: string) => Promise<void>;

function album(language: Language, stage: Stage): Look {
  return async (name) => {
    await expect(await pictureOf(stage)).toMatchFileSnapshot(`pictures/${name}.${language}.txt`);
  };
}

/** A copy of half a minute: a table is done, one is at work, and something was tried again. */
function copySome({ listener }: RunningCall, { clock }: Stage): void {
  const chunk = (table: string, number: number, rows: number): void => {
    const bytes = rows * 380;
    listener({ type: 'chunk-committed', table, chunk: number, rows, bytes, seconds: 1, worker: 0 });
    clock.advance(1000);
  };
  const begin = (table: string, rows: number): void =>
    listener({ type: 'table-started', table, rows, approximateBytes: rows * 380, rowsAlreadyCopied: 0 });
  listener({ type: 'run-started', runId: 'r-1', resumed: false, tables: 29, at: '' });
  listener({ type: 'phase-started', phase: 'mysql', at: '' });
  begin('applications', 2000);
  for (const number of [1, 2, 3, 4]) chunk('applications', number, 500);
  listener({ type: 'table-finished', table: 'applications', rows: 2000, seconds: 4 });
  begin('kvs', 90_000);
  for (let number = 1; number < 30; number += 1) chunk('kvs', number, 500 + 100 * (number % 7));
  listener({ type: 'retry', subject: 'kvs', attempt: 1, waitMs: 200, reason: 'deadlock' });
  chunk('kvs', 30, 800);
}

const proposals: readonly RepairProposal[] = [
  { action: 'recopy-row', table: 'kvs', key: 'id=42', columns: ['memo'], reason: 'differs' },
  { action: 'recopy-row', table: 'kvs', key: 'id=77', columns: [], reason: 'missing in the target' },
];

/** A wizard whose runs the test steers. */
async function openRunning(language: Language, fake: FakeOptions = {}) {
  const calls: RunningCall[] = [];
  const stage = await openStage({ language, fake: { ...fake, onRun: (call) => void calls.push(call) } });
  return {
    stage,
    look: album(language, stage),
    press: stage.press,
    running: (): RunningCall => {
      const call = calls.at(-1);
      if (call === undefined) throw new Error('no run was started');
      return call;
    },
  };
}

describe.each(['en', 'zh'] as const)('screens look as in their pictures (%s)', (language) => {
  it('from the config to the report', async () => {
    const { stage, look, press, running } = await openRunning(language, {
      validation: badValidation,
      proposals,
      businesses: [
        { id: 2, rows: 73_412 },
        { id: 5, rows: 18_090 },
        { id: 1337, rows: 4 },
      ],
    });
    await look('config');
    await press('\r');
    await look('connections');
    await press('d');
    await look('connections-detail');
    await press('y');
    await look('copies');
    await press('\u001b');
    await press('b\r');
    await look('tables');
    await press('/kv');
    await look('tables-filter');
    await press('\u001b');
    await press(':');
    await look('palette');
    await press('\u001b');
    await press('o');
    await press('j ');
    await look('businesses');
    await press('\u001b');
    await press('\r');
    await look('dry-run-summary');
    for (const section of ['findings', 'counts', 'columns', 'stays']) {
      await press('\t');
      await look(`dry-run-${section}`);
    }
    await press('?');
    await look('help');
    await press('?\r');
    await look('confirmation');
    await press('bk_bscp_mt\r');
    copySome(running(), stage);
    await look('copy');
    await press('p');
    stage.clock.advance(2000);
    await look('copy-paused');
    await press('pm');
    await press('2500');
    await look('copy-rate');
    await press('\u001b');
    await press('l');
    await look('copy-log');
    await press('l');
    stage.clock.advance(40_000);
    await look('copy-stalled');
    await press('q');
    await look('quit-while-writing');
    await press('\u001b');
    running().finish();
    await press('f');
    await look('copy-done');
    await press('i');
    await look('table-details');
    await press('b');
    await press('\r');
    await look('secrets-ready');
    await press('s');
    running().finish();
    await press('f\r');
    await look('validate-choose');
    await press('\r');
    await look('validate-differences-found');
    await press('d');
    await look('validate-differences');
    await press('d');
    await look('both-rows');
    await press('a');
    await look('both-rows-all');
    await press('b');
    await press('bf');
    await look('repair');
    await press('bk_bscp_mt\r');
    await look('repaired');
    await press('n');
    await look('validate-next');
    await press('b\r');
    await look('checklist');
    await press('e');
    await press('dump of 01:40, ticket 4711');
    await look('checklist-note');
    await press('\u001b\r');
    await look('report');
    await press('q');
    await look('quit');
  });

  it('of a copy that is stopped, and taken up again', async () => {
    const { stage, look, press, running } = await openRunning(language);
    await press('\r\r\r\rbk_bscp_mt\r');
    copySome(running(), stage);
    await press('qs');
    await look('copy-stopping');
    running().finish({
      message: '25,800 rows in 2 tables and 0 secrets are in the target',
      because: { code: 'run.in-target', params: { rows: '25,800', tables: 2, secrets: '0' } },
      outcome: 'stopped',
      resumeCommand: `tenantferry run -c /srv/night/migrate.yaml --resume --confirm bk_bscp_mt`,
    });
    await press('');
    await look('copy-stopped');
    await press('y');
    await look('copies-command');
    await press('\u001b');
    await press('r');
    const far = { task: 'run', step: 'row-counts', table: 'kvs', done: 12, total: 29 } as const;
    running().listener({ type: 'progress', ...far, overall: 0.2, seconds: 3, secondsLeft: 9 });
    stage.clock.advance(1000);
    await look('copy-checking');
  });

  it('of a validation at work', async () => {
    const listeners: Listener[] = [];
    const fake: FakeOptions = {
      isValidationEndless: true,
      onValidation: (listener) => void listeners.push(listener),
    };
    const stage = await openStage({
      language,
      fake: { ...fake, runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })] },
    });
    await stage.press('\r');
    await stage.press('\r');
    const tell = (event: RunEvent): void => listeners[0]?.(event);
    const result = { type: 'validation-result', check: 'checksum', ok: true } as const;
    for (const table of ['applications', 'groups', 'hooks'])
      tell({
        ...result,
        table,
        detail: '211 rows in 1 range are equal',
        code: 'rows.compared',
        params: comparedWell,
      });
    const far = { task: 'validate', step: 'checksum', table: 'kvs', done: 5_150, total: 20_600 } as const;
    tell({ type: 'progress', ...far, overall: 0.25, seconds: 40, secondsLeft: 120 });
    stage.clock.advance(3000);
    await stage.press('');
    await album(language, stage)('validating');
  });

  it('of a run that another process works on', async () => {
    const worker = {
      command: 'run',
      host: 'jump-2',
      user: 'ada',
      pid: 4711,
      since: '2026-11-21T01:02:03.000Z',
      alive: true,
    } as const;
    const fake: FakeOptions = {
      runs: [unfinishedRun()],
      status: () => ({ ...copiedStatus, phase: 'copying', worker }),
    };
    const stage = await openStage({ language, fake });
    await album(language, stage)('running-elsewhere');
  });

  it('at an earlier run and its way back', async () => {
    const changed = [1, 2, 3].map((id) => ({ subject: 'kvs', key: `id=${id}` }));
    const { look, press } = await openRunning(language, { runs: [unfinishedRun()], rollback: { changed } });
    await look('earlier-run');
    await press('jj\r');
    await look('rollback');
    await press('bk_bscp_mt\r');
    await look('rollback-done');
  });

  it('where there is no config yet', async () => {
    const form: ConfigForm = {
      exists: async () => false,
      questions: async () => [],
      write: async () => undefined,
      writeTables: async () => undefined,
    };
    const stage = await openStage({ language, options: { form } });
    const look = album(language, stage);
    await look('config-missing');
    const questions = initForm('/srv/night/migrate.yaml').questions;
    Object.assign(form, { questions });
    await stage.press('c');
    // Which question follows is worked out from files: what is typed until then is lost.
    const stands = () => expect(stage.wizard.store.getState().config.form?.waiting).toBe(false);
    for (const answer of ['\r', 'acme\r', 'db-old\r', '\r']) {
      await stage.press(answer);
      await vi.waitFor(stands, patience);
    }
    await look('config-question');
    for (let question = 5; question <= 40; question += 1) {
      const { form: now } = stage.wizard.store.getState().config;
      if (!now || isReview(now)) break;
      const asked = now.questions[now.index];
      // What is not offered has to be typed.
      const typed = /[aA]ddress|url/.test(asked?.id ?? '') ? 'https://vault-old:8200' : 'migrator';
      await stage.press(asked?.validate('') ? `${asked.default === '' ? typed : ''}\r` : '\r');
      await vi.waitFor(stands, patience);
    }
    await stage.press('jjjjjj');
    await look('config-review');
  });

  it('with schema files before the tables', async () => {
    let files = pendingFiles;
    const calls: SchemaCall[] = [];
    const schema = {
      dir: 'migrations',
      onRun: 'refuse',
      lockWaitSeconds: 30,
      statementSeconds: null,
    } as const;
    const fake: FakeOptions = { schema: () => files, onSchema: (call) => void calls.push(call) };
    const stage = await openStage({ language, config: { schema }, fake });
    const look = album(language, stage);
    await stage.press('\r\r');
    await look('schema');
    await stage.press('s');
    await look('schema-confirmation');
    await stage.press('bk_bscp_mt\r');
    for (const state of ['began', 'done'] as const) {
      const text = 'ALTER TABLE kvs ADD COLUMN tenant_id VARCHAR(50) NOT NULL';
      const place = { file: '0002_tenants.up.sql', statement: 1, statements: 2, line: 1 };
      calls[0]?.listener({ type: 'schema-statement', ...place, text, state, seconds: 2 });
    }
    stage.clock.advance(3000);
    await look('schema-running');
    files = halfDoneFiles('not-done', true);
    calls[0]?.finish(files);
    await stage.press('x');
    await look('schema-half');
  });

  it('on whether tenants stay apart', async () => {
    const fake: FakeOptions = { tenants: () => probeFound, audit: () => auditFound };
    const stage = await openStage({ language, fake });
    await stage.press('v\r');
    await album(language, stage)('tenants-apart');
  });

  it('on data keys and the values under them', async () => {
    const calls: RewrapCall[] = [];
    const fake: FakeOptions = { keys: () => turnedKeys, onRewrap: (call) => void calls.push(call) };
    const stage = await openStage({ language, config: { keys: keysConfig }, fake });
    const look = album(language, stage);
    await stage.press('K\rk');
    await look('data-keys');
    await stage.press('w');
    await stage.press('bk_bscp_mt\r');
    const far = { task: 'rewrap', step: 'rewrap', table: 'users', done: 5_150, total: 20_600 } as const;
    calls[0]?.listener({ type: 'progress', ...far, overall: 0.25, seconds: 4, secondsLeft: 12 });
    stage.clock.advance(3000);
    await look('data-keys-running');
    calls[0]?.finish(rewrappedKeys);
    await stage.press('j');
    await look('data-keys-rewrapped');
  });

  it('on a source that goes on being written to', async () => {
    let status = copiedStatus;
    let rehearsal = closedCutover;
    const calls: LiveCall<CutoverRequest, CutoverSummary>[] = [];
    const live = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30 };
    const stage = await openStage({
      language,
      config: { options: { ...sampleConfig().options, live } },
      fake: {
        runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })],
        status: () => status,
        rehearsal: () => rehearsal,
        onCutover: (call) => void calls.push(call),
      },
    });
    const look = album(language, stage);
    const next = async (become: typeof status): Promise<void> => {
      status = become;
      stage.clock.advance(3000);
      await stage.press('');
    };
    await stage.press('\r');
    await next(followedStatus);
    await look('follow');
    await stage.press('\r');
    await stage.press('n');
    await look('cutover');
    rehearsal = readyCutover;
    await stage.press('r');
    await stage.press('s');
    await look('cutover-confirmation');
    await stage.press('bk_bscp_mt\r');
    for (const step of cutoverSteps.slice(0, 3)) {
      calls[0]?.listener({ type: 'cutover-step', step, seconds: 0.3, at: '' });
      stage.clock.advance(1000);
    }
    await stage.press('');
    await look('cutting-over');
    calls[0]?.finish(switchedCutover);
    await stage.press('');
    await look('switched');
  });

  it('of what is fed back after the cut-over', async () => {
    let status = copiedStatus;
    const live = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30 };
    const stage = await openStage({
      language,
      config: { options: { ...sampleConfig().options, live } },
      fake: { runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })], status: () => status },
    });
    await stage.press('\r');
    status = fedStatus;
    for (const key of ['', '\r', 'n', '\r']) {
      stage.clock.advance(3000);
      await stage.press(key);
    }
    await album(language, stage)('way-back');
  });

  it('of alerts over a step', async () => {
    const alerts: readonly AlertView[] = [
      alertSample({ id: '0f3a9c21be44', key: '7', value: 3 }),
      alertSample({
        id: '71c0d2',
        rule: 'lag',
        severity: 'warning',
        value: 92,
        state: 'acknowledged',
        by: 'ada@jump-1',
      }),
      alertSample({
        id: '9b11',
        rule: 'no-table',
        kind: 'rule-error',
        value: null,
        why: 'no such table nowhere',
      }),
      alertSample({
        id: 'c2',
        rule: 'target-down',
        state: 'resolved',
        endedAt: '2026-11-21T02:30:00.000Z',
        silenced: true,
      }),
    ];
    const rule = {
      id: 'failed-rows',
      source: { kind: 'signal', signal: 'secrets-missing' },
      when: { operator: '>', limit: 2 },
      forMs: 300_000,
      severity: 'critical',
      channels: [],
      repeatMs: null,
      inhibitedBy: [],
      recover: null,
    } as const;
    const watch = { everyMs: 1000, channels: [], rules: [rule] };
    const stage = await openStage({ language, config: { watch }, fake: { alerts: () => alerts } });
    await stage.press('!');
    await album(language, stage)('alerts');
  });

  it('of readers on their way', async () => {
    let status = notBegun;
    const stage = await openStage({
      language,
      config: movingConfig,
      fake: {
        runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })],
        traffic: () => status,
        decisions,
      },
    });
    const look = album(language, stage);
    for (const key of ['\r', 'n']) await stage.press(key);
    await look('switch-begin');
    await stage.press('s');
    await look('switch-confirm');
    await stage.press('\u001b');
    status = switchStatus();
    stage.clock.advance(2000);
    await stage.press('k');
    await look('switch');
  });
});
