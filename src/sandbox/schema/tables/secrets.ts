import type { TableText } from '../table-text.js';

/** Rows whose values are in Vault, and the credentials of clients. */
export const secretsTables: readonly TableText[] = [
  {
    name: 'kvs',
    columns: `
      id, key varchar(255) bin, version bigint unsigned, kv_type varchar(64), kv_state varchar(64),
      biz_id, app_id, creator, reviser, created_at, updated_at, signature, md5, byte_size, memo,
      secret_type varchar(20) default '', secret_hidden tinyint unsigned default '0',
      certificate_expiration_date datetime(6) null`,
    indexes: `
      unique idx_bizID_appID_key_kvState (key, kv_state, biz_id, app_id)`,
  },
  {
    name: 'released_kvs',
    columns: `
      id, key varchar(255) bin, version bigint unsigned, release_id, kv_type varchar(64), biz_id,
      app_id, creator, reviser, created_at, updated_at, signature, md5, byte_size, memo,
      secret_type varchar(20) default '', secret_hidden tinyint unsigned default '0',
      certificate_expiration_date datetime(6) null`,
    indexes: `
      key idx_bizID_appID_ID (biz_id, app_id, release_id)
      unique relID_key (key, release_id)`,
    targetIndexes: `
      key idx_tenantID_bizID_appID_ID (tenant_id, biz_id, app_id, release_id)
      unique tenantID_relID_key (tenant_id, key, release_id)`,
  },
  {
    name: 'credentials',
    columns: `
      id, biz_id, credential_type varchar(64), enc_credential varchar(64), enc_algorithm varchar(64),
      memo longtext null, enable tinyint unsigned null default '0', creator, reviser, created_at,
      updated_at, expired_at datetime(6), name varchar(255) bin`,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'credential_scopes',
    columns: `
      id, biz_id, credential_id bigint unsigned, credential_scope varchar(64), creator, reviser,
      updated_at, created_at, expired_at datetime(6)`,
    indexes: '',
  },
];
