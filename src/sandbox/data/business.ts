import { encryptCredential, sandboxMasterKeys } from './digests.js';
import { addTemplates } from './templates.js';
import type { Application, Business, Group, Hook, World } from './world.js';

/** A business with what its applications share: groups, hooks, templates. */
export function addBusiness(world: World, id: number): Business {
  const made = world.authored();
  world.add('sharding_bizs', { memo: world.texts.remark(), biz_id: id, sharding_db_id: 1, ...made });
  const groups = Array.from({ length: world.shape.groupsPerBusiness }, (_, index) =>
    addGroup(world, id, index),
  );
  const hooks = Array.from({ length: world.shape.hooksPerBusiness }, (_, index) => addHook(world, id, index));
  addTemplateVariables(world, id);
  return { id, groups, hooks, templates: addTemplates(world, id) };
}

const groupNames = ['北京灰度', 'canary 🐤', 'all-hosts', 'say "id": 3', "ops' own"] as const;

function addGroup(world: World, bizId: number, index: number): Group {
  const { random } = world;
  const debug = index % 5 === 4;
  const group: Group = {
    id: world.nextId('groups'),
    name: index < groupNames.length ? (groupNames[index] as string) : `group-${index}`,
    public: random.chance(0.6),
    mode: debug ? 'debug' : 'custom',
    selector: debug ? null : selectorText(world, index),
    uid: debug ? random.word(32) : '',
    made: world.authored(),
  };
  const { made, ...spec } = group;
  world.add('groups', { ...spec, biz_id: bizId, ...made });
  return group;
}

/** Numbers beyond 2^53, 1.0 and a key named id: nothing here is one of our ids, so nothing may change. */
function selectorText(world: World, index: number): string {
  const value = world.random.pick(['"bj"', '"深圳 🌆"', '1.0', '12345678901234567890', '"a\\"b\\\\c\\n"']);
  return index % 2 === 0
    ? `{"labels_and":[{"key":"city","op":"eq","value":${value}}]}`
    : `{"labels_or":[{"key":"id","op":"in","value":["1","2"]},{"key":"region","op":"ne","value":${value}}]}`;
}

function addHook(world: World, bizId: number, index: number): Hook {
  const id = world.nextId('hooks');
  const name = index === 0 ? '重启服务' : `hook-${index}-${world.random.word(4)}`;
  const type = world.random.pick(['shell', 'python', 'bat']);
  world.add('hooks', {
    id,
    name,
    memo: world.texts.remark(),
    type,
    biz_id: bizId,
    tags: JSON.stringify(world.random.some(['db', '缓存', 'reload "now"', '🔥'], 2)),
    ...world.authored(),
  });
  const states = index === 0 ? ['shutdown', 'deployed', 'not_deployed'] : ['deployed', 'not_deployed'];
  const revisions = states.map((state, number) => {
    const revision = {
      id: world.nextId('hook_revisions'),
      name: `v${number + 1}-${world.random.word(6)}`,
      content: `#!/bin/sh\necho "$1" | tr -d '\\n'\n# ${world.texts.body(3)}\n`,
    };
    world.add('hook_revisions', {
      ...revision,
      memo: world.texts.remark(),
      state,
      biz_id: bizId,
      hook_id: id,
      ...world.authored(),
    });
    return revision;
  });
  return { id, name, type, revisions };
}

function addTemplateVariables(world: World, bizId: number): void {
  const defaults = ['', '0', '10.0.0.1', world.texts.body(4), null];
  for (const [index, value] of defaults.entries()) {
    world.add('template_variables', {
      id: world.nextId('template_variables'),
      name: `bk_bscp_variable_${index}`,
      type: index % 2 === 0 ? 'string' : 'number',
      default_val: value,
      memo: world.texts.remark(),
      biz_id: bizId,
      ...world.authored(),
    });
  }
}

/** Credentials of the clients of a business, each allowed to read some applications. */
export function addCredentials(world: World, business: Business, apps: readonly Application[]): void {
  for (let index = 0; index < world.shape.credentialsPerBusiness; index += 1) {
    const id = world.nextId('credentials');
    const made = world.authored();
    world.add('credentials', {
      id,
      biz_id: business.id,
      credential_type: 'bearer_token',
      // 32 characters become 48 bytes of ciphertext and exactly the column's 64 characters.
      enc_credential: encryptCredential(world.random.word(32), sandboxMasterKeys.source),
      enc_algorithm: 'aes',
      memo: world.texts.remark(),
      enable: !world.random.chance(0.2),
      expired_at: index % 3 === 0 ? '9999-12-31 23:59:59.000000' : world.clock.moment(),
      name: index === 0 ? '客户端密钥 🔑' : `client-${index}`,
      ...made,
    });
    for (const app of world.random.some(apps, 3)) {
      world.add('credential_scopes', {
        id: world.nextId('credential_scopes'),
        biz_id: business.id,
        credential_id: id,
        credential_scope: `${app.name}/${world.random.pick(['**', '*', 'etc/*.conf', 'db_*'])}`,
        expired_at: world.clock.moment(),
        ...world.authored(),
      });
    }
  }
}
