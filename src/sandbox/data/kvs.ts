import { factsOf } from './digests.js';
import { awkwardTexts } from './texts.js';
import type { Application, Release, SecretToWrite, World } from './world.js';

type SecretVersion = SecretToWrite['versions'][number];

/** A key with its value as its newest live row has it. */
interface LiveKv {
  readonly key: string;
  readonly version: SecretVersion;
}

/** 1 MB; Vault 1.21 refuses a JSON string that is longer than 1 MiB as it is sent, escapes included. */
const largestValue = 1_000_000;

/** Key-value pairs of an application, with their secrets; gives those a release can hold. */
export async function addKvs(world: World, app: Application, first: boolean): Promise<readonly LiveKv[]> {
  const live: LiveKv[] = [];
  const folder = `biz/${app.business.id}/apps/${app.id}/kvs`;
  for (let index = 0; index < world.shape.kvsPerKvApp; index += 1) {
    const key = keyOf(world, index);
    const count = world.random.chance(0.3) || index === 2 ? world.random.integer(2, 4) : 1;
    const versions = Array.from({ length: count }, () => sampleValue(world, index));
    if (first && index === 0) versions[0] = { kv_type: 'text', value: bigValue(world) };
    // Often not the newest version: a later one was written, and given up.
    const named = count === 1 ? 1 : world.random.integer(1, count);
    const version = versions[named - 1] as SecretVersion;
    await world.writeSecret({
      path: `${folder}/${key}`,
      versions,
      ...(index % 20 === 7 ? { customMetadata: { owner: 'ops 团队', ticket: `T-${index}` } } : {}),
    });
    addKvRow(world, app, { key, version, number: named, state: world.random.pick(liveStates) });
    if (!(first && index === 0)) live.push({ key, version });
  }
  await addDeletedKvs(world, app, folder);
  return live;
}

const liveStates = ['ADD', 'REVISE', 'UNCHANGE'] as const;

/** A deleted row beside a live one of the same key, at an older version; and one whose secret is gone. */
async function addDeletedKvs(world: World, app: Application, folder: string): Promise<void> {
  const versions = [sampleValue(world, 1), sampleValue(world, 1), sampleValue(world, 1)];
  const key = 'deleted_and_made_again';
  await world.writeSecret({ path: `${folder}/${key}`, versions });
  addKvRow(world, app, { key, version: versions[0] as SecretVersion, number: 1, state: 'DELETE' });
  addKvRow(world, app, { key, version: versions[1] as SecretVersion, number: 2, state: 'ADD' });
  const gone = sampleValue(world, 1);
  addKvRow(world, app, { key: 'secret_is_gone', version: gone, number: 1, state: 'DELETE' });
}

function addKvRow(
  world: World,
  app: Application,
  kv: {
    readonly key: string;
    readonly version: SecretVersion;
    readonly number: number;
    readonly state: string;
  },
): void {
  world.add('kvs', {
    id: world.nextId('kvs'),
    kv_state: kv.state,
    ...kvColumns(world, app, kv.key, kv.version, kv.number),
  });
}

/** The key-value pairs that a release keeps: secrets of their own, in the release's folder. */
export async function releaseKvs(world: World, release: Release, live: readonly LiveKv[]): Promise<void> {
  const { app } = release;
  const folder = `biz/${app.business.id}/apps/${app.id}/releases/${release.id}/kvs`;
  for (const { key, version } of world.random.some(live, world.shape.kvsPerRelease)) {
    const rewritten = world.random.chance(0.1);
    const versions = rewritten ? [version, sampleValue(world, 1)] : [version];
    await world.writeSecret({ path: `${folder}/${key}`, versions });
    world.add('released_kvs', {
      id: world.nextId('released_kvs'),
      release_id: release.id,
      ...kvColumns(world, app, key, version, 1),
    });
  }
}

function kvColumns(world: World, app: Application, key: string, version: SecretVersion, number: number) {
  const secret = version.kv_type === 'secret';
  return {
    key,
    version: number,
    kv_type: version.kv_type,
    biz_id: app.business.id,
    app_id: app.id,
    ...factsOf(version.value),
    memo: world.texts.remark(),
    secret_type: secret ? world.random.pick(['password', 'certificate', 'token']) : '',
    secret_hidden: secret && world.random.chance(0.5),
    certificate_expiration_date: secret ? world.clock.moment() : null,
    ...world.authored(),
  };
}

/** Different whatever the collation, except one pair that differs in case only: keys are compared by bytes. */
function keyOf(world: World, index: number): string {
  if (index === 1) return 'Case_Matters';
  if (index === 2) return 'case_matters';
  return world.random.pick([`数据库_${index}`, `db.password-${index}`, `KEY_${index}`, `k${index}`]);
}

function sampleValue(world: World, index: number): SecretVersion {
  const { random } = world;
  const awkward = awkwardTexts[index % awkwardTexts.length] as string;
  return random.pick<SecretVersion>([
    { kv_type: 'string', value: `${random.word(12)} ${world.texts.note()}` },
    { kv_type: 'string', value: index % 8 === 4 ? '' : awkward },
    { kv_type: 'number', value: String(random.integer(-1_000_000, 1_000_000)) },
    { kv_type: 'text', value: `${world.texts.body(random.integer(1, 6))}\n` },
    { kv_type: 'text', value: binaryLooking(random.integer(1, 300), random) },
    { kv_type: 'json', value: `{"z": 1.0, "a": [12345678901234567890, null, "${random.word(6)}"]}` },
    { kv_type: 'yaml', value: `name: ${random.word(5)}\nnested:\n  - 'it''s'\n  - "\\t"\n` },
    { kv_type: 'xml', value: `<a b="1">&lt;${random.word(5)}&gt;</a>` },
    { kv_type: 'secret', value: random.word(random.integer(16, 64)) },
    {
      kv_type: 'secret',
      value: `-----BEGIN CERTIFICATE-----\n${random.word(200)}\n-----END CERTIFICATE-----\n`,
    },
  ]);
}

function binaryLooking(length: number, random: World['random']): string {
  return Array.from({ length }, () => String.fromCharCode(random.integer(0, 255))).join('');
}

function bigValue(world: World): string {
  const block = `${world.random.word(999)}\n`;
  return block.repeat(largestValue / block.length);
}
