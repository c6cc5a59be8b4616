import type { Config } from '../../../src/config/config.js';
import type { Context } from '../../../src/config/context.js';
import type { Finding } from '../../../src/core/finding.js';
import type { RowPair } from '../../../src/core/row-pair.js';
import { Secret } from '../../../src/core/secret.js';
import type { ValidationResult } from '../../../src/core/validation-shape.js';
import type { ReportData } from '../../../src/operations/report-shape.js';
import type { TableSurvey } from '../../../src/operations/types.js';
import type { ColumnFacts } from '../../../src/plan/facts.js';
import type { Plan } from '../../../src/plan/plan.js';
import type { DryRun } from '../../../src/preflight/dry-run-result.js';
import { loadPreset } from '../../../src/preset/load.js';
import type { Preset } from '../../../src/preset/schema.js';
import { samplePaper } from '../../support/paper.js';

/** A config and everything the operations would find with it: what a real night looks like, without servers. */
export function sampleConfig(change: Partial<Config> = {}): Config {
  const mysql = { port: 3306, user: 'migrator', password: new Secret('p') };
  const token = { kind: 'token', token: new Secret('t') } as const;
  return {
    path: '/srv/night/migrate.yaml',
    tenantId: 'acme',
    preset: 'bscp',
    ids: 'auto',
    source: {
      mysql: { ...mysql, host: 'db-old.example.net', database: 'bk_bscp' },
      vault: { address: 'https://vault-old.example.net:8200', auth: token, mount: 'bk_bscp' },
      production: false,
    },
    target: {
      mysql: { ...mysql, host: 'db-new.example.net', database: 'bk_bscp_mt' },
      vault: { address: 'https://vault-new.example.net:8200', auth: token, mount: 'bk_bscp' },
      production: false,
    },
    options: { batchSize: 1000, parallel: 2, onError: 'stop' },
    tables: { skip: [], include: [] },
    users: {},
    targetRows: {},
    ...change,
  };
}

export async function sampleContext(change: Partial<Config> = {}): Promise<Context> {
  return { config: sampleConfig(change), preset: await loadPreset('bscp') };
}

export const checkFindings: readonly Finding[] = [
  {
    code: 'mysql.connect',
    severity: 'ok',
    subject: 'source-mysql',
    title: 'MySQL 8.0.36 answers in 3 ms',
    params: { user: 'migrator', place: 'db-old.example.net:3306', database: 'bk_bscp' },
  },
  {
    code: 'mysql.privileges',
    severity: 'ok',
    subject: 'source-mysql',
    title: 'migrator may SELECT on bk_bscp',
    params: { account: "'migrator'@'%'", privileges: 'SELECT' },
  },
  {
    code: 'mysql.time-zone',
    severity: 'ok',
    subject: 'source-mysql',
    title: 'The session time zone is UTC',
    params: { zone: 'UTC' },
  },
  {
    code: 'mysql.connect',
    severity: 'ok',
    subject: 'target-mysql',
    title: 'MySQL 8.0.36 answers in 4 ms',
    params: { user: 'migrator', place: 'db-new.example.net:3306', database: 'bk_bscp_mt' },
  },
  {
    code: 'mysql.local-infile',
    severity: 'warning',
    subject: 'target-mysql',
    title: 'local_infile is OFF, so rows are sent as INSERT statements, which is about half as fast',
    remedy: 'SET GLOBAL local_infile = ON; and set it back to OFF after the migration',
  },
  {
    code: 'vault.sealed',
    severity: 'ok',
    subject: 'source-vault',
    title: 'Vault 1.21.0 is unsealed',
    params: { address: 'https://vault-old.example.net:8200' },
  },
  {
    code: 'vault.kv-version',
    severity: 'ok',
    subject: 'source-vault',
    title: 'bk_bscp is a KV version 2 mount',
    params: { address: 'https://vault-old.example.net:8200', mount: 'bk_bscp' },
  },
  {
    code: 'vault.token',
    severity: 'warning',
    subject: 'target-vault',
    title: 'The token expires in 41 minutes and cannot be renewed',
    remedy: 'vault token create -policy=tenantferry -period=24h',
  },
];

export const privilegeBlocker: Finding = {
  code: 'mysql.privileges',
  severity: 'blocker',
  subject: 'target-mysql',
  title: 'migrator has no INSERT privilege on bk_bscp_mt.*',
  remedy: "GRANT SELECT, INSERT, UPDATE, DELETE ON `bk_bscp_mt`.* TO 'migrator'@'%';",
};

const bigint: ColumnFacts = {
  name: 'id',
  ordinal: 1,
  dataType: 'bigint',
  columnType: 'bigint unsigned',
  unsigned: true,
  nullable: false,
  default: null,
  autoIncrement: false,
  generated: false,
  invisible: false,
  isJson: false,
};

