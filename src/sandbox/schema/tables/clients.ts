import type { TableText } from '../table-text.js';

/** What clients report, and the log of operations. */
export const clientsTables: readonly TableText[] = [
  {
    name: 'clients',
    columns: `
      id, biz_id, app_id, uid varchar(64), client_version varchar(150) default '',
      client_type varchar(20) default '', ip varchar(16) default '', labels json null,
      annotations json null, first_connect_time datetime(6) null, last_heartbeat_time datetime(6) null,
      online_status varchar(20) default '', cpu_usage double unsigned default '0',
      cpu_max_usage double unsigned default '0', memory_usage bigint unsigned default '0',
      memory_max_usage bigint unsigned default '0', current_release_id bigint unsigned default '0',
      target_release_id bigint unsigned default '0', release_change_status varchar(20) default '',
      release_change_failed_reason varchar(50) default '',
      failed_detail_reason varchar(1030) default '', cpu_min_usage double unsigned default '0',
      cpu_avg_usage double unsigned default '0', memory_min_usage bigint unsigned default '0',
      memory_avg_usage bigint unsigned default '0', specific_failed_reason varchar(50) default '',
      total_seconds double unsigned default '0'`,
    indexes: `
      unique idx_bizID_appID_uid (biz_id, app_id, uid)
      key idx_lastHeartbeatTime_onlineStatus (last_heartbeat_time, online_status)`,
    targetIndexes: 'the same',
  },
  {
    name: 'client_events',
    columns: `
      id bigint unsigned auto_increment, client_id bigint unsigned, cursor_id varchar(128), biz_id,
      app_id, uid varchar(64), client_mode varchar(20) default '',
      original_release_id bigint unsigned default '0', target_release_id bigint unsigned default '0',
      start_time datetime(6) null, end_time datetime(6) null, total_seconds double unsigned default '0',
      total_file_size double unsigned default '0', download_file_size double unsigned default '0',
      total_file_num int unsigned default '0', download_file_num int unsigned default '0',
      release_change_status varchar(20), release_change_failed_reason varchar(50) default '',
      failed_detail_reason varchar(1030) default '', specific_failed_reason varchar(50) default ''`,
    indexes: `
      unique idx_bizID_appID_uid_cursorID (cursor_id, biz_id, app_id, uid)
      key idx_clientID (client_id)`,
    targetIndexes: 'the same',
  },
  {
    name: 'client_querys',
    columns: `
      id bigint unsigned auto_increment, biz_id, app_id, creator, search_name varchar(64) default '',
      search_type varchar(20), search_condition json, created_at, updated_at`,
    indexes: `
      key idx_bizID_appID_creator (biz_id, app_id, creator)`,
  },
  {
    name: 'current_released_instances',
    columns: `
      id, uid varchar(64), release_id, memo, biz_id, app_id, creator, created_at`,
    indexes: `
      unique idx_appID_uid (app_id, uid)
      key idx_bizID_appID (biz_id, app_id)
      key idx_uid (uid)`,
    targetIndexes: `
      unique idx_tenantID_appID_uid (tenant_id, app_id, uid)
      key idx_tenantID_bizID_appID (tenant_id, biz_id, app_id)
      key idx_uid (uid)`,
  },
  {
    name: 'audits',
    columns: `
      id, res_type varchar(50), res_id bigint unsigned, action varchar(50) default '', rid varchar(64),
      app_code varchar(64), detail longtext null, biz_id, app_id bigint unsigned null,
      operator varchar(64), created_at, res_instance text null, operate_way varchar(20) default '',
      status varchar(20) default '', strategy_id bigint unsigned null,
      is_compare tinyint unsigned default '0'`,
    indexes: `
      key idx_action (action)
      key idx_appCode_operator_createdAt (app_code, operator, created_at)
      key idx_bizID_appID_createdAt (biz_id, app_id, created_at)
      key idx_bizID_operator_createdAt (biz_id, operator, created_at)
      key idx_bizID_resType_createdAt (biz_id, res_type, created_at)
      key idx_createdAt (created_at)
      key idx_resID (res_id)
      key idx_resType (res_type)`,
    targetIndexes: `
      key idx_action (action)
      key idx_appCode_operator_createdAt (app_code, operator, created_at)
      key idx_bizID_operator_createdAt (biz_id, operator, created_at)
      key idx_bizID_resType_createdAt (biz_id, res_type, created_at)
      key idx_createdAt (created_at)
      key idx_resID (res_id)
      key idx_resType (res_type)
      key idx_tenantID_bizID_appID_createdAt (tenant_id, biz_id, app_id, created_at)`,
  },
  {
    name: 'events',
    columns: `
      id, resource varchar(50), op_type varchar(20), resource_id bigint unsigned null default '0',
      resource_uid varchar(64) null default '', final_status tinyint unsigned null default '0', biz_id,
      app_id, creator, created_at`,
    indexes: `
      key idx_createdAt (created_at)
      key idx_resource_bizID (resource, biz_id)`,
    targetIndexes: `
      key idx_createdAt (created_at)
      key idx_tenantID_resource_bizID (tenant_id, resource, biz_id)`,
  },
];
