/**
 * How fast the Vault phase of `tenantferry run` is, ledger and rows included, beside the plainest client that could copy the
 * same secrets: GET and POST of every path, two Node processes of eight concurrent workers (`vault-plain.ts`).
 *
 *     npm run bench:vault -- [--paths N] [--rounds N] [--on mariadb|mysql] [--loaded]
 *
 * Both ways take turns in every round, each into a fresh mount. `--loaded`: one core is kept busy by another process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Secret } from '../src/core/secret.js';
import { factsOf } from '../src/sandbox/data/digests.js';
import { openSink } from '../src/sandbox/data/sink.js';
import { openSecretWriter } from '../src/sandbox/data/vault-writer.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { createSourceSchema, createTargetSchema, generatorResources } from '../src/sandbox/schema/index.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { startVault, type VaultServer } from '../src/sandbox/vault/server.js';
import { cpuSecondsOf, median } from './measure.js';
import type { PlainJob } from './vault-plain.js';

const binary = fileURLToPath(new URL('../../../bin/tenantferry.js', import.meta.url));
const plainClient = fileURLToPath(new URL('./vault-plain.js', import.meta.url));
const processes = 2;
const workers = 8;

const { values } = parseArgs({
  options: {
    paths: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    on: { type: 'string', default: 'mariadb' },
    loaded: { type: 'boolean', default: false },
    /** More arguments for the tool's Node, e.g. --cpu-prof. */
    node: { type: 'string', default: '' },
  },
});
const count = Number(values.paths);
const rounds = Number(values.rounds);
const paths = Array.from({ length: count }, (_, n) => `biz/2/apps/1/kvs/key-${n}`);

interface Servers {
  readonly source: DatabaseServer;
  readonly target: DatabaseServer;
  readonly vault: VaultServer;
}

async function fill({ source, vault }: Servers): Promise<void> {
  await createSourceSchema(source, 'source');
  await vault.mountKv('source');
  const sink = await openSink(endpointOf(source, 'source'));
  const token = new Secret(vault.rootToken);
  const secrets = openSecretWriter({
    address: vault.address,
    mount: 'source',
    auth: { kind: 'token', token },
  });
  const at = '2026-01-01 00:00:00';
  const authored = { creator: 'a', reviser: 'a', created_at: at, updated_at: at };
  for (const resource of generatorResources) {
    sink.add('id_generators', { resource, max_id: count, updated_at: at });
  }
  for (const [n, path] of paths.entries()) {
    const value = `value ${n} ${'x'.repeat(200)}`;
    const row = { key: `key-${n}`, version: 1, kv_type: 'string', kv_state: 'ADD', biz_id: 2, app_id: 1 };
    sink.add('kvs', { id: n + 1, ...row, ...factsOf(value), ...authored });
    await secrets.write({ path, versions: [{ kv_type: 'string', value }] });
  }
  await Promise.all([sink.finish(), secrets.finish()]);
  await Promise.all([sink.close(), secrets.close()]);
}

/** One way's copy of all paths. CPU is in milliseconds per path, of the client, the Vault and the target's database. */
interface Copied {
  readonly perSecond: number;
  readonly cpu: readonly [client: number, vault: number, database: number];
}

type Usage = Copied['cpu'];

function copied(seconds: number, before: Usage, after: Usage): Copied {
  const each = (index: 0 | 1 | 2) => ((after[index] - before[index]) * 1000) / count;
  return { perSecond: count / seconds, cpu: [each(0), each(1), each(2)] };
}