/** Rows of a table in the sample source: different for each, the same each time. */
export function rowsOf(table: string): number {
  let hash = 7;
  for (const letter of table) hash = (hash * 31 + letter.charCodeAt(0)) % 97_003;
  return table === 'released_config_items' ? 1_204_511 : hash;
}

/** What the source's data dictionary would say: sizes, and the column that shows each reference. */
export function sampleSurvey(preset: Preset): Readonly<Record<string, TableSurvey>> {
  const names = [...preset.tables.map((table) => table.name), ...preset.skip.map((table) => table.table)];
  const columnsOf = (name: string): readonly string[] => {
    if (name === 'hook_revisions') return ['id', 'hook_id'];
    return name === 'applications' ? ['id', 'biz_id'] : ['id', 'app_id'];
  };
  return Object.fromEntries(
    names.map((name) => [name, { rows: rowsOf(name), bytes: rowsOf(name) * 380, columns: columnsOf(name) }]),
  );
}

export function samplePlan(preset: Preset, moving?: readonly string[]): Plan {
  const tables = preset.tables.filter((table) => moving === undefined || moving.includes(table.name));
  const server = { flavour: 'mysql', version: '8.0.36', identity: 'u' } as const;
  return {
    formatVersion: 1,
    preset: 'bscp',
    tenant: { column: 'tenant_id', id: 'acme' },
    ids: {
      mode: 'preserve',
      reason: 'No ID of the source is taken in the target',
      because: { code: 'free' },
    },
    source: { ...server, database: 'bk_bscp' },
    target: { ...server, database: 'bk_bscp_mt' },
    tables: tables.map((table) => ({
      table: table.name,
      source: table.name,
      target: table.name,
      level: table.level,
      key: ['id'],
      columns: [
        { name: 'id', treatment: { kind: 'same' }, source: bigint, target: bigint, secret: false },
        {
          name: 'tenant_id',
          treatment: { kind: 'constant', value: 'acme' },
          target: { ...bigint, name: 'tenant_id', dataType: 'varchar', columnType: 'varchar(255)' },
          secret: false,
        },
        ...(table.name === 'strategies'
          ? [
              {
                name: 'itsm_ticket_state_id',
                treatment: { kind: 'cast', from: 'int', to: 'varchar(256)' } as const,
                source: bigint,
                target: bigint,
                secret: false,
              },
            ]
          : []),
      ],
      droppedColumns: [],
      approximateRows: rowsOf(table.name),
      approximateBytes: rowsOf(table.name) * 380,
    })),
    skipped: preset.skip.map((table) => ({
      table: table.table,
      reason: table.reason,
      effect: table.effect,
      risk: table.risk,
      by: 'preset',
      mayBeMigrated: table.may_be_migrated,
      referencedBy: [],
      approximateRows: 1200,
    })),
    generators: [],
    vault: {
      sourceMount: 'bk_bscp',
      targetMount: 'bk_bscp',
      secrets: preset.secrets?.entries ?? [],
    },
    notMoved: preset.not_moved,
    fingerprint: 'f'.repeat(64),
  };
}

export function sampleDryRun(preset: Preset, findings: readonly Finding[] = dryRunFindings): DryRun {
  const plan = samplePlan(preset);
  return {
    plan,
    findings,
    counts: Object.fromEntries(
      plan.tables.map(({ table }) => [
        table,
        { source: rowsOf(table), target: table === 'applications' ? 12 : 0, targetTenant: 0 },
      ]),
    ),
    secretRows: { kvs: 8_412, released_kvs: 21_977 },
    forecast: {
      mysqlSeconds: 74,
      vaultSeconds: 31,
      basis: 'Measured just now: 20,000 rows read from the source and written into a temporary table.',
      because: { code: 'forecast.basis', params: { rows: 20_000, tables: 5, factor: 2, written: true } },
    },
    paper: samplePaper,
  };
}

export const dryRunFindings: readonly Finding[] = [
  {
    code: 'watch.scheduled-publishes',
    severity: 'warning',
    subject: 'data',
    title: '3 strategies wait for a scheduled publish; schedules live in Redis and are not moved',
    remedy: 'Schedule these publishes again in the target after the switch-over.',
    samples: [
      'biz 2, app 17, strategy 901, at 2026-12-01 02:00',
      'biz 2, app 18, strategy 907, at 2026-12-02 02:00',
    ],
    count: 3,
  },
  { code: 'schema.fit', severity: 'ok', subject: 'data', title: 'All 29 tables fit' },
];

