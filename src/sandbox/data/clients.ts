import type { Application, Release, World } from './world.js';

/** What clients reported about an application, and the log of operations on it. */
export function addTraffic(world: World, app: Application, releases: readonly Release[]): void {
  for (let index = 0; index < world.shape.clientsPerApp; index += 1) addClient(world, app, releases, index);
  for (let index = 0; index < world.shape.auditsPerApp; index += 1) addAudit(world, app);
  addEvents(world, app, releases);
  world.add('client_querys', {
    biz_id: app.business.id,
    app_id: app.id,
    creator: world.texts.person(),
    search_name: world.texts.note(64),
    search_type: world.random.pick(['recent', 'common']),
    search_condition: JSON.stringify({ online_status: ['online'], label: { 城市: '深圳' } }),
    ...world.clock.span(),
  });
}

function addClient(world: World, app: Application, releases: readonly Release[], index: number): void {
  const { random } = world;
  const place = { biz_id: app.business.id, app_id: app.id };
  const id = world.nextId('clients');
  const uid = `${random.word(8)}-${app.id}-${index}`;
  const release = random.pick(releases);
  const target = random.chance(0.2) ? 0 : random.pick(releases).id;
  const change = {
    release_change_status: random.pick(['Success', 'Failed', 'Processing']),
    release_change_failed_reason: random.pick(['', 'DownloadFailed']),
    failed_detail_reason: random.chance(0.1) ? world.texts.note() : '',
    specific_failed_reason: '',
    total_seconds: random.integer(0, 10_000) / 8,
  };
  const { created_at: first, updated_at: last } = world.clock.span();
  world.add('clients', {
    id,
    ...place,
    uid,
    client_version: `v1.${random.integer(0, 9)}.0`,
    client_type: random.pick(['sdk', 'sidecar', 'agent', 'command']),
    ip: `10.${random.integer(0, 255)}.${random.integer(0, 255)}.${random.integer(1, 254)}`,
    labels: random.chance(0.1) ? null : JSON.stringify({ city: 'bj', 区域: '华南', uid }),
    annotations: random.chance(0.5) ? null : '{}',
    first_connect_time: first,
    last_heartbeat_time: last,
    online_status: random.pick(['online', 'offline']),
    cpu_usage: random.fraction(),
    cpu_max_usage: random.fraction() * 4,
    cpu_min_usage: 0,
    cpu_avg_usage: 1 / 3,
    memory_usage: random.integer(0, 2 ** 31),
    memory_max_usage: random.integer(0, 2 ** 31),
    current_release_id: release.id,
    target_release_id: target,
    ...change,
  });
  world.add('current_released_instances', {
    id: world.nextId('current_released_instances'),
    uid,
    release_id: release.id,
    memo: world.texts.remark(),
    ...place,
    creator: world.texts.person(),
    created_at: first,
  });
  for (let event = 0; event < world.shape.eventsPerClient; event += 1) {
    world.add('client_events', {
      client_id: id,
      cursor_id: `${uid}-${event}`,
      ...place,
      uid,
      client_mode: random.pick(['Pull', 'Watch']),
      original_release_id: event === 0 ? 0 : release.id,
      target_release_id: target,
      start_time: first,
      end_time: random.chance(0.1) ? null : last,
      total_file_size: random.integer(0, 10 ** 9),
      download_file_size: 0.1,
      total_file_num: random.integer(0, 100),
      ...change,
    });
  }
}

function addAudit(world: World, app: Application): void {
  const { random } = world;
  world.add('audits', {
    id: world.nextId('audits'),
    res_type: random.pick(['app', 'config_item', 'group', 'release']),
    res_id: random.integer(0, 5000),
    action: random.pick(['create', 'update', 'delete', 'publish']),
    rid: random.word(32),
    app_code: 'bk-bscp',
    detail: random.chance(0.2)
      ? null
      : JSON.stringify({ before: world.texts.note(), after: world.texts.body(2) }),
    biz_id: app.business.id,
    app_id: random.pick([app.id, app.id, 0, null]),
    operator: world.texts.person(),
    created_at: world.clock.moment(),
    res_instance: world.texts.remark(),
    operate_way: random.pick(['WebUI', 'API']),
    status: random.pick(['Success', 'AlreadyPublish', 'Failure']),
    strategy_id: random.pick([0, null]),
    is_compare: random.chance(0.3),
  });
}

/** Notices about publications, which the services read with a cursor. */
function addEvents(world: World, app: Application, releases: readonly Release[]): void {
  for (const release of releases) {
    world.add('events', {
      id: world.nextId('events'),
      resource: 'publish',
      op_type: 'InsertEvent',
      resource_id: release.id,
      resource_uid: world.random.pick(['', null, world.random.word(16)]),
      final_status: world.random.integer(0, 2),
      biz_id: app.business.id,
      app_id: app.id,
      creator: world.texts.person(),
      created_at: world.clock.moment(),
    });
  }
}
