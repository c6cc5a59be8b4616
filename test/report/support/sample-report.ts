import { logHash } from '../../../src/ledger/log-chain.js';
import type { ReportLive } from '../../../src/operations/live-report-shape.js';
import type { ReportData } from '../../../src/operations/report-shape.js';
import type { ColumnFacts } from '../../../src/plan/facts.js';
import type { ColumnPlan, Plan, TablePlan } from '../../../src/plan/plan.js';
import type { Treatment } from '../../../src/plan/treatments.js';
import { samplePaper } from '../../support/paper.js';

export function columnFacts(name: string, dataType = 'bigint'): ColumnFacts {
  return {
    name,
    ordinal: 1,
    dataType,
    columnType: dataType,
    unsigned: false,
    nullable: false,
    default: null,
    autoIncrement: false,
    generated: false,
    invisible: false,
    isJson: false,
  };
}

function column(name: string, treatment: Treatment, secret = false): ColumnPlan {
  const target = columnFacts(name);
  return treatment.kind === 'constant'
    ? { name, treatment, target, secret }
    : { name, treatment, source: target, target, secret };
}

function table(name: string, level: number, columns: readonly ColumnPlan[]): TablePlan {
  return {
    table: name,
    source: name,
    target: name,
    level,
    key: ['id'],
    columns: [
      column('id', { kind: 'offset', offset: '1000' }),
      ...columns,
      column('tenant_id', { kind: 'constant', value: 'acme' }),
    ],
    droppedColumns: [],
    approximateRows: 1200,
    approximateBytes: 50_000,
  };
}

const both = (en: string, zh: string) => ({ en, zh });

export const samplePlan: Plan = {
  formatVersion: 1,
  preset: 'bscp',
  tenant: { column: 'tenant_id', id: 'acme' },
  ids: { mode: 'offset', reason: 'the target holds rows with the same IDs' },
  source: { flavour: 'mysql', version: '9.7.0', identity: 'source-uuid', database: 'bk_bscp' },
  target: { flavour: 'mariadb', version: '10.11.14', identity: 'target-uid', database: 'bk_bscp_mt' },
  tables: [
    table('applications', 1, [column('name', { kind: 'same' })]),
    table('kvs', 3, [
      column('app_id', { kind: 'reference', table: 'applications', offset: '1000' }),
      column('memo', { kind: 'same' }),
    ]),
    table('strategies', 3, [
      column('itsm_ticket_state_id', { kind: 'cast', from: 'int', to: 'varchar(256)' }),
      column('scope', {
        kind: 'json-ids',
        paths: [{ path: '.groups[*].id', table: 'groups', offset: '1000' }],
      }),
    ]),
  ],
  skipped: [
    {
      table: 'events',
      reason: both('change notices, made at run time', '运行时产生的变更通知'),
      effect: both('no past events', '没有历史事件'),
      risk: 'low',
      by: 'preset',
      mayBeMigrated: false,
      referencedBy: [],
      approximateRows: 77,
    },
  ],
  generators: [
    { table: 'applications', resource: 'applications' },
    { table: 'kvs', resource: 'kvs' },
  ],
  vault: { sourceMount: 'bk_bscp', targetMount: 'bk_bscp', secrets: [] },
  notMoved: [
    {
      id: 'files',
      title: both('Config files', '配置文件'),
      advice: both('Copy them to the project of the tenant.', '请复制到租户的项目。'),
      total: 1234,
    },
  ],
  fingerprint: 'f'.repeat(64),
};

function chained(entries: readonly { at: string; kind: string; detail: string }[]): ReportData['log'] {
  let previous = '';
  return entries.map((entry, index) => {
    const line = { seq: index + 1, ...entry };
    previous = logHash(previous, line);
    return { ...line, hash: previous };
  });
}

