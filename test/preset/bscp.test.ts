import { beforeAll, describe, expect, test } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import { loadPreset } from '../../src/preset/load.js';
import type { Preset } from '../../src/preset/schema.js';

let preset: Preset;
beforeAll(async () => {
  preset = await loadPreset('bscp');
});

test('lints clean', async () => {
  expect(await lintPreset('bscp')).toEqual([]);
});

describe('tables', () => {
  test('the 29 core ones, in copying order', () => {
    expect(preset.tables.map(({ level, name }) => `${level} ${name}`)).toEqual([
      '1 sharding_bizs',
      '1 applications',
      '1 template_spaces',
      '1 groups',
      '1 hooks',
      '1 credentials',
      '2 config_items',
      '2 releases',
      '2 strategy_sets',
      '2 template_sets',
      '2 templates',
      '2 template_variables',
      '2 hook_revisions',
      '2 credential_scopes',
      '2 group_app_binds',
      '3 commits',
      '3 contents',
      '3 strategies',
      '3 current_published_strategies',
      '3 kvs',
      '3 released_config_items',
      '3 released_groups',
      '3 released_hooks',
      '3 released_kvs',
      '3 template_revisions',
      '3 app_template_bindings',
      '3 app_template_variables',
      '3 released_app_templates',
      '3 released_app_template_variables',
    ]);
  });

  test('what stays behind, its risk, and whether it may move after all', () => {
    expect(preset.skip.map(({ table, risk, may_be_migrated }) => [table, risk, may_be_migrated])).toEqual([
      ['events', 'low', false],
      ['current_released_instances', 'none', true],
      ['resource_locks', 'none', false],
      ['clients', 'none', true],
      ['client_events', 'low', true],
      ['client_querys', 'low', true],
      ['audits', 'medium', true],
      ['published_strategy_histories', 'low', true],
      ['archived_apps', 'low', true],
      ['configs', 'low', false],
      ['schema_migrations', 'none', false],
      ['biz_hosts', 'none', false],
      ['sharding_dbs', 'none', false],
    ]);
  });

  test('with id_generators they are all 43 of the source', () => {
    const names = [...preset.tables.map(({ name }) => name), ...preset.skip.map(({ table }) => table)];
    expect(new Set([...names, preset.id_generators?.table]).size).toBe(43);
  });
});

describe('references', () => {
  test('columns of any table', () => {
    expect(preset.references).toEqual({
      app_id: 'applications',
      release_id: 'releases',
      config_item_id: 'config_items',
      content_id: 'contents',
      commit_id: 'commits',
      strategy_id: 'strategies',
      strategy_set_id: 'strategy_sets',
      template_space_id: 'template_spaces',
      template_set_id: 'template_sets',
      template_id: 'templates',
      template_revision_id: 'template_revisions',
      hook_id: 'hooks',
      hook_revision_id: 'hook_revisions',
      group_id: 'groups',
      credential_id: 'credentials',
    });
  });

  test('inside JSON', () => {
    const found = [
      ...preset.tables.map(({ name, json_references }) => ({ name, json_references })),
      ...preset.skip.map(({ table, json_references }) => ({ name: table, json_references })),
    ].flatMap(({ name, json_references }) =>
      json_references.map(({ column, path, table }) => `${name}.${column}${path} -> ${table}`),
    );
    expect(found.sort()).toEqual(
      [
        'template_sets.template_ids[*] -> templates',
        'template_sets.bound_apps[*] -> applications',
        'app_template_bindings.template_space_ids[*] -> template_spaces',
        'app_template_bindings.template_set_ids[*] -> template_sets',
        'app_template_bindings.template_ids[*] -> templates',
        'app_template_bindings.latest_template_ids[*] -> templates',
        'app_template_bindings.template_revision_ids[*] -> template_revisions',
        'app_template_bindings.bindings[*].template_set_id -> template_sets',
        'app_template_bindings.bindings[*].template_revisions[*].template_id -> templates',
        'app_template_bindings.bindings[*].template_revisions[*].template_revision_id -> template_revisions',
        'strategies.scope.groups[*].id -> groups',
        'current_published_strategies.scope.groups[*].id -> groups',
        'published_strategy_histories.scope.groups[*].id -> groups',
      ].sort(),
    );
  });

  test('of tables that move only when asked', () => {
    const optional = Object.fromEntries(preset.skip.map(({ table, references }) => [table, references]));
    expect(optional.clients).toEqual({ current_release_id: 'releases', target_release_id: 'releases' });
    expect(optional.client_events).toEqual({
      client_id: 'clients',
      original_release_id: 'releases',
      target_release_id: 'releases',
    });
    const audits = preset.skip.find(({ table }) => table === 'audits');
    expect(audits?.unmapped_ids.map(({ column }) => column)).toEqual(['res_id']);
  });

  test('the row of the target’s own', () => {
    const shards = preset.tables.find(({ name }) => name === 'sharding_bizs')?.target_rows;
    expect(shards).toMatchObject({ sharding_db_id: { table: 'sharding_dbs', column: 'id' } });
  });
});