export const conflictBlocker: Finding = {
  code: 'conflict.unique',
  severity: 'blocker',
  subject: 'data',
  title: '2 rows of config_items differ only after 100 characters and collide in the target',
  remedy: 'Rename one file of each pair in the source, then run the dry run again.',
  table: 'config_items',
  samples: ['id=881 and id=882: /etc/app/very/long/…', 'id=1204 and id=1206: /etc/other/very/long/…'],
};

/** What a table's comparison says of itself. */
export const comparedWell = {
  ok: true,
  rows: 211,
  ranges: 1,
  differingRanges: 0,
  differingRows: 0,
  wrongVersions: 0,
  listed: null,
  notCompared: null,
};

export const goodValidation: ValidationResult = {
  runId: 'r-20261121-0200',
  level: 'checksum',
  startedAt: '2026-11-21T02:10:00.000Z',
  finishedAt: '2026-11-21T02:11:00.000Z',
  checks: [
    {
      check: 'row-counts',
      table: 'applications',
      ok: true,
      detail: '211 rows on both sides',
      code: 'row-counts.equal',
      params: { expected: 211, actual: 211 },
      differences: [],
    },
    {
      check: 'checksum',
      table: 'applications',
      ok: true,
      detail: '211 rows in 1 range are equal',
      code: 'rows.compared',
      params: comparedWell,
      differences: [],
    },
    {
      check: 'generators',
      table: 'applications',
      ok: true,
      detail: 'the generator stands at 2000, the highest ID is 1950',
      code: 'generators.right',
      params: { max: 2000, highest: 1950 },
      differences: [],
    },
    { check: 'secrets', ok: true, detail: '30,389 rows name a secret that is there', differences: [] },
  ],
  differences: 0,
  ok: true,
};

export const samplePair: RowPair = {
  table: 'kvs',
  key: 'id=42',
  inSource: true,
  inTarget: true,
  columns: [
    { name: 'id', secret: false, differs: false, expected: '42', actual: '42' },
    { name: 'tenant_id', secret: false, differs: false, expected: 'acme', actual: 'acme' },
    {
      name: 'memo',
      secret: false,
      differs: true,
      expected: '旧的说明 \tof  old',
      actual: '旧的说明\u200b of old\n',
    },
    { name: 'reviser', secret: false, differs: true, expected: 'ada', actual: null },
    { name: 'token', secret: true, differs: false, expected: undefined, actual: undefined },
  ],
};

export const badValidation: ValidationResult = {
  ...goodValidation,
  checks: [
    ...goodValidation.checks,
    {
      check: 'checksum',
      table: 'kvs',
      ok: false,
      detail: '1 of 9 ranges differs; 2 of 8,412 rows differ',
      code: 'rows.compared',
      params: { ...comparedWell, ok: false, rows: 8412, ranges: 9, differingRanges: 1, differingRows: 2 },
      expected: '8412',
      actual: '8411',
      differences: [
        {
          kind: 'field-mismatch',
          table: 'kvs',
          key: 'id=42',
          rowKey: ['42'],
          column: 'memo',
          expected: '旧的说明',
          actual: 'old note',
        },
        { kind: 'missing-in-target', table: 'kvs', key: 'id=77', rowKey: ['77'] },
      ],
    },
  ],
  differences: 2,
  ok: false,
};

export function sampleReport(preset: Preset, change: Partial<ReportData> = {}): ReportData {
  const plan = samplePlan(preset);
  return {
    schema: 'tenantferry-report/1',
    generatedAt: '2026-11-21T02:20:00.000Z',
    toolVersion: '0.1.0',
    run: {
      runId: 'r-20261121-0200',
      tenantId: 'acme',
      preset: 'bscp',
      state: 'copied',
      outcome: 'complete',
      startedAt: '2026-11-21T02:00:00.000Z',
      finishedAt: '2026-11-21T02:09:00.000Z',
      plan,
      snapshot: null,
      toolVersion: '0.1.0',
    },
    tables: plan.tables.map(({ table }) => ({
      table,
      chunks: 4,
      rows: rowsOf(table),
      bytes: rowsOf(table) * 380,
      finished: true,
    })),
    secrets: [{ table: 'kvs', rows: 8_412, written: 8_400, reused: 12, versionsChanged: 30, problems: [] }],
    secretFolders: [],
    environment: null,
    logProblems: [],
    logHead: null,
    generators: [],
    repairs: [],
    rollback: null,
    validation: goodValidation,
    checklist: preset.checklist.map((item) => ({
      itemId: item.id,
      state: 'open',
      evidence: '',
      note: '',
      by: '',
      at: '',
      title: item.title,
      when: item.when,
      kind: item.kind,
    })),
    log: [],
    logIntact: true,
    ...change,
  };
}
