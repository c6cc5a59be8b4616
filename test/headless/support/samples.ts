import type { Finding } from '../../../src/core/finding.js';
import type { Decision } from '../../../src/core/switch-shapes.js';
import type { ChecklistState } from '../../../src/operations/checklist/types.js';
import type { RepairSummary } from '../../../src/operations/repair-types.js';
import type { RunSummary } from '../../../src/operations/result-shapes.js';
import type { SwitchStatus } from '../../../src/operations/switch/types.js';
import type { AlertView } from '../../../src/operations/watch/types.js';
import type { DryRun } from '../../../src/preflight/dry-run-result.js';
import { samplePlan } from '../../report/support/sample-report.js';
import { samplePaper } from '../../support/paper.js';

export const findings: readonly Finding[] = [
  {
    code: 'mysql.connect',
    severity: 'ok',
    subject: 'source-mysql',
    title: 'connected to MySQL 9.7.0 in 3 ms',
  },
  {
    code: 'mysql.local-infile',
    severity: 'warning',
    subject: 'target-mysql',
    title: 'local_infile is off, so rows go in by INSERT (slower)',
    remedy: 'SET GLOBAL local_infile = ON',
  },
  {
    code: 'conflict.unique-key',
    severity: 'blocker',
    subject: 'data',
    title: 'rows of applications collide in the target',
    table: 'applications',
    samples: ['biz_id=2, name=中文\u001b[31m'],
    count: 3,
    remedy: 'Rename them first,\nor leave the businesses out.',
  },
];

export const dryRun: DryRun = {
  plan: samplePlan,
  findings: findings.slice(0, 2),
  counts: {
    applications: { source: 12, target: 40, targetTenant: 0 },
    kvs: { source: 1200, target: 3000, targetTenant: 0 },
    strategies: { source: 7, target: 0, targetTenant: 0 },
  },
  secretRows: { kvs: 300 },
  forecast: { mysqlSeconds: 12.4, vaultSeconds: 71, basis: 'measured on 1,000 rows and 20 secrets' },
  paper: samplePaper,
};

export function runSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: 'run-1',
    outcome: 'complete',
    tables: [{ table: 'kvs', chunks: 2, rows: 1200, bytes: 3_000_000, finished: true }],
    secrets: [{ table: 'kvs', rows: 300, written: 290, reused: 10, versionsChanged: 4, problems: [] }],
    resumeCommand: null,
    message: '1200 rows in 1 tables and 300 secrets are in the target',
    ...changes,
  };
}

/** A lost row that came back and an extra one that stayed; the validation afterwards is equal but for the latter. */
export function repairSummary(changes: Partial<RepairSummary> = {}): RepairSummary {
  const lost = {
    action: 'recopy-row',
    table: 'kvs',
    key: 'id=7',
    rowKey: ['7'],
    columns: [],
    reason: 'the row is missing',
  } as const;
  const extra = { ...lost, action: 'delete-row', key: 'id=9', reason: 'the source has no such row' } as const;
  return {
    runId: 'run-1',
    proposals: [lost, extra],
    outcomes: [
      { proposal: lost, state: 'repaired', detail: 'the row equals the source again', remaining: [] },
      { proposal: extra, state: 'left', detail: 'extra rows are deleted only when asked for', remaining: [] },
    ],
    validation: {
      runId: 'run-1',
      level: 'full',
      startedAt: 'a',
      finishedAt: 'b',
      checks: [],
      differences: 1,
      ok: false,
    },
    stopped: false,
    ...changes,
  };
}

/** A rule of one value, about which somebody was told. */
export function alertSample(changes: Partial<AlertView> = {}): AlertView {
  return {
    id: '0f3a9c21be44',
    rule: 'failed-rows',
    kind: 'alert',
    key: '',
    severity: 'critical',
    state: 'firing',
    silenced: false,
    startedAt: '2026-11-21T02:00:00.000Z',
    endedAt: null,
    value: 12,
    why: null,
    by: null,
    attempts: 0,
    ...changes,
  };
}

export const checklistSample: ChecklistState = {
  runId: 'run-1',
  entries: [
    {
      itemId: 'backups',
      title: { en: 'Both sides are backed up', zh: '两端均已备份' },
      when: 'before',
      kind: 'manual',
      state: 'pass',
      evidence: '',
      note: 'tape 7',
      by: 'ann',
      at: '2026-11-21T01:00:00.000Z',
      saved: {
        itemId: 'backups',
        state: 'pass',
        evidence: '',
        note: 'tape 7',
        by: 'ann',
        at: '2026-11-21T01:00:00.000Z',
      },
    },
    {
      itemId: 'health',
      title: { en: 'The service answers', zh: '服务可访问' },
      when: 'after',
      kind: 'probe',
      state: 'open',
      evidence: '',
      note: '',
      by: '',
      at: '',
      saved: null,
    },
  ],
};

/** Traffic half way, with one gate of each verdict. */
export function switchStatus(change: Partial<SwitchStatus> = {}): SwitchStatus {
  return {
    strategy: 'canary',
    state: 'running',
    stage: 2,
    share: 10,
    metrics: [
      { metric: 'error_rate', side: 'source', numerator: 1, denominator: 900, value: 1 / 900 },
      { metric: 'error_rate', side: 'target', numerator: 2, denominator: 100, value: 0.02 },
      { metric: 'p95', side: 'target', numerator: 95, denominator: 100, value: 120 },
    ],
    gates: [
      {
        metric: 'error_rate',
        verdict: 'fail',
        detail: 'error_rate: 2/100 (2 %), at most 1 % is allowed',
        because: {
          code: 'gate.above',
          params: { metric: 'error_rate', shown: '2/100 (2 %)', max: '1 %' },
        },
      },
      { metric: 'p95', verdict: 'pass', detail: 'p95: 120 ms (n = 100)' },
      {
        metric: 'consistency',
        verdict: 'no-data',
        detail: 'consistency: 0 so far, a verdict needs 1',
        because: { code: 'gate.too-few', params: { metric: 'consistency', requests: 0, least: 1 } },
      },
    ],
    isControlled: true,
    oldSessions: 3,
    since: '2026-11-21T02:30:00.000Z',
    lossy: null,
    problem: null,
    ...change,
  };
}

/** A decision that takes all users back. */
export function switchDecision(change: Partial<Decision> = {}): Decision {
  return {
    at: '2026-11-21T03:15:00.000Z',
    kind: 'back',
    from: 10,
    to: 0,
    by: 'controller',
    reason: 'error_rate: 20/100 (20 %), and back is at 5 %',
    because: {
      code: 'back.breach',
      params: { metric: 'error_rate', shown: '20/100 (20 %)', limit: '5 %' },
    },
    metrics: [{ metric: 'error_rate', side: 'target', numerator: 20, denominator: 100, value: 0.2 }],
    gates: [{ metric: 'error_rate', verdict: 'fail' }],
    ...change,
  };
}