/** Report data in which every section has something to show; `canary` is put wherever data from servers or people goes. */
export function sampleReport(canary = ''): ReportData {
  return {
    schema: 'tenantferry-report/1',
    generatedAt: '2025-06-01T02:00:00.000Z',
    toolVersion: '0.1.0',
    run: {
      runId: '20250601-010000-abcd',
      tenantId: `acme${canary}`,
      preset: 'bscp',
      state: 'copied',
      outcome: 'complete',
      startedAt: '2025-06-01T01:00:00.000Z',
      finishedAt: '2025-06-01T01:02:05.000Z',
      plan: samplePlan,
      snapshot: {
        at: '2025-06-01T01:00:01.000Z',
        how: 'one moment for all readers',
        position: `binlog.000007:4711${canary}`,
      },
      toolVersion: '0.1.0',
    },
    tables: [
      { table: 'applications', chunks: 1, rows: 12, bytes: 2048, finished: true },
      { table: 'kvs', chunks: 3, rows: 1200, bytes: 1_500_000, finished: true },
    ],
    secrets: [
      {
        table: 'kvs',
        rows: 300,
        written: 280,
        reused: 19,
        versionsChanged: 40,
        problems: [
          {
            key: `id=9${canary}`,
            path: `biz/2/apps/5/kvs/host${canary}`,
            version: '3',
            kind: 'deleted',
            message: `the version was deleted${canary}`,
            sourceFault: true,
          },
        ],
      },
    ],
    generators: [{ resource: 'kvs', from: '1000', to: '2200' }],
    validation: {
      runId: '20250601-010000-abcd',
      level: 'checksum',
      startedAt: '2025-06-01T01:10:00.000Z',
      finishedAt: '2025-06-01T01:10:09.000Z',
      checks: [
        {
          check: 'row-counts',
          table: 'applications',
          ok: true,
          detail: '12 of 12 rows',
          differences: [],
        },
        {
          check: 'checksum',
          table: 'kvs',
          ok: false,
          detail: `1 row differs${canary}`,
          rows: 1200,
          matchingRows: 1199,
          differences: [
            {
              kind: 'field-mismatch',
              table: 'kvs',
              key: `id=1042${canary}`,
              column: 'memo',
              expected: `a|b${canary}`,
              actual: null,
            },
            { kind: 'field-mismatch', table: 'credentials', key: 'id=3', column: 'enc_credential' },
          ],
        },
        {
          check: 'secrets',
          table: 'kvs',
          ok: false,
          detail: 'one signature disagrees already in the source',
          differences: [],
          sourceFault: true,
        },
      ],
      differences: 2,
      consistency: 1199 / 1200,
      ok: false,
    },
    repairs: [
      {
        at: '2025-06-01T01:12:00.000Z',
        action: 'recopy-row',
        table: 'kvs',
        key: `id=1042${canary}`,
        columns: ['memo'],
        state: 'repaired',
        detail: '',
      },
      {
        at: '2025-06-01T01:12:01.000Z',
        action: 'recopy-secret',
        table: 'kvs',
        key: 'id=1043',
        columns: [],
        state: 'failed',
        detail: `permission denied${canary}`,
      },
    ],
    rollback: null,
    checklist: [
      {
        itemId: 'redis-flushed',
        title: both('Redis is flushed', '已清空 Redis'),
        when: 'after',
        kind: 'manual',
        state: 'pass',
        evidence: `evidence${canary}`,
        note: `note${canary}`,
        by: `Li Lei${canary}`,
        at: '2025-06-01T01:30:00.000Z',
      },
      {
        itemId: 'backup',
        title: both('Source is backed up', '源已备份'),
        when: 'before',
        kind: 'manual',
        state: 'open',
        evidence: '',
        note: '',
        by: '',
        at: '',
      },
    ],
    secretFolders: [
      {
        table: 'kvs',
        pattern: 'biz/{biz_id}/apps/{app_id}/kvs/{key}',
        folder: `biz/2/apps/7001/kvs${canary}`,
        rows: 280,
        paths: 270,
        written: 268,
        reused: 10,
        versionsChanged: 4,
        problems: 2,
      },
    ],
    environment: {
      at: '2025-06-01T01:00:00.000Z',
      operator: `ann${canary}`,
      machine: 'desk',
      node: 'v24.15.0',
      settings: { phase: 'all', parallel: '2' },
      source: { version: 'MySQL 9.7.0', sql_mode: `STRICT_TRANS_TABLES,NO_ZERO_DATE${canary}` },
      target: { version: 'MariaDB 10.11.14' },
      vault: { source: '1.21.0', target: null },
    },
    log: chained([
      { at: '2025-06-01T01:00:00.000Z', kind: 'run-started', detail: `tenant acme${canary}` },
      {
        at: '2025-06-01T01:02:00.000Z',
        kind: 'phase-finished',
        detail: 'mysql: complete after 120.0 s',
      },
    ]),
    logIntact: true,
    logProblems: [],
    logHead: null,
  };
}

