import type { TableText } from '../table-text.js';

/** Who gets which release: groups, strategies and hooks. */
export const publishingTables: readonly TableText[] = [
  {
    name: 'groups',
    columns: `
      id bigint unsigned, name varchar(255) bin, mode varchar(20), public tinyint(1) null default '0',
      selector json null, uid varchar(64) null default '', biz_id bigint unsigned, creator varchar(64),
      reviser varchar(64), created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      key idx_bizID (biz_id)
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'group_app_binds',
    columns: `
      id bigint unsigned, group_id bigint unsigned, app_id bigint unsigned, biz_id bigint unsigned`,
    tenant: true,
    indexes: `
      key idx_groupID_appID_bizID (group_id, app_id, biz_id)`,
    targetIndexes: `
      key idx_tenantID_groupID_appID_bizID (tenant_id, group_id, biz_id, app_id)`,
  },
  {
    name: 'released_groups',
    columns: `
      id bigint unsigned, group_id bigint unsigned, app_id bigint unsigned, release_id bigint unsigned,
      strategy_id bigint unsigned, mode varchar(20), selector json null, uid varchar(64) null default '',
      edited tinyint(1) null default '0', biz_id bigint unsigned, reviser varchar(64),
      updated_at datetime(6)`,
    tenant: true,
    indexes: `
      key idx_groupID_appID_bizID (group_id, app_id, biz_id)`,
    targetIndexes: `
      key idx_tenantID_groupID_appID_bizID (tenant_id, group_id, biz_id, app_id)`,
  },
  {
    name: 'strategy_sets',
    columns: `
      id bigint unsigned, name varchar(255), mode varchar(20), status varchar(20) null default '',
      memo varchar(256) null default '', biz_id bigint unsigned, app_id bigint unsigned,
      creator varchar(64), reviser varchar(64), created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_appID_name (app_id, name)
      key idx_bizID_appID (biz_id, app_id)
      unique idx_bizID_id (biz_id, id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'strategies',
    columns: `
      id bigint unsigned, name varchar(255), release_id bigint unsigned, as_default tinyint(1),
      scope json null, namespace varchar(128) null default '', memo varchar(256) null default '',
      pub_state varchar(20), biz_id bigint unsigned, app_id bigint unsigned,
      strategy_set_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6), publish_type varchar(20) default '', publish_time varchar(20) null,
      publish_status varchar(20) default '', reject_reason longtext null, approver varchar(256) null,
      approver_progress varchar(256) null, final_approval_time datetime(6) null,
      itsm_ticket_type varchar(256) null, itsm_ticket_url varchar(256) null,
      itsm_ticket_sn varchar(256) null, itsm_ticket_status varchar(256) null,
      itsm_ticket_state_id int null, approve_type varchar(20) default ''`,
    targetColumns: `itsm_ticket_state_id varchar(256) null`,
    tenant: true,
    indexes: `
      key idx_bizID_appID (biz_id, app_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'current_published_strategies',
    columns: `
      id bigint unsigned, name varchar(255), release_id bigint unsigned, as_default tinyint(1),
      scope json null, mode varchar(20), namespace varchar(128) null default '',
      memo varchar(256) null default '', pub_state varchar(20), biz_id bigint unsigned,
      app_id bigint unsigned, strategy_set_id bigint unsigned, strategy_id bigint unsigned,
      creator varchar(64), created_at datetime(6)`,
    tenant: true,
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
    columns: `
      id bigint unsigned, name varchar(255), release_id bigint unsigned, as_default tinyint(1),
      scope json null, mode varchar(20), namespace varchar(128) null default '',
      memo varchar(256) null default '', pub_state varchar(20), biz_id bigint unsigned,
      app_id bigint unsigned, strategy_set_id bigint unsigned, strategy_id bigint unsigned,
      creator varchar(64), created_at datetime(6)`,
    tenant: true,
    indexes: `
      key idx_bizID_appID_setID_namespace (biz_id, app_id, strategy_set_id, namespace)
      key idx_bizID_appID_setID_strategyID (biz_id, app_id, strategy_set_id, strategy_id)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'hooks',
    columns: `
      id bigint unsigned, name varchar(255) bin, memo varchar(256) null default '', type varchar(64),
      biz_id bigint unsigned, creator varchar(64), reviser varchar(64), created_at datetime(6),
      updated_at datetime(6), tags json`,
    tenant: true,
    indexes: `
      unique idx_bizID_name (biz_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'hook_revisions',
    columns: `
      id bigint unsigned, name varchar(255) bin, memo varchar(256) null default '', state varchar(64),
      content longtext null, biz_id bigint unsigned, hook_id bigint unsigned, creator varchar(64),
      reviser varchar(64), created_at datetime(6), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_bizID_revisionName (hook_id, name)`,
    targetIndexes: 'by tenant',
  },
  {
    name: 'released_hooks',
    columns: `
      id bigint unsigned, app_id bigint unsigned, release_id bigint unsigned, hook_type varchar(64),
      hook_id bigint unsigned, hook_revision_id bigint unsigned, hook_name varchar(64),
      hook_revision_name varchar(64), content longtext null, script_type varchar(64),
      biz_id bigint unsigned, reviser varchar(64), updated_at datetime(6)`,
    tenant: true,
    indexes: `
      unique idx_appID_releaseID_hookType (app_id, release_id, hook_type)`,
    targetIndexes: 'by tenant',
  },
];
