import type { TableText } from '../table-text.js';

/** Housekeeping of the services themselves. */
export const systemTables: readonly TableText[] = [
  {
    name: 'sharding_dbs',
    columns: `
      id bigint unsigned auto_increment, type varchar(20), host varchar(64), port smallint unsigned,
      user varchar(32), password varchar(32), database varchar(20), memo, creator, reviser, created_at,
      updated_at`,
    tenant: false,
    indexes: `
      unique idx_host_port_user_passwd_db (host, port, user, password, database)`,
  },
  {
    name: 'sharding_bizs',
    columns: `
      id bigint unsigned auto_increment, memo, biz_id, sharding_db_id bigint unsigned, creator, reviser,
      created_at, updated_at`,
    indexes: `
      unique idx_bizID_dbID (biz_id, sharding_db_id)
      key sharding_db_id (sharding_db_id)`,
    foreignKey: 'FOREIGN KEY (sharding_db_id) REFERENCES sharding_dbs (id)',
    targetIndexes: 'the same',
  },
  {
    name: 'id_generators',
    columns: `
      id bigint unsigned auto_increment, resource varchar(50), max_id bigint unsigned, updated_at`,
    tenant: false,
    indexes: `
      unique idx_resource (resource)`,
  },
  {
    name: 'schema_migrations',
    columns: `
      id int auto_increment, applied datetime(6), version varchar(255) null`,
    tenant: false,
    indexes: '',
  },
  {
    name: 'resource_locks',
    columns: `
      id bigint unsigned auto_increment, res_type varchar(50), res_key varchar(512),
      res_count bigint unsigned, biz_id`,
    indexes: `
      unique idx_bizID_resType_resKey (biz_id, res_type, res_key)`,
    targetIndexes: `
      unique idx_tenantID_bizID_resType_resKey (tenant_id, biz_id, res_type, res_key(100))`,
  },
  {
    name: 'configs',
    columns: `
      id bigint unsigned auto_increment, key varchar(256) default '', value varchar(256) default ''`,
    indexes: `
      key idx_key (key)`,
    targetIndexes: 'the same',
  },
  {
    name: 'biz_hosts',
    columns: `
      bk_biz_id bigint unsigned, bk_host_id bigint unsigned, bk_agent_id varchar(256) null,
      bk_host_innerip varchar(256) null, last_updated datetime(6)`,
    indexes: `
      primary (bk_biz_id, bk_host_id)`,
    tenant: false,
    sourceOnly: true,
  },
];
