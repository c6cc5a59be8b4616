import type { TableText } from '../table-text.js';

/** Applications, their files and releases. */
export const filesTables: readonly TableText[] = [
  {
    name: 'applications',
    columns: `
      id, name varchar(255) bin, config_type varchar(20), memo, biz_id, creator, reviser, created_at,
      updated_at, alias varchar(255) bin, data_type varchar(255), last_consumed_time datetime(6) null,
      is_approve tinyint unsigned default '0', approve_type varchar(20) null, approver varchar(256) null`,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'archived_apps',
    columns: `
      id, biz_id, app_id, created_at`,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
  },
  {
    name: 'config_items',
    columns: `
      id, name varchar(255) bin, path varchar(255) bin, file_type, file_mode, memo, user, user_group,
      privilege, biz_id, app_id, creator, reviser, created_at, updated_at, charset`,
    indexes: `
      unique idx_bizID_appID_name (biz_id, app_id, path, name)`,
    targetIndexes: `
      unique idx_tenantID_bizID_appID_name (tenant_id, biz_id, app_id, path(100), name(100))`,
  },
  {
    name: 'commits',
    columns: `
      id, content_id bigint unsigned, signature, byte_size, memo, biz_id, app_id,
      config_item_id bigint unsigned, creator, created_at, md5`,
    indexes: `
      key idx_bizID_appID_cfgID (biz_id, app_id, config_item_id)`,
  },
  {
    name: 'contents',
    columns: `
      id, signature, byte_size, biz_id, app_id, config_item_id bigint unsigned, creator, created_at, md5`,
    indexes: `
      key idx_bizID_appID_cfgID (biz_id, app_id, config_item_id)`,
  },
  {
    name: 'releases',
    columns: `
      id, name varchar(255) bin, memo, deprecated tinyint(1), publish_num bigint unsigned, biz_id,
      app_id, creator, created_at, fully_released tinyint(1) null`,
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
      id, commit_id bigint unsigned, release_id, biz_id, app_id, config_item_id bigint unsigned,
      content_id bigint unsigned, signature, byte_size, name varchar(255), path varchar(255), file_type,
      file_mode, memo, user, user_group, privilege, creator, reviser, created_at, updated_at,
      origin_signature varchar(64), origin_byte_size bigint unsigned, md5, charset`,
    indexes: `
      key idx_bizID_appID_relID (biz_id, app_id, release_id)`,
  },
];