test('IDs, tenant, business and generators', () => {
  expect(preset.id).toEqual({ column: 'id', max: 4_294_967_295 });
  expect(preset.tenant).toEqual({ column: 'tenant_id', max_length: 255 });
  expect(preset.business).toEqual({ column: 'biz_id' });
  expect(preset.id_generators).toMatchObject({
    table: 'id_generators',
    resource_column: 'resource',
    max_column: 'max_id',
    without: ['sharding_bizs'],
    never: ['events'],
  });
});

test('secrets and credentials', () => {
  expect(preset.secrets?.mount).toBe('bk_bscp');
  expect(
    preset.secrets?.entries.map(({ table, path, deleted_state }) => [table, path, deleted_state]),
  ).toEqual([
    ['kvs', 'biz/{biz_id}/apps/{app_id}/kvs/{key}', 'DELETE'],
    ['released_kvs', 'biz/{biz_id}/apps/{app_id}/releases/{release_id}/kvs/{key}', undefined],
  ]);
  expect(preset.credentials).toMatchObject({
    table: 'credentials',
    column: 'enc_credential',
    key_sizes: [16, 24, 32],
  });
  const secretColumns = preset.tables.flatMap(({ name, secret_columns }) =>
    secret_columns.map((column) => `${name}.${column}`),
  );
  expect(secretColumns).toEqual(['credentials.enc_credential']);
});

test('columns that pulls bump, and columns with user names', () => {
  const applications = preset.tables.find(({ name }) => name === 'applications');
  expect(applications?.volatile).toEqual(['last_consumed_time', 'updated_at']);
  const names = preset.tables.flatMap(({ name, user_names }) =>
    user_names.map(({ column }) => `${name}.${column}`),
  );
  expect(names).toEqual(['applications.approver', 'strategies.approver', 'strategies.approver_progress']);
});

describe('the checklist', () => {
  test.each([
    ['before', 'source is backed up', 'manual'],
    ['before', 'target is backed up', 'manual'],
    ['before', 'Writes to the source are stopped', 'manual'],
    ['before', 'file storage is reachable', 'manual'],
    ['before', 'businesses are known to the tenant', 'manual'],
    ['before', "Approvers' names are valid", 'manual'],
    ['during', 'ITSM v4 is registered', 'manual'],
    ['during', "Files are copied to the tenant's project", 'manual'],
    ['during', 'Permissions are granted', 'manual'],
    ['after', 'Row counts of the core tables are equal', 'automatic'],
    ['after', 'Secrets are complete against kvs and released_kvs', 'automatic'],
    ['after', 'id_generators are updated', 'automatic'],
    ['after', 'Every reference leads to a row', 'automatic'],
    ['after', 'application list can be viewed', 'both'],
    ['after', 'Config items can be viewed', 'both'],
    ['after', 'KVs can be viewed', 'both'],
    ['after', 'Releases are complete', 'both'],
    ['after', 'Templates are present', 'both'],
    ['after', 'Groups are present', 'both'],
    ['after', 'Hooks are present', 'both'],
    ['after', 'Credentials are present', 'both'],
    ['after', 'Redis is flushed and feed-server restarted, before clients switch', 'manual'],
    ['after', 'Scheduled publishes are made again', 'manual'],
    ['after', 'test client connects to the new feed server', 'manual'],
    ['after', 'test client pulls its config', 'manual'],
    ['after', "equals the source's", 'manual'],
    ['after', 'Client connections have recovered', 'manual'],
    ['after', 'A new release works', 'manual'],
  ])('%s: %s (%s)', (when, words, kind) => {
    const items = preset.checklist.filter(({ title }) => title.en.includes(words));
    expect(items.map((item) => [item.when, item.kind])).toEqual([[when, kind]]);
    expect(items[0]?.title.zh).toMatch(/\p{Script=Han}/u);
  });

  test('every migrated table is counted by an item that a person confirms, but for the shards', () => {
    const counted = preset.checklist
      .filter(({ kind }) => kind === 'both')
      .flatMap(({ tables }) => tables ?? []);
    const left = preset.tables.map(({ name }) => name).filter((name) => !counted.includes(name));
    expect(left).toEqual(['sharding_bizs']);
    expect(new Set(counted).size).toBe(counted.length);
  });

  test('each watch list belongs to an item', () => {
    const used = preset.checklist.flatMap(({ watch_list }) => watch_list ?? []).sort();
    expect(used).toEqual(preset.watch_lists.map(({ id }) => id).sort());
  });
});

test('what is not moved is said', () => {
  expect(preset.not_moved.map(({ id }) => id)).toEqual([
    'files',
    'scheduled-publishes',
    'permissions',
    'businesses',
    'itsm',
    'runtime-state',
  ]);
});