/** The plain client; its processes' start is not counted. */
async function plain({ vault, target }: Servers, mount: string): Promise<Copied> {
  await vault.mountKv(mount);
  const children = Array.from({ length: processes }, (_, index) => {
    const child = spawn(process.execPath, [plainClient], { stdio: ['pipe', 'pipe', 'inherit'] });
    const job: PlainJob = {
      address: vault.address,
      token: vault.rootToken,
      source: 'source',
      target: mount,
      paths: paths.filter((_, n) => n % processes === index),
      workers,
    };
    child.stdin.write(`${JSON.stringify(job)}\n`);
    return child;
  });
  const usage = (): Usage => [
    children.reduce((sum, { pid = 0 }) => sum + cpuSecondsOf(pid), 0),
    cpuSecondsOf(vault.pid),
    cpuSecondsOf(target.pid),
  ];
  const said = () => Promise.all(children.map((child) => once(child.stdout, 'data')));
  await said();
  const before = usage();
  const started = performance.now();
  const done = said();
  for (const child of children) child.stdin.write('go\n');
  await done;
  const result = copied((performance.now() - started) / 1000, before, usage());
  for (const child of children) child.stdin.end();
  return result;
}

/** The whole Vault phase, by the run's own clock. */
async function ours({ source, target, vault }: Servers, mount: string, folder: string): Promise<Copied> {
  await vault.mountKv(mount);
  const database = mount.replace('-', '_');
  await createTargetSchema(target, database);
  const config = join(folder, `${mount}.yaml`);
  const text = migrateYaml(
    'acme',
    { server: source, database: 'source', vault: { server: vault, mount: 'source' } },
    { server: target, database, vault: { server: vault, mount } },
    { migration: { ids: 'preserve' } },
  );
  await writeFile(config, `${text}only_tables: [kvs]\n`, { mode: 0o600 });
  const node = values.node === '' ? [] : values.node.split(' ');
  const child = spawn(
    process.execPath,
    [...node, binary, 'run', '--json', '-c', config, '--confirm', database],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { pid = 0 } = child;
  const usage = (): Usage => [cpuSecondsOf(pid), cpuSecondsOf(vault.pid), cpuSecondsOf(target.pid)];
  let before: Usage = [0, 0, 0];
  let result: Copied | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'phase-started' && event.phase === 'vault') before = usage();
    if (event.type === 'phase-finished' && event.phase === 'vault')
      result = copied(event.seconds, before, usage());
    if (event.type === 'run-result' && event.secrets[0]?.written !== count)
      throw new Error(`not all of ${count} secrets were written`);
  }
  if (result === undefined) throw new Error('the run did not come to the secrets');
  return result;
}

function keepBusy(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
}

const folder = await mkdtemp(join(tmpdir(), 'bench-vault-'));
const start = values.on === 'mysql' ? startMysql : startMariadb;
const variables = { local_infile: 'ON' };
const [source, target, vault] = await Promise.all([start({ variables }), start({ variables }), startVault()]);
const servers = { source, target, vault };
const busy = values.loaded ? keepBusy() : undefined;
try {
  await fill(servers);
  const ratios: number[] = [];
  const all = { 'plain client': [] as Copied[], tenantferry: [] as Copied[] };
  for (let round = 1; round <= rounds; round += 1) {
    const limit = await plain(servers, `plain-${round}`);
    const copy = await ours(servers, `ours-${round}`, folder);
    all['plain client'].push(limit);
    all.tenantferry.push(copy);
    ratios.push(copy.perSecond / limit.perSecond);
    console.log(
      `round ${round}: plain client ${limit.perSecond.toFixed(0)}, tenantferry ${copy.perSecond.toFixed(0)} secrets/s`,
    );
  }
  console.log(`${values.on}, ${count} paths${values.loaded ? ', one core busy' : ''}, medians of ${rounds}:`);
  for (const [way, copies] of Object.entries(all)) {
    const rate = median(copies.map(({ perSecond }) => perSecond)).toFixed(0);
    const cpu = [0, 1, 2].map((index) => median(copies.map((one) => one.cpu[index] ?? 0)).toFixed(2));
    console.log(
      `  ${way}: ${rate} secrets/s; CPU ms a path: client ${cpu[0]}, Vault ${cpu[1]}, database ${cpu[2]}`,
    );
  }
  console.log(`  ratio, median of the rounds' own: ${median(ratios).toFixed(2)}`);
} finally {
  busy?.kill('SIGKILL');
  await Promise.all([source.remove(), target.remove(), vault.remove()]);
  await rm(folder, { recursive: true, force: true });
}
