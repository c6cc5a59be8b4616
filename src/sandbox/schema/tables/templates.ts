import type { TableText } from '../table-text.js';

/** Shared templates, their bindings to applications, and what releases made of them. */
export const templatesTables: readonly TableText[] = [
  {
    name: 'template_spaces',
    columns: `
      id bigint unsigned, name varchar(255) bin, memo varchar(256) null default '',
      biz_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'template_sets',
    columns: `
      id bigint unsigned, name varchar(255) bin, memo varchar(256) null default '', template_ids json,
      public tinyint(1) null default '0', bound_apps json, biz_id bigint unsigned,
      template_space_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_tempSpaID_name (biz_id, template_space_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'templates',
    columns: `
      id bigint unsigned, name varchar(255) bin, path varchar(255) bin, memo varchar(256) null default '',
      biz_id bigint unsigned, template_space_id bigint unsigned, creator varchar(64), reviser varchar(64),
      created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_tempSpaID_name_path (biz_id, template_space_id, name, path)`,
    targetIndexes: `
      unique idx_tenantID_bizID_tempSpaID_name_path (tenant_id, biz_id, template_space_id, name(100), path(100))`,
  },
  {
    name: 'template_revisions',
    columns: `
      id bigint unsigned, revision_name varchar(255) bin, revision_memo varchar(256) null default '',
      name varchar(255), path varchar(255), file_type varchar(20), file_mode varchar(20),
      user varchar(64), user_group varchar(64), privilege varchar(64), signature varchar(64),
      byte_size bigint unsigned, biz_id bigint unsigned, template_space_id bigint unsigned,
      template_id bigint unsigned, creator varchar(64), created_at datetime(6), md5 varchar(64),
      charset varchar(20) default ''`,
    tenant: true,
    indexes: `
      unique idx_bizID_tempID_revName (biz_id, template_id, revision_name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'template_variables',
    columns: `
      id bigint unsigned, name varchar(255) bin, type varchar(20), default_val mediumtext null,
      memo varchar(256) null default '', biz_id bigint unsigned, creator varchar(64), reviser varchar(64),
      created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'app_template_bindings',
    columns: `
      id bigint unsigned, template_space_ids json, template_set_ids json, template_ids json,
      template_revision_ids json, latest_template_ids json, bindings json, biz_id bigint unsigned,
      app_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'app_template_variables',
    columns: `
      id bigint unsigned, variables json, biz_id bigint unsigned, app_id bigint unsigned,
      creator varchar(64), reviser varchar(64), created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'released_app_templates',
    columns: `
      id bigint unsigned, release_id bigint unsigned, template_space_id bigint unsigned,
      template_space_name varchar(255), template_set_id bigint unsigned, template_set_name varchar(255),
      template_id bigint unsigned, name varchar(255), path varchar(255),
      template_revision_id bigint unsigned, is_latest tinyint(1) null,
      template_revision_name varchar(255), template_revision_memo varchar(256) null default '',
      file_type varchar(20), file_mode varchar(20), user varchar(64), user_group varchar(64),
      privilege varchar(64), signature varchar(64), byte_size bigint unsigned,
      origin_signature varchar(64), origin_byte_size bigint unsigned, biz_id bigint unsigned,
      app_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6), md5 varchar(64), charset varchar(20) default ''`,
    tenant: true,
    indexes: `
      key idx_bizID_appID_relID (biz_id, app_id, release_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'released_app_template_variables',
    columns: `
      id bigint unsigned, release_id bigint unsigned, variables json, biz_id bigint unsigned,
      app_id bigint unsigned, creator varchar(64), created_at datetime(6)`,
    tenant: true,
    indexes: `
      key idx_bizID_appID (biz_id, app_id)
      unique idx_releaseID (release_id)`,
    targetIndexes: 'by tenant',
  },
];