/** A source that was followed twice and left at the second attempt. */
export function sampleLive(canary = ''): ReportLive {
  const gate = [
    {
      name: 'lag',
      ok: true,
      detail: 'less than 1 s behind for 61 s',
      because: { code: 'gate.lag', params: { max: 1, seconds: 61 } },
    },
  ];
  return {
    start: 'binlog.000007:1234',
    applied: 'binlog.000009:777',
    rowEvents: 12_345,
    transactions: 8_000,
    follows: [
      {
        startedAt: '2025-06-01T01:10:00.000Z',
        from: 'binlog.000007:1234',
        endedAt: '2025-06-01T01:12:00.000Z',
        outcome: 'failed',
        to: null,
        rowEvents: null,
        message: `the source went away${canary}`,
      },
      {
        startedAt: '2025-06-01T01:13:00.000Z',
        from: 'binlog.000008:4',
        endedAt: null,
        outcome: 'unfinished',
        to: null,
        rowEvents: null,
        message: null,
      },
    ],
    compared: {
      passes: 12,
      lastPass: {
        startedAt: '2025-06-01T01:18:00.000Z',
        endedAt: '2025-06-01T01:19:00.000Z',
        rows: 9_000,
        mismatches: 1,
      },
      lastCleanAt: '2025-06-01T01:17:00.000Z',
      mismatches: 1,
      levels: [
        { level: 'strict', minutes: 5, compared: 40_000, equalFirst: 39_990, equalLast: 39_999 },
        { level: 'weak', minutes: 1, compared: 500, equalFirst: 500, equalLast: 500 },
      ],
      minutes: [
        {
          minute: '2025-06-01T01:19:00.000Z',
          level: 'strict',
          compared: 9_000,
          equalFirst: 8_997,
          equalLast: 8_999,
        },
      ],
    },
    cutovers: [
      {
        startedAt: '2025-06-01T01:20:00.000Z',
        operator: `ann@desk${canary}`,
        endedAt: '2025-06-01T01:20:31.000Z',
        outcome: 'called-off',
        pauseSeconds: 30,
        steps: [{ step: 'lock', seconds: 0.2 }],
        gate: [],
        message: 'the fence command ended with 7',
        because: { code: 'cutover.fence-failed', params: { code: 7 } },
      },
      {
        startedAt: '2025-06-01T01:25:00.000Z',
        operator: 'ann@desk',
        endedAt: '2025-06-01T01:25:04.000Z',
        outcome: 'switched',
        pauseSeconds: 3.2,
        steps: [
          { step: 'gate', seconds: 0.1 },
          { step: 'lock', seconds: 0.2 },
          { step: 'fence', seconds: 1.55 },
          { step: 'switch', seconds: 0.04 },
        ],
        gate,
        message: null,
      },
    ],
    switched: {
      at: '2025-06-01T01:25:04.000Z',
      position: 'binlog.000009:777',
      boundary: { kvs: '4711' },
    },
    fedBack: [
      {
        startedAt: '2025-06-01T01:26:00.000Z',
        from: 'target-log.000003:154',
        endedAt: '2025-06-01T01:35:00.000Z',
        outcome: 'finished',
        to: 'target-log.000003:9154',
        rowEvents: 321,
        message: null,
      },
    ],
    backs: [
      {
        startedAt: '2025-06-01T01:30:00.000Z',
        operator: `bo@desk${canary}`,
        endedAt: '2025-06-01T01:30:02.500Z',
        outcome: 'called-off',
        pauseSeconds: 2.5,
        steps: [{ step: 'drain', seconds: 2.25 }],
        gate,
        message: 'the fence command ended with 9',
        because: { code: 'cutover.fence-failed', params: { code: 9 } },
      },
    ],
  };
}

/** The same run, taken back: in part or whole. */
export function rolledBackReport(
  state: 'rolling-back' | 'rolled-back' = 'rolled-back',
  canary = '',
): ReportData {
  const data = sampleReport(canary);
  const done = state === 'rolled-back';
  return {
    ...data,
    run: { ...data.run, state },
    live: sampleLive(canary),
    traffic: [
      {
        at: '2025-06-01T01:30:00.000Z',
        kind: 'hold',
        from: 5,
        to: 5,
        by: `ann@desk${canary}`,
        reason: `held by command${canary}`,
        metrics: [],
        gates: [],
      },
    ],
    wayBack: { state: 'dead' },
    paper: samplePaper,
    rollback: {
      state,
      startedAt: '2025-06-01T01:40:00.000Z',
      finishedAt: done ? '2025-06-01T01:41:00.000Z' : null,
      rows: [
        { table: 'applications', copied: 12, found: 13, removed: done ? 12 : 0 },
        { table: `kvs${canary}`, copied: 1200, found: 1200, removed: done ? 1200 : 800 },
      ],
      rowsFound: 1213,
      includeChanged: true,
      changedRows: 3,
      compared: true,
      operator: `ann@desk${canary}`,
      secretVersions: done ? 280 : null,
    },
  };
}
