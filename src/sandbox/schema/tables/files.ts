import type { TableText } from '../table-text.js';

/** Applications, their files and releases. */
export const filesTables: readonly TableText[] = [
  {
    name: 'applications',
    columns: `
      id bigint unsigned, name varchar(255) bin, config_type varchar(20),
      memo varchar(256) null default '', biz_id bigint unsigned, creator varchar(64), reviser varchar(64),
      created_at datetime(6), updated_at datetime(6), alias varchar(255) bin, data_type varchar(255),
      last_consumed_time datetime(6) null, is_approve tinyint unsigned default '0',
      approve_type varchar(20) null, approver varchar(256) null`,
    tenant: true,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'archived_apps',
    columns: `
      id bigint unsigned, biz_id bigint unsigned, app_id bigint unsigned, created_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'config_items',
    columns: `
      id bigint unsigned, name varchar(255) bin, path varchar(255) bin, file_type varchar(20),
      file_mode varchar(20), memo varchar(256) null default '', user varchar(64), user_group varchar(64),
      privilege varchar(64), biz_id bigint unsigned, app_id bigint unsigned, creator varchar(64),
      reviser varchar(64), created_at datetime(6), updated_at datetime(6), charset varchar(20) default ''`,
    tenant: true,
    indexes: `
      unique idx_bizID_appID_name (biz_id, app_id, path, name)`,
    targetIndexes: `
      unique idx_tenantID_bizID_appID_name (tenant_id, biz_id, app_id, path(100), name(100))`,
  },
  {
    name: 'commits',
    columns: `
      id bigint unsigned, content_id bigint unsigned, signature varchar(64), byte_size bigint unsigned,
      memo varchar(256) null default '', biz_id bigint unsigned, app_id bigint unsigned,
      config_item_id bigint unsigned, creator varchar(64), created_at datetime(6), md5 varchar(64)`,
    tenant: true,
    indexes: `
      key idx_bizID_appID_cfgID (biz_id, app_id, config_item_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'contents',
    columns: `
      id bigint unsigned, signature varchar(64), byte_size bigint unsigned, biz_id bigint unsigned,
      app_id bigint unsigned, config_item_id bigint unsigned, creator varchar(64), created_at datetime(6),
      md5 varchar(64)`,
    tenant: true,
    indexes: `
      key idx_bizID_appID_cfgID (biz_id, app_id, config_item_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'releases',
    columns: `
      id bigint unsigned, name varchar(255) bin, memo varchar(256) null default '', deprecated tinyint(1),
      publish_num bigint unsigned, biz_id bigint unsigned, app_id bigint unsigned, creator varchar(64),
      created_at datetime(6), fully_released tinyint(1) null`,
    tenant: true,
    indexes: `
      key idx_bizID_appID (biz_id, app_id)
      unique idx_bizID_appID_name (name, biz_id, app_id)`,
    targetIndexes: `
      key idx_tenantID_bizID_appID (tenant_id, biz_id, app_id)
      unique idx_tenantID_bizID_appID_name (tenant_id, biz_id, app_id, name)`,
  },
  {
    name: 'released_config_items',
    columns: `
      id bigint unsigned, commit_id bigint unsigned, release_id bigint unsigned, biz_id bigint unsigned,
      app_id bigint unsigned, config_item_id bigint unsigned, content_id bigint unsigned,
      signature varchar(64), byte_size bigint unsigned, name varchar(255), path varchar(255),
      file_type varchar(20), file_mode varchar(20), memo varchar(256) null default '', user varchar(64),
      user_group varchar(64), privilege varchar(64), creator varchar(64), reviser varchar(64),
      created_at datetime(6), updated_at datetime(6), origin_signature varchar(64),
      origin_byte_size bigint unsigned, md5 varchar(64), charset varchar(20) default ''`,
    tenant: true,
    indexes: `
      key idx_bizID_appID_relID (biz_id, app_id, release_id)`,
    targetIndexes: 'by tenant',
  },
];
