/**
 * What refers to what, written down by hand from what is known of the system, and from nothing in the product:
 * the product reads its preset, and a fault in that must show here.
 */

/** The 29 tables that move. */
export const coreTables: readonly string[] = [
  ...['sharding_bizs', 'applications', 'template_spaces', 'groups', 'hooks', 'credentials'],
  ...['config_items', 'releases', 'strategy_sets', 'template_sets', 'templates', 'template_variables'],
  ...['hook_revisions', 'credential_scopes', 'group_app_binds'],
  ...['commits', 'contents', 'strategies', 'current_published_strategies', 'kvs', 'released_config_items'],
  ...['released_groups', 'released_hooks', 'released_kvs', 'template_revisions', 'app_template_bindings'],
  ...['app_template_variables', 'released_app_templates', 'released_app_template_variables'],
];

/** A column of this name holds an id of this table, wherever it occurs; 0 and NULL mean none. */
const references: Readonly<Record<string, string>> = {
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
};

/** References whose columns have another name than the table's. */
const furtherReferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clients: { current_release_id: 'releases', target_release_id: 'releases' },
  client_events: { client_id: 'clients', original_release_id: 'releases', target_release_id: 'releases' },
};

/** The table whose id a column holds. */
export function referredTable(table: string, column: string): string | undefined {
  return furtherReferences[table]?.[column] ?? references[column];
}

export interface IdsInJson {
  readonly column: string;
  /** Steps from the root: a key, or `*` for every element. */
  readonly path: readonly string[];
  readonly table: string;
}

const scopeGroups: readonly IdsInJson[] = [{ column: 'scope', path: ['groups', '*', 'id'], table: 'groups' }];

/** Ids inside JSON, by table. */
export const idsInJson: Readonly<Record<string, readonly IdsInJson[]>> = {
  template_sets: [
    { column: 'template_ids', path: ['*'], table: 'templates' },
    { column: 'bound_apps', path: ['*'], table: 'applications' },
  ],
  app_template_bindings: [
    { column: 'template_space_ids', path: ['*'], table: 'template_spaces' },
    { column: 'template_set_ids', path: ['*'], table: 'template_sets' },
    { column: 'template_ids', path: ['*'], table: 'templates' },
    { column: 'latest_template_ids', path: ['*'], table: 'templates' },
    { column: 'template_revision_ids', path: ['*'], table: 'template_revisions' },
    { column: 'bindings', path: ['*', 'template_set_id'], table: 'template_sets' },
    { column: 'bindings', path: ['*', 'template_revisions', '*', 'template_id'], table: 'templates' },
    {
      column: 'bindings',
      path: ['*', 'template_revisions', '*', 'template_revision_id'],
      table: 'template_revisions',
    },
  ],
  strategies: scopeGroups,
  current_published_strategies: scopeGroups,
  published_strategy_histories: scopeGroups,
};

/** Columns of the json type, whatever their table. */
export const jsonColumns: ReadonlySet<string> = new Set([
  ...['tags', 'selector', 'scope', 'template_ids', 'bound_apps', 'template_space_ids', 'template_set_ids'],
  ...['template_revision_ids', 'latest_template_ids', 'bindings', 'variables'],
  ...['labels', 'annotations', 'search_condition'],
]);

/** Columns of the double type: the two servers print the same number differently. */
export const doubleColumns: ReadonlySet<string> = new Set([
  ...['total_seconds', 'total_file_size', 'download_file_size'],
  ...['cpu_usage', 'cpu_max_usage', 'cpu_min_usage', 'cpu_avg_usage'],
]);

/** Tables whose rows name secrets, with the folder of their paths. */
export const secretFolders: Readonly<Record<string, (row: (column: string) => string) => string>> = {
  kvs: (row) => `biz/${row('biz_id')}/apps/${row('app_id')}/kvs`,
  released_kvs: (row) => `biz/${row('biz_id')}/apps/${row('app_id')}/releases/${row('release_id')}/kvs`,
};

/** Tables without a row in id_generators. */
export const withoutGenerator: ReadonlySet<string> = new Set([
  'sharding_bizs',
  'client_events',
  'client_querys',
]);
