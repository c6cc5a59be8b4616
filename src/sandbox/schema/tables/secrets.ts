import type { TableText } from '../table-text.js';

/** Rows whose values are in Vault, and the credentials of clients. */
export const secretsTables: readonly TableText[] = [
  {
    name: 'kvs',
    columns: `
      id bigint unsigned, key varchar(255) bin, version bigint unsigned, kv_type varchar(64),
      kv_state varchar(64), biz_id bigint unsigned, app_id bigint unsigned, creator varchar(64),
      reviser varchar(64), created_at datetime(6), updated_at datetime(6), signature varchar(64),
      md5 varchar(64), byte_size bigint unsigned, memo varchar(256) null default '',
      secret_type varchar(20) default '', secret_hidden tinyint unsigned default '0',
      certificate_expiration_date datetime(6) null`,
    tenant: true,
    indexes: `
      unique idx_bizID_appID_key_kvState (key, kv_state, biz_id, app_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'released_kvs',
    columns: `
      id bigint unsigned, key varchar(255) bin, version bigint unsigned, release_id bigint unsigned,
      kv_type varchar(64), biz_id bigint unsigned, app_id bigint unsigned, creator varchar(64),
      reviser varchar(64), created_at datetime(6), updated_at datetime(6), signature varchar(64),
      md5 varchar(64), byte_size bigint unsigned, memo varchar(256) null default '',
      secret_type varchar(20) default '', secret_hidden tinyint unsigned default '0',
      certificate_expiration_date datetime(6) null`,
    tenant: true,
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
      id bigint unsigned, biz_id bigint unsigned, credential_type varchar(64), enc_credential varchar(64),
      enc_algorithm varchar(64), memo longtext null, enable tinyint unsigned null default '0',
      creator varchar(64), reviser varchar(64), created_at datetime(6), updated_at datetime(6),
      expired_at datetime(6), name varchar(255) bin`,
    tenant: true,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'credential_scopes',
    columns: `
      id bigint unsigned, biz_id bigint unsigned, credential_id bigint unsigned,
      credential_scope varchar(64), creator varchar(64), reviser varchar(64), updated_at datetime(6),
      created_at datetime(6), expired_at datetime(6)`,
    tenant: true,
    indexes: '',
  },
];
