import type { TableText } from '../table-text.js';

/** A strategy as it was published: the current one, and those before. */
const publishedColumns = `
  id, name varchar(255), release_id, as_default tinyint(1), scope json null, mode varchar(20),
  namespace varchar(128) null default '', memo, pub_state varchar(20), biz_id, app_id,
  strategy_set_id bigint unsigned, strategy_id bigint unsigned, creator, created_at`;

/** Who gets which release: groups, strategies and hooks. */
export const publishingTables: readonly TableText[] = [
  {
    name: 'groups',
    columns: `
      id, name varchar(255) bin, mode varchar(20), public tinyint(1) null default '0',
      selector json null, uid varchar(64) null default '', biz_id, creator, reviser, created_at,
      updated_at`,
    indexes: `
      key idx_bizID (biz_id)
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'group_app_binds',
    columns: `
      id, group_id bigint unsigned, app_id, biz_id`,
    indexes: `
      key idx_groupID_appID_bizID (group_id, app_id, biz_id)`,
    targetIndexes: `
      key idx_tenantID_groupID_appID_bizID (tenant_id, group_id, biz_id, app_id)`,
  },
  {
    name: 'released_groups',
    columns: `
      id, group_id bigint unsigned, app_id, release_id, strategy_id bigint unsigned, mode varchar(20),
      selector json null, uid varchar(64) null default '', edited tinyint(1) null default '0', biz_id,
      reviser, updated_at`,
    indexes: `
      key idx_groupID_appID_bizID (group_id, app_id, biz_id)`,
    targetIndexes: `
      key idx_tenantID_groupID_appID_bizID (tenant_id, group_id, biz_id, app_id)`,
  },
  {
    name: 'strategy_sets',
    columns: `
      id, name varchar(255), mode varchar(20), status varchar(20) null default '', memo, biz_id, app_id,
      creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_appID_name (app_id, name)
      key idx_bizID_appID (biz_id, app_id)
      unique idx_bizID_id (biz_id, id)`,
  },
  {
    name: 'strategies',
    columns: `
      id, name varchar(255), release_id, as_default tinyint(1), scope json null,
      namespace varchar(128) null default '', memo, pub_state varchar(20), biz_id, app_id,
      strategy_set_id bigint unsigned, creator, reviser, created_at, updated_at,
      publish_type varchar(20) default '', publish_time varchar(20) null,
      publish_status varchar(20) default '', reject_reason longtext null, approver varchar(256) null,
      approver_progress varchar(256) null, final_approval_time datetime(6) null,
      itsm_ticket_type varchar(256) null, itsm_ticket_url varchar(256) null,
      itsm_ticket_sn varchar(256) null, itsm_ticket_status varchar(256) null,
      itsm_ticket_state_id int null, approve_type varchar(20) default ''`,
    targetColumns: `itsm_ticket_state_id varchar(256) null`,
    indexes: `
      key idx_bizID_appID (biz_id, app_id)`,
  },
  {
    name: 'current_published_strategies',
    columns: publishedColumns,
    indexes: `
      key idx_appID (app_id)
      key idx_bizID_appID (biz_id, app_id)
      key idx_bizID_releaseID (biz_id, release_id)
      unique idx_strategyID (strategy_id)`,
    targetIndexes: `
      key idx_appID (app_id)
      key idx_tenantID_bizID_appID (tenant_id, biz_id, app_id)
      key idx_tenantID_bizID_releaseID (tenant_id, biz_id, release_id)
      unique idx_tenantID_strategyID (tenant_id, strategy_id)`,
  },
  {
    name: 'published_strategy_histories',
    columns: publishedColumns,
    indexes: `
      key idx_bizID_appID_setID_namespace (biz_id, app_id, strategy_set_id, namespace)
      key idx_bizID_appID_setID_strategyID (biz_id, app_id, strategy_set_id, strategy_id)`,
  },
  {
    name: 'hooks',
    columns: `
      id, name varchar(255) bin, memo, type varchar(64), biz_id, creator, reviser, created_at,
      updated_at, tags json`,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
  },
  {
    name: 'hook_revisions',
    columns: `
      id, name varchar(255) bin, memo, state varchar(64), content longtext null, biz_id,
      hook_id bigint unsigned, creator, reviser, created_at, updated_at`,
    indexes: `
      unique idx_bizID_revisionName (hook_id, name)`,
  },
  {
    name: 'released_hooks',
    columns: `
      id, app_id, release_id, hook_type varchar(64), hook_id bigint unsigned,
      hook_revision_id bigint unsigned, hook_name varchar(64), hook_revision_name varchar(64),
      content longtext null, script_type varchar(64), biz_id, reviser, updated_at`,
    indexes: `
      unique idx_appID_releaseID_hookType (app_id, release_id, hook_type)`,
  },
];
