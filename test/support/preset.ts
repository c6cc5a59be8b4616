import { type Preset, presetSchema } from '../../src/preset/schema.js';

const text = (en: string) => ({ en, zh: en });

/** How rows tell of their secret, and secrets of themselves, as BSCP's do. */
export const secretColumns = {
  version_column: 'version',
  value_field: 'value',
  type_field: 'kv_type',
  type_column: 'kv_type',
  signature_column: 'signature',
  md5_column: 'md5',
  size_column: 'byte_size',
} as const;

/** A small preset with one of each thing a plan looks at. */
export function smallPreset(more: Partial<Record<string, unknown>> = {}): Preset {
  return presetSchema.parse({
    name: 'small',
    title: text('Small'),
    source_version: '1',
    target_version: '2',
    tenant: { column: 'tenant_id', max_length: 20 },
    business: { column: 'biz_id' },
    id: { column: 'id', max: 4294967295 },
    references: { app_id: 'apps', hook_id: 'hooks' },
    tables: [
      { name: 'bindings', level: 2, json_references: [{ column: 'app_ids', path: '[*]', table: 'apps' }] },
      { name: 'apps', level: 1, user_names: [{ column: 'approver', separator: ',' }] },
      {
        name: 'shards',
        level: 1,
        target_rows: { db_id: { table: 'shard_dbs', column: 'id', title: text('Shard') } },
      },
      { name: 'kvs', level: 2 },
      { name: 'credentials', level: 2, secret_columns: ['enc_credential'] },
    ],
    skip: [
      {
        table: 'audits',
        reason: text('log'),
        effect: text('lost'),
        risk: 'medium',
        may_be_migrated: true,
        level: 3,
      },
      { table: 'events', reason: text('cursor'), effect: text('none'), risk: 'low', may_be_migrated: false },
      { table: 'hooks', reason: text('test'), effect: text('none'), risk: 'low', may_be_migrated: true },
    ],
    id_generators: {
      table: 'id_generators',
      resource_column: 'resource',
      max_column: 'max_id',
      without: ['shards'],
      never: ['events'],
    },
    secrets: {
      mount: 'bk',
      entries: [
        {
          table: 'kvs',
          path: 'biz/{biz_id}/apps/{app_id}/kvs/{key}',
          ...secretColumns,
        },
      ],
    },
    credentials: {
      table: 'credentials',
      column: 'enc_credential',
      algorithm: 'aes-cbc-pkcs7-base64',
      key_sizes: [16, 24, 32],
      advice: text('equal keys'),
    },
    not_moved: [],
    watch_lists: [],
    checklist: [{ id: 'done', when: 'after', title: text('Done'), kind: 'manual' }],
    ...more,
  });
}
