import { addCurrentAndHistory, addStrategy, type Publication } from './strategies.js';
import type { Application, Group, Hook, Release, World } from './world.js';

/** The group of every client that is in no other; it has no row. */
const defaultGroup: Group = {
  id: 0,
  name: 'default',
  public: true,
  mode: 'default',
  selector: null,
  uid: '',
  made: { creator: '', reviser: '', created_at: '', updated_at: '' },
};

/** An application with its releases, oldest first. */
export function addApplication(
  world: World,
  business: Application['business'],
  index: number,
): { readonly app: Application; readonly releases: readonly Release[] } {
  const kind = index % 2 === 0 ? 'file' : 'kv';
  const app: Application = {
    id: world.nextId('applications'),
    // Letters, digits, - and _ only, and short: a credential's scope holds it in 64 characters.
    name: index % 7 === 2 ? `Demo_${kind}-${index}` : `demo-${kind}-${index}`,
    kind,
    business,
  };
  const approved = index % 3 === 0;
  world.add('applications', {
    id: app.id,
    name: app.name,
    config_type: kind,
    memo: world.texts.remark(),
    biz_id: business.id,
    alias: world.random.pick([`演示服务 ${index}`, `Demo ${index} 🚀`, app.name]),
    data_type: kind === 'kv' ? 'any' : '',
    last_consumed_time: world.random.chance(0.3) ? null : world.clock.moment(),
    is_approve: approved,
    approve_type: approved ? world.random.pick(['or_sign', 'count_sign']) : null,
    approver: approved ? world.texts.approvers() : index % 3 === 1 ? '' : null,
    ...world.authored(),
  });
  const releases = Array.from({ length: world.shape.releasesPerApp }, (_, number) =>
    addRelease(world, app, number),
  );
  return { app, releases };
}

function addRelease(world: World, app: Application, number: number): Release {
  const release = {
    id: world.nextId('releases'),
    name: `v1.${number}${number % 4 === 3 ? '-发布' : ''}`,
    app,
  };
  const made = world.authored();
  world.add('releases', {
    id: release.id,
    name: release.name,
    memo: world.texts.remark(),
    deprecated: number === 0 && world.shape.releasesPerApp > 2,
    publish_num: world.random.integer(0, 3),
    biz_id: app.business.id,
    app_id: app.id,
    creator: made.creator,
    created_at: made.created_at,
    fully_released: world.random.pick([true, false, null]),
  });
  return release;
}

/** Who gets which release: strategies, the groups they name, and what is published now. */
export function publish(world: World, app: Application, releases: readonly Release[]): void {
  const place = { biz_id: app.business.id, app_id: app.id };
  const setId = world.nextId('strategy_sets');
  world.add('strategy_sets', {
    id: setId,
    name: `set of ${app.name}`,
    mode: 'normal',
    status: world.random.pick(['enabled', null]),
    memo: world.texts.remark(),
    ...place,
    ...world.authored(),
  });
  const publications: Publication[] = releases.map((release, number) => {
    const groups = [
      ...(number % 2 === 0 ? [defaultGroup] : []),
      ...world.random.some(app.business.groups, world.random.integer(1, 3)),
    ];
    // The last two may still wait for something; the older ones are out.
    const waiting = number >= releases.length - 2 ? releases.length - number : 0;
    return addStrategy(world, { release, groups, setId: number % 5 === 4 ? 0 : setId, waiting });
  });
  addCurrentAndHistory(world, publications);
  releaseToGroups(world, app, publications);
}

/** One row per application and group: the release its clients get, the newest publication winning. */
function releaseToGroups(world: World, app: Application, publications: readonly Publication[]): void {
  const place = { biz_id: app.business.id, app_id: app.id };
  const winners = new Map<number, { readonly group: Group; readonly publication: Publication }>();
  for (const publication of publications.filter((candidate) => candidate.published)) {
    for (const group of publication.groups) winners.set(group.id, { group, publication });
  }
  for (const { group, publication } of winners.values()) {
    world.add('released_groups', {
      id: world.nextId('released_groups'),
      group_id: group.id,
      ...place,
      release_id: publication.release.id,
      strategy_id: publication.strategyId,
      mode: group.mode,
      selector: group.selector,
      uid: group.uid,
      edited: world.random.chance(0.1),
      reviser: world.texts.person(),
      updated_at: world.clock.moment(),
    });
    if (group.id === 0) continue;
    world.add('group_app_binds', { id: world.nextId('group_app_binds'), group_id: group.id, ...place });
  }
}

/** The scripts that run around a release; release 0 is the draft. */
export function addReleasedHooks(world: World, app: Application, releases: readonly Release[]): void {
  for (const releaseId of [0, ...releases.map((release) => release.id)]) {
    for (const hookType of ['pre_hook', 'post_hook']) {
      if (hookType === 'post_hook' && world.random.chance(0.3)) continue;
      const hook: Hook = world.random.pick(app.business.hooks);
      const revision = world.random.pick(hook.revisions);
      world.add('released_hooks', {
        id: world.nextId('released_hooks'),
        app_id: app.id,
        release_id: releaseId,
        hook_type: hookType,
        hook_id: hook.id,
        hook_revision_id: revision.id,
        hook_name: hook.name,
        hook_revision_name: revision.name,
        content: revision.content,
        script_type: hook.type,
        biz_id: app.business.id,
        reviser: world.texts.person(),
        updated_at: world.clock.moment(),
      });
    }
  }
}
