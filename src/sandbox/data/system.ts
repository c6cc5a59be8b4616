import { generatorResources } from '../schema/index.js';
import type { Application, World } from './world.js';

/** What the source's services keep about themselves, before any business. */
export function addSystemRows(world: World): void {
  const made = world.authored();
  world.add('sharding_dbs', {
    type: 'mysql',
    host: '127.0.0.1',
    port: 3306,
    user: 'bk_bscp',
    password: '',
    database: 'bk_bscp',
    memo: world.texts.remark(),
    ...made,
  });
  for (const version of ['20230511114513', '20230620110540', '20240312094821']) {
    world.add('schema_migrations', { applied: world.clock.moment(), version });
  }
  world.add('configs', { key: 'create_approve_itsm_service_id', value: '42' });
  world.add('configs', { key: 'create_count_sign_approve_itsm_workflow_id', value: '' });
  // Id 1 is not a notice: it remembers how far the services have read.
  world.add('events', {
    id: world.nextId('events'),
    resource: 'cursor_reminder',
    op_type: 'InsertEvent',
    resource_id: 0,
    resource_uid: '0',
    final_status: 0,
    biz_id: 0,
    app_id: 0,
    creator: 'system',
    created_at: world.clock.moment(),
  });
}

/** Run-time rows of a business. */
export function addBusinessSystemRows(world: World, bizId: number, apps: readonly Application[]): void {
  for (let host = 0; host < 5; host += 1) {
    world.add('biz_hosts', {
      bk_biz_id: bizId,
      bk_host_id: bizId * 1000 + host,
      bk_agent_id: world.random.chance(0.2) ? null : world.random.word(32),
      bk_host_innerip: host === 0 ? '' : `10.0.${bizId % 250}.${host}`,
      last_updated: world.clock.moment(),
    });
  }
  for (const app of apps) {
    world.add('resource_locks', {
      res_type: 'config_item',
      res_key: `app-${app.id}`,
      res_count: world.random.integer(0, 50),
      biz_id: bizId,
    });
  }
  const archived = apps.at(-1) as Application;
  world.add('archived_apps', {
    id: world.nextId('archived_apps'),
    biz_id: bizId,
    app_id: archived.id,
    created_at: world.clock.moment(),
  });
}

/** The generators, level with the ids handed out; last, because only then they are known. */
export function addGenerators(world: World): void {
  for (const resource of generatorResources) {
    world.add('id_generators', {
      resource,
      max_id: world.highestIds.get(resource) ?? 0,
      updated_at: world.clock.moment(),
    });
  }
}
