import type { Cli } from '../../../src/cli/cli.js';
import { runProgram } from '../../../src/cli/program.js';
import type { Services } from '../../../src/cli/services.js';
import { createSignals, type StopSignal } from '../../../src/cli/signals.js';
import type { Terminal } from '../../../src/cli/terminal.js';
import type { Config } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';
import type { KeysReport } from '../../../src/operations/keys/types.js';
import type { SchemaReport } from '../../../src/operations/schema/types.js';
import type { Operations } from '../../../src/operations/types.js';
import { loadPreset } from '../../../src/preset/load.js';
import {
  alertSample,
  checklistSample,
  dryRun,
  findings,
  repairSummary,
  runSummary,
  switchStatus,
} from '../../headless/support/samples.js';
import { sampleReport } from '../../report/support/sample-report.js';
import { type Line, parseLines } from '../../support/json-lines.js';

/** Stands for every secret of a config: must turn up nowhere. */
export const canary = 'canary-Zx81qP';

const environment = (database: string) => ({
  mysql: { host: 'db', port: 3306, database, user: 'mover', password: new Secret(canary) },
  vault: {
    address: 'https://vault:8200',
    auth: { kind: 'token' as const, token: new Secret(canary) },
    mount: 'bk_bscp',
  },
  production: false,
});

export const config: Config = {
  path: '/etc/tenantferry/migrate.yaml',
  tenantId: 'acme',
  preset: 'bscp',
  ids: 'auto',
  source: environment('bk_bscp'),
  target: environment('bk_bscp_mt'),
  options: { batchSize: 1000, parallel: 3, onError: 'stop' },
  tables: { skip: [], include: [] },
  users: {},
  targetRows: {},
};

export const schemaReport = (change: Partial<SchemaReport> = {}): SchemaReport => ({
  database: 'bk_bscp_mt',
  dir: '/etc/tenantferry/migrations',
  pending: 1,
  golangMigrate: null,
  half: null,
  changed: [],
  files: [
    {
      number: 1,
      name: '0001_users',
      state: 'pending',
      by: null,
      appliedAt: null,
      sha256: 'a'.repeat(64),
      appliedSha256: null,
      edited: false,
    },
  ],
  problems: [],
  warnings: [],
  planned: null,
  ...change,
});

/** Operations that go well; a test replaces those it is about. */
export const goodOperations: Operations = {
  check: (_context, listener) => {
    for (const finding of findings.slice(0, 2)) listener({ type: 'finding', finding });
    return Promise.resolve(findings.slice(0, 2));
  },
  businesses: () => Promise.resolve([]),
  plan: () => Promise.resolve(dryRun),
  run: (_context, _request, listener) => {
    listener({ type: 'run-started', runId: 'run-1', resumed: false, tables: 1, at: 'now' });
    return Promise.resolve(runSummary());
  },
  follow: (_context, _request, listener) => {
    listener({ type: 'follow-started', runId: 'run-1', position: 'log.000001:4', at: 'now' });
    return Promise.resolve({
      runId: 'run-1',
      outcome: 'caught-up',
      position: 'log.000001:900',
      rowEvents: 3,
      transactions: 2,
      lagSeconds: 0,
      seconds: 1,
    });
  },
  switchStart: () => Promise.resolve({ outcome: 'done', share: 100, message: 'done' }),
  switchOrder: () => Promise.resolve({ outcome: 'moved', share: 10, message: 'by command' }),
  switchStatus: () => Promise.resolve(switchStatus()),
  switchReport: () => Promise.resolve([]),
  validate: () =>
    Promise.resolve({
      runId: 'run-1',
      level: 'checksum',
      startedAt: 'a',
      finishedAt: 'b',
      checks: [],
      differences: 0,
      ok: true,
    }),
  repair: () => Promise.resolve(repairSummary()),
  repairSql: async function* () {
    yield '-- Repairs\n';
    yield 'UPDATE `kvs` SET `memo` = NULL WHERE `id` = 1;\n';
  },
  rowPair: () => Promise.reject(new Error('no row is looked at here')),
  rollback: (_context, request) =>
    Promise.resolve({
      runId: request.runId,
      rows: { kvs: 2 },
      secrets: 1,
      changed: [],
      done: !request.dryRun,
    }),
  report: () => Promise.resolve(sampleReport()),
  cutover: (_context, { dryRun }) =>
    Promise.resolve({
      runId: 'run-1',
      outcome: dryRun ? 'ready' : 'switched',
      pauseSeconds: dryRun ? null : 1.5,
      expectedPauseSeconds: dryRun ? 2 : null,
      gate: [],
      blockers: [],
      position: null,
      boundary: {},
      because: null,
    }),
  back: (...args) => goodOperations.cutover(...args),
  finish: () => Promise.resolve({ runId: 'run-1', outcome: 'finished', gaveUp: false }),
  schemaStatus: () => Promise.resolve(schemaReport()),
  schemaUp: (_context, { dryRun }) => Promise.resolve(schemaReport({ planned: dryRun ? [] : null })),
  schemaDown: (_context, { dryRun }) => Promise.resolve(schemaReport({ planned: dryRun ? [] : null })),
  schemaRepair: () => Promise.resolve(schemaReport()),
  keysStatus: () => Promise.resolve(keysReport()),
  keysRotate: () => Promise.resolve(keysReport()),
  keysRewrap: () => Promise.resolve(keysReport()),
  keysRetire: () => Promise.resolve(keysReport()),
  status: () =>
    Promise.resolve({
      runId: 'run-1',
      tenantId: 'acme',
      phase: 'copied',
      progress: [],
      lagSeconds: null,
      position: null,
      rowEvents: 0,
      eventsPerSecond: null,
      dirtyKeys: null,
      verification: null,
      gate: [],
      worker: null,
      overall: null,
      secondsLeft: null,
      rate: null,
      throttle: null,
      lastError: null,
      steering: null,
      isDue: false,
      wayBack: null,
    }),
  auditStatements: () => Promise.reject(new Error('no audit in this test')),
  scanSources: () => Promise.reject(new Error('no scan in this test')),
  probeTenants: () => Promise.reject(new Error('no probe in this test')),
  apiWindow: () => Promise.reject(new Error('no log in this test')),
  makeBackup: () => Promise.reject(new Error('no backup in this test')),
  verifyBackup: () => Promise.reject(new Error('no backup in this test')),
  watch: () => Promise.resolve({ outcome: 'stopped', open: 1, waiting: 0 }),
  alerts: () => Promise.resolve([alertSample()]),
  orderAlert: (_context, { id }) => Promise.resolve(alertSample({ id, state: 'acknowledged', by: 'ada@h' })),
  silence: (_context, { rule }) => Promise.resolve({ rule, endsAt: '2026-11-21T03:00:00.000Z', by: 'ada@h' }),
  alertStats: () =>
    Promise.resolve([{ rule: 'failed-rows', fired: 2, resolved: 1, acknowledged: 0, days: [] }]),
  testChannels: () => Promise.resolve([{ channel: 'ops', ok: true, why: null }]),
  steer: (_context, { action, value, command = 'run' }) =>
    Promise.resolve({
      runId: 'run-1',
      command,
      host: 'h',
      user: 'ops',
      pid: 7,
      action,
      value,
      by: 'me@here',
      at: '2025-06-01T01:00:00.000Z',
      taken: true,
    }),
  runs: () => Promise.resolve([]),
  checklist: () => Promise.resolve([]),
  answer: () => Promise.resolve(),
  checklistState: () => Promise.resolve(checklistSample),
  importAnswers: (_context, _runId, answers) =>
    Promise.resolve({ imported: answers, kept: [], conflicts: [] }),
  probe: () => Promise.resolve([]),
};

