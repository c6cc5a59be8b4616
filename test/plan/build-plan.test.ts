import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { Secret } from '../../src/core/secret.js';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { DatabaseFacts, TableFacts } from '../../src/plan/facts.js';
import type { Plan } from '../../src/plan/plan.js';
import type { IdDecision } from '../../src/plan/plan-input.js';
import { smallConfig } from '../support/config.js';
import { column, database, table } from '../support/facts.js';
import { preserveIds } from '../support/preserve-ids.js';
import { smallPreset } from '../support/preset.js';

const id = column('id', 'bigint unsigned');
const biz = column('biz_id', 'bigint unsigned');
const tenant = column('tenant_id', 'varchar(20)', { default: 'default' });

/** What the preset says a row tells of its secret. */
const ofSecret = [
  column('version', 'bigint unsigned'),
  column('kv_type', 'varchar(20)'),
  column('signature', 'varchar(64)'),
  column('md5', 'varchar(64)'),
  column('byte_size', 'int unsigned'),
  column('key', 'varchar(255)'),
];

const sourceTables = [
  table('apps', [id, biz, column('name', 'varchar(100)'), column('approver', 'varchar(100)')]),
  table('bindings', [id, biz, column('app_id', 'bigint unsigned'), column('app_ids', 'json')]),
  table('shards', [id, biz, column('db_id', 'bigint unsigned')]),
  table('kvs', [
    id,
    biz,
    column('app_id', 'bigint unsigned'),
    column('ticket', 'int'),
    column('old', 'int'),
    ...ofSecret,
  ]),
  table('credentials', [id, biz, column('enc_credential', 'varchar(64)')]),
  table('audits', [id, column('hook_id', 'bigint unsigned')]),
  table('hooks', [id]),
];
const withTenant = (facts: TableFacts) => table(facts.name, [...facts.columns, tenant]);
const targetTables = sourceTables.map((facts) =>
  facts.name === 'kvs'
    ? table('kvs', [
        id,
        biz,
        column('app_id', 'bigint unsigned'),
        column('ticket', 'varchar(256)'),
        tenant,
        ...ofSecret,
      ])
    : withTenant(facts),
);

interface Scene {
  readonly config?: Partial<Config>;
  readonly source?: readonly TableFacts[];
  readonly target?: readonly TableFacts[];
  readonly ids?: IdDecision;
  readonly shardRows?: readonly string[];
  readonly unneeded?: readonly string[];
}

function build({
  config,
  source = sourceTables,
  target = targetTables,
  ids = preserveIds,
  shardRows = ['1'],
  unneeded = [],
}: Scene) {
  const facts = (name: string, tables: readonly TableFacts[]): DatabaseFacts => database(name, tables);
  return buildPlan({
    config: smallConfig(config),
    preset: smallPreset(),
    source: facts('source', source),
    target: facts('target', target),
    ids,
    targetRows: { shard_dbs: shardRows },
    targetRowsUnneeded: new Set(unneeded),
  });
}

