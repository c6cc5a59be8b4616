import type { TableText } from '../table-text.js';

/** Shared templates, their bindings to applications, and what releases made of them. */
export const templatesTables: readonly TableText[] = [
  {
    name: 'template_spaces',
    columns: `
      id, name varchar(255) bin, memo, biz_id, creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'template_sets',
    columns: `
      id, name varchar(255) bin, memo, template_ids json, public tinyint(1) null default '0',
      bound_apps json, biz_id, template_space_id bigint unsigned, creator, reviser, created_at,
      updated_at`,
    indexes: `
      unique idx_bizID_tempSpaID_name (biz_id, template_space_id, name)`,
  },
  {
    name: 'templates',
    columns: `
      id, name varchar(255) bin, path varchar(255) bin, memo, biz_id, template_space_id bigint unsigned,
      creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_tempSpaID_name_path (biz_id, template_space_id, name, path)`,
    targetIndexes: `
      unique idx_tenantID_bizID_tempSpaID_name_path (tenant_id, biz_id, template_space_id, name(100), path(100))`,
  },
  {
    name: 'template_revisions',
    columns: `
      id, revision_name varchar(255) bin, revision_memo varchar(256) null default '', name varchar(255),
      path varchar(255), file_type, file_mode, user, user_group, privilege, signature, byte_size,
      biz_id, template_space_id bigint unsigned, template_id bigint unsigned, creator, created_at, md5,
      charset`,
    indexes: `
      unique idx_bizID_tempID_revName (biz_id, template_id, revision_name)`,
  },
  {
    name: 'template_variables',
    columns: `
      id, name varchar(255) bin, type varchar(20), default_val mediumtext null, memo, biz_id, creator,
      reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'app_template_bindings',
    columns: `
      id, template_space_ids json, template_set_ids json, template_ids json, template_revision_ids json,
      latest_template_ids json, bindings json, biz_id, app_id, creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
  },
  {
    name: 'app_template_variables',
    columns: `
      id, variables json, biz_id, app_id, creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_appID (biz_id, app_id)`,
  },
  {
    name: 'released_app_templates',
    columns: `
      id, release_id, template_space_id bigint unsigned, template_space_name varchar(255),
      template_set_id bigint unsigned, template_set_name varchar(255), template_id bigint unsigned,
      name varchar(255), path varchar(255), template_revision_id bigint unsigned,
      is_latest tinyint(1) null, template_revision_name varchar(255),
      template_revision_memo varchar(256) null default '', file_type, file_mode, user, user_group,
      privilege, signature, byte_size, origin_signature varchar(64), origin_byte_size bigint unsigned,
      biz_id, app_id, creator, reviser, created_at, updated_at, md5, charset`,
    indexes: `
      key idx_bizID_appID_relID (biz_id, app_id, release_id)`,
  },
  {
    name: 'released_app_template_variables',
    columns: `
      id, release_id, variables json, biz_id, app_id, creator, created_at`,
    indexes: `
      key idx_bizID_appID (biz_id, app_id)
      unique idx_releaseID (release_id)`,
  },
];