export interface Given {
  readonly operations?: Partial<Operations>;
  readonly services?: Partial<Services>;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  /** Of the terminal. */
  readonly columns?: number;
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Exit codes of calls that would have ended the process. */
  readonly exits: readonly number[];
}

export interface Running {
  readonly finished: Promise<Outcome>;
  signal(name: StopSignal): void;
  /** Signals that no part of the command listened for. */
  readonly unheard: readonly StopSignal[];
  /** How many are listening for signals now. */
  readonly listeners: () => number;
}

/** Starts the command line with parts that a test chooses. */
export function startCli(argv: readonly string[], given: Given = {}): Running {
  const out = { stdout: '', stderr: '' };
  const exits: number[] = [];
  const unheard: StopSignal[] = [];
  const signals = createSignals((signal) => unheard.push(signal));
  let listening = 0;
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: given.tty === true,
    columns: given.columns,
    write: (text: string) => {
      out[name] += text;
    },
  });
  const terminal: Terminal = {
    env: given.env ?? {},
    stdin: { isTTY: given.tty === true },
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => 0,
    onSignal: (listener) => {
      listening += 1;
      const release = signals.listen(listener);
      return () => {
        listening -= 1;
        release();
      };
    },
    exit: (code) => {
      exits.push(code);
    },
  };
  const services: Services = {
    toolVersion: () => '9.9.9',
    operations: () => Promise.resolve({ ...goodOperations, ...given.operations }),
    loadConfig: () => Promise.resolve(config),
    loadPreset: () => loadPreset('bscp'),
    lintPreset: () => Promise.resolve([]),
    askMissingSecrets: (loaded) => Promise.resolve(loaded),
    whyNoWizard: () => Promise.resolve('standard output is not a terminal'),
    runWizard: () => Promise.resolve(0),
    runInit: (path) => Promise.resolve(path),
    startServer: () => Promise.resolve(null),
    startRehearsal: () => Promise.reject(new Error('no rehearsal in this test')),
    ...given.services,
  };
  const cli: Cli = { terminal, services, exitCode: 0 };
  const finished = runProgram(cli, argv).then(() => ({ exitCode: cli.exitCode, ...out, exits }));
  return {
    finished,
    signal: signals.receive,
    listeners: () => listening,
    unheard,
  };
}

export function runCli(argv: readonly string[], given: Given = {}): Promise<Outcome> {
  return startCli(argv, given).finished;
}

/** The JSON lines of an outcome; throws when one is not as published. */
export function jsonLines({ stdout }: Outcome): readonly Line[] {
  return parseLines(stdout);
}

/** Data keys and values as they are after everything went well. */
export function keysReport(more: Partial<KeysReport> = {}): KeysReport {
  return {
    database: 'bk_bscp',
    table: 'kms_data_keys',
    key: 'pii',
    transit: { latest: 2, minDecryption: 1 },
    versions: [
      { version: 1, state: 'inactive', madeAt: '2026-01-01 00:00:00', wrappedBy: 2, values: 0 },
      { version: 2, state: 'active', madeAt: '2026-02-01 00:00:00', wrappedBy: 2, values: 1_234 },
    ],
    columns: [{ table: 'users', column: 'email_encrypted', values: 1_234, strange: 0 }],
    changed: null,
    left: [],
    leftValues: 0,
    ...more,
  };
}