function planned(scene: Scene = {}): Plan {
  const { plan, findings } = build(scene);
  expect(findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
  if (!plan) throw new Error('no plan');
  return plan;
}

function treatment(plan: Plan, tableName: string, columnName: string) {
  return plan.tables
    .find(({ table: name }) => name === tableName)
    ?.columns.find(({ name }) => name === columnName)?.treatment;
}

describe('buildPlan', () => {
  it('orders tables by level, keeping the order of the preset within one', () => {
    expect(planned().tables.map(({ table: name }) => name)).toEqual([
      'apps',
      'shards',
      'bindings',
      'kvs',
      'credentials',
    ]);
  });

  it('gives every column its treatment', () => {
    const plan = planned();
    expect(treatment(plan, 'apps', 'tenant_id')).toEqual({ kind: 'constant', value: 'acme' });
    expect(treatment(plan, 'apps', 'id')).toEqual({ kind: 'offset', offset: '0' });
    expect(treatment(plan, 'bindings', 'app_id')).toEqual({ kind: 'reference', table: 'apps', offset: '0' });
    expect(treatment(plan, 'bindings', 'app_ids')).toEqual({
      kind: 'json-ids',
      paths: [{ path: '[*]', table: 'apps', offset: '0' }],
    });
    expect(treatment(plan, 'kvs', 'ticket')).toEqual({ kind: 'cast', from: 'int', to: 'varchar(256)' });
    expect(treatment(plan, 'shards', 'db_id')).toEqual({ kind: 'constant', value: '1' });
    expect(treatment(plan, 'apps', 'name')).toEqual({ kind: 'same' });
  });

  it('carries offsets to the ID, to columns that refer to it, and into JSON', () => {
    const plan = planned({ ids: { mode: 'offset', reason: 'test', offsets: { apps: '500' } } });
    expect(treatment(plan, 'apps', 'id')).toEqual({ kind: 'offset', offset: '500' });
    expect(treatment(plan, 'kvs', 'app_id')).toEqual({ kind: 'reference', table: 'apps', offset: '500' });
    expect(treatment(plan, 'bindings', 'app_ids')).toMatchObject({ paths: [{ offset: '500' }] });
    expect(treatment(plan, 'kvs', 'id')).toEqual({ kind: 'offset', offset: '0' });
  });

  it('re-encrypts credentials only when both master keys are given and differ', () => {
    const keys = (source?: string, target?: string): Partial<Config> => {
      const base = smallConfig();
      return {
        source: { ...base.source, ...(source ? { credentialMasterKey: new Secret(source) } : {}) },
        target: { ...base.target, ...(target ? { credentialMasterKey: new Secret(target) } : {}) },
      };
    };
    const kind = (config: Partial<Config>) =>
      treatment(planned({ config }), 'credentials', 'enc_credential')?.kind;
    expect(kind(keys('a'.repeat(16), 'b'.repeat(16)))).toBe('reencrypt');
    expect(kind(keys('a'.repeat(16), 'a'.repeat(16)))).toBe('same');
    expect(kind(keys('a'.repeat(16)))).toBe('same');
  });

  it('says which source columns stay behind', () => {
    expect(planned().tables.find(({ table: name }) => name === 'kvs')?.droppedColumns).toEqual(['old']);
  });

  it('raises generators of migrated tables only, and never those the preset forbids', () => {
    expect(planned().generators.map(({ resource }) => resource)).toEqual([
      'apps',
      'bindings',
      'kvs',
      'credentials',
    ]);
  });

  it('names the migrated tables that refer to a skipped one', () => {
    const plan = planned({ config: { tables: { skip: ['apps'], include: [] } } });
    expect(plan.skipped.find(({ table: name }) => name === 'apps')).toMatchObject({
      by: 'operator',
      referencedBy: ['bindings', 'kvs'],
    });
  });

  it('takes in a table the preset leaves out, when it may be migrated', () => {
    const plan = planned({ config: { tables: { skip: [], include: ['audits'] } } });
    expect(plan.tables.map(({ table: name }) => name)).toContain('audits');
    expect(treatment(plan, 'audits', 'hook_id')).toMatchObject({ kind: 'reference', table: 'hooks' });
  });

  it('filters by business where a table knows businesses', () => {
    const plan = planned({ config: { bizIds: [2, 3], tables: { skip: [], include: ['audits'] } } });
    const filters = Object.fromEntries(plan.tables.map((entry) => [entry.table, entry.filter]));
    expect(filters.apps).toEqual({ column: 'biz_id', values: [2, 3] });
    expect(filters.audits).toBeUndefined();
  });

  it('leaves the Vault phase out with the reason when a side has no Vault', () => {
    const { vault: _, ...source } = smallConfig().source;
    const plan = planned({ config: { source } });
    expect(plan.vault).toBeUndefined();
    expect(plan.vaultSkippedBecause).toBe('the config has no source.vault');
  });

  it.each<[string, Scene, string]>([
    [
      'a table the preset does not know',
      { config: { tables: { skip: ['aps'], include: [] } } },
      'knows no table named aps',
    ],
    [
      'a forbidden table',
      { config: { tables: { skip: [], include: ['events'] } } },
      'events cannot be migrated',
    ],
    [
      'a missing source table',
      { source: sourceTables.slice(1) },
      'apps does not exist in the source database source',
    ],
    [
      'a missing target table',
      { target: targetTables.slice(1) },
      'apps does not exist in the target database target',
    ],
    [
      'a missing tenant column',
      { target: [sourceTables[0]!, ...targetTables.slice(1)] },
      'apps has no column tenant_id',
    ],
    [
      'a target column that must have a value',
      {
        target: [
          table('apps', [...targetTables[0]!.columns, column('region', 'varchar(9)')]),
          ...targetTables.slice(1),
        ],
      },
      'apps.region (varchar(9)) must have a value',
    ],
    ['an ambiguous row of the target', { shardRows: ['1', '2'] }, 'shard_dbs, which has 2 rows'],
    ['no row of the target', { shardRows: [] }, 'shard_dbs, which has 0 rows'],
    ['a configured row that is not there', { config: { targetRows: { db_id: 9 } } }, 'shard_dbs row 9'],
    [
      'a tenant ID that is too long',
      { config: { tenantId: 'x'.repeat(21) } },
      'has 21 characters; tenant_id holds 20',
    ],
    ['nothing left', { config: { tables: { skip: [], include: [], only: [] } } }, 'no table is left'],
  ])('refuses %s', (_, scene, words) => {
    const { plan, findings } = build(scene);
    expect(plan).toBeNull();
    const blocker = findings.find(({ title }) => title.includes(words));
    expect(blocker, findings.map(({ title }) => title).join('\n')).toMatchObject({ severity: 'blocker' });
    expect(blocker?.remedy).toBeTruthy();
  });

  it('asks for no row of the target that no row of the source needs', () => {
    const unneeded = ['shards.db_id'];
    expect(treatment(planned({ shardRows: [], unneeded }), 'shards', 'db_id')).toEqual({ kind: 'same' });
    expect(treatment(planned({ shardRows: ['1', '2'], unneeded }), 'shards', 'db_id')).toEqual({
      kind: 'same',
    });
    expect(treatment(planned({ unneeded }), 'shards', 'db_id')).toEqual({ kind: 'constant', value: '1' });
  });

  it('warns of a configured row that is not there, though none is needed', () => {
    const { plan, findings } = build({ config: { targetRows: { db_id: 9 } }, unneeded: ['shards.db_id'] });
    expect(findings).toMatchObject([{ code: 'schema.target-row', severity: 'warning' }]);
    expect(plan).not.toBeNull();
  });

  it('drafts what it can in spite of blockers, so that the data can be looked at', () => {
    const { plan, draft } = build({ shardRows: [], target: targetTables.slice(1) });
    expect(plan).toBeNull();
    expect(draft?.tables.map(({ table: name }) => name)).not.toContain('apps');
    const shards = draft?.tables.find(({ table: name }) => name === 'shards');
    expect(shards?.columns.map(({ name }) => name)).toEqual(['id', 'biz_id', 'tenant_id']);
  });

  it('has a fingerprint that changes with what is written, and not with estimates', () => {
    const base = planned().fingerprint;
    const grown = sourceTables.map((facts) => ({ ...facts, approximateRows: 99 }));
    expect(planned({ source: grown }).fingerprint).toBe(base);
    expect(planned({ config: { tenantId: 'other' } }).fingerprint).not.toBe(base);
    expect(planned({ config: { tables: { skip: ['kvs'], include: [] } } }).fingerprint).not.toBe(base);
    expect(planned({ ids: { mode: 'offset', reason: '', offsets: { apps: '1' } } }).fingerprint).not.toBe(
      base,
    );
  });

  it('holds no master key', () => {
    const base = smallConfig();
    const config = {
      source: { ...base.source, credentialMasterKey: new Secret('canary-key-16byt') },
      target: { ...base.target, credentialMasterKey: new Secret('canary-key-other') },
    };
    expect(JSON.stringify(planned({ config }))).not.toContain('canary');
  });
});
