/**
 * How fast the Files phase of `tenantferry run` is, its looks and its ledger included, beside the plainest right client for the same
 * objects (`files-plain.ts`: GET, hash, PUT of every key, 16 at once), both between two buckets of one versitygw, through the client.
 *
 *     npm run bench:files -- [--rounds N] [--small N] [--large N] [--many N]
 *
 * Both ways take turns in every round, each into a fresh bucket. `--many`: that many files of 64 bytes from BkRepo's stand-in, which lives
 * in this process, to versitygw, by plan, run and validate once, for time and memory.
 */
import { spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FilesEndpoint } from '../src/config/config.js';
import { inParallel } from '../src/core/in-parallel.js';
import { openStore } from '../src/objects/open.js';
import { openSink } from '../src/sandbox/data/sink.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { startBkRepo } from '../src/sandbox/objects/bkrepo/server.js';
import { createSourceSchema, createTargetSchema, generatorResources } from '../src/sandbox/schema/index.js';
import { startMariadb } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { startVersitygw, type VersitygwServer } from '../test/e2e/support/versitygw.js';
import type { PlainFilesJob } from './files-plain.js';
import { cpuSecondsOf, median } from './measure.js';
import { tool } from './tool.js';

const plainClient = fileURLToPath(new URL('./files-plain.js', import.meta.url));
const workers = 16;
const repository = 'bscp-v1-biz-2';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    small: { type: 'string', default: '3000' },
    large: { type: 'string', default: '12' },
    many: { type: 'string', default: '0' },
  },
});
const rounds = Number(values.rounds);

interface Servers {
  readonly source: DatabaseServer;
  readonly target: DatabaseServer;
  readonly objects: VersitygwServer;
}

/** Files of one size, as rows and as objects. */
interface Load {
  readonly name: string;
  readonly bytes: number;
  readonly digests: readonly string[];
}

/** Rows that name random files, and the files: each is given to `put`. */
async function fill(
  source: DatabaseServer,
  { name, bytes, count }: { readonly name: string; readonly bytes: number; readonly count: number },
  put: (sha256: string, content: Buffer) => Promise<unknown>,
): Promise<Load> {
  await createSourceSchema(source, name);
  const sink = await openSink(endpointOf(source, name));
  const at = '2026-01-01 00:00:00';
  for (const resource of generatorResources)
    sink.add('id_generators', { resource, max_id: count, updated_at: at });
  const digests: string[] = [];
  await inParallel(Array.from({ length: count }).keys(), 4, async (index) => {
    const content = randomBytes(bytes);
    const [sha256 = '', md5 = ''] = ['sha256', 'md5'].map((kind) => hash(kind, content));
    digests.push(sha256);
    await put(sha256, content);
    const names = {
      id: index + 1,
      biz_id: 2,
      app_id: 1,
      config_item_id: index + 1,
      creator: 'a',
      created_at: at,
    };
    sink.add('contents', { ...names, signature: sha256, byte_size: bytes, md5 });
  });
  await sink.finish();
  await sink.close();
  return { name, bytes, digests };
}

async function fillBucket(
  { source, objects }: Servers,
  name: string,
  bytes: number,
  count: number,
): Promise<Load> {
  await objects.makeBucket(name);
  const store = await openStore(objects.endpointOf(name), { connections: workers });
  const load = await fill(source, { name, bytes, count }, (sha256, content) =>
    store.put({ repository, path: `/file/${sha256}` }, { bytes, sha256, content }),
  );
  await store.close();
  return load;
}

/** One way of copying a load, measured once. */
interface Way {
  readonly perSecond: number;
  /** CPU seconds of the client, of versitygw and of the target's database. */
  readonly cpu: readonly [number, number, number];
}

const serverCpu = ({ objects, target }: Servers) =>
  [cpuSecondsOf(objects.pid), cpuSecondsOf(target.pid)] as const;

async function plain(servers: Servers, { name, digests }: Load, bucket: string): Promise<Way> {
  const { objects } = servers;
  await objects.makeBucket(bucket);
  const child = spawn(process.execPath, [plainClient], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { endpoint, region, accessKey, secretKey } = objects;
  const job: PlainFilesJob = {
    ...{ endpoint, region, accessKey, secretKey, workers, source: name, target: bucket },
    objects: digests.map((sha256) => ({ sha256, key: `/${repository}/file/${sha256}` })),
  };
  child.stdin.write(`${JSON.stringify(job)}\n`);
  await once(child.stdout, 'data');
  const before = serverCpu(servers);
  const started = performance.now();
  child.stdin.write('go\n');
  const [said] = await once(child.stdout, 'data');
  const [, cpu] = /^done ([\d.]+)/.exec(String(said)) ?? [];
  if (cpu === undefined) throw new Error('the plain client failed');
  const perSecond = digests.length / ((performance.now() - started) / 1000);
  const after = serverCpu(servers);
  return { perSecond, cpu: [Number(cpu), after[0] - before[0], after[1] - before[1]] };
}

/** Writes the config of a case, its target's schema made; gives the flags that name it. */
async function configure(
  { source, target }: Servers,
  load: Load,
  files: { readonly from: FilesEndpoint; readonly to: FilesEndpoint; readonly mode: string },
  database: string,
): Promise<readonly string[]> {
  await createTargetSchema(target, database);
  const config = join(folder, `${database}.yaml`);
  const text = migrateYaml(
    'acme',
    { server: source, database: load.name, files: { endpoint: files.from } },
    { server: target, database, files: { endpoint: files.to } },
    { migration: { ids: 'preserve' }, options: { files: { mode: files.mode, parallel: workers } } },
  );
  await writeFile(config, `${text}only_tables: [contents]\n`, { mode: 0o600 });
  return ['-c', config];
}

async function ours(servers: Servers, load: Load, bucket: string): Promise<Way & { readonly rss: number }> {
  const { objects } = servers;
  await objects.makeBucket(bucket);
  const database = bucket.replaceAll('-', '_');
  const files = { from: objects.endpointOf(load.name), to: objects.endpointOf(bucket), mode: 'stream' };
  const config = await configure(servers, load, files, database);
  const marks: (readonly [number, number, number])[] = [];
  const { rss, lines } = await tool(
    ['run', '--phase', 'files', ...config, '--confirm', database],
    (type, pid) => {
      if (type === 'phase-started' || type === 'phase-finished')
        marks.push([cpuSecondsOf(pid), ...serverCpu(servers)]);
    },
  );
  const created = lines.findLast(({ type }) => type === 'files-progress')?.created;
  const [before, after] = marks;
  if (created !== load.digests.length || !before || !after)
    throw new Error(`${created} of ${load.digests.length} files were written`);
  const seconds = Number(lines.find(({ type }) => type === 'phase-finished')?.seconds);
  return {
    perSecond: load.digests.length / seconds,
    cpu: [after[0] - before[0], after[1] - before[1], after[2] - before[2]],
    rss,
  };
}

async function compare(servers: Servers, load: Load): Promise<void> {
  const [plains, all, ratios]: [Way[], (Way & { readonly rss: number })[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    const buckets = [`${load.name}-plain-${round}`, `${load.name}-ours-${round}`] as const;
    const limit = await plain(servers, load, buckets[0]);
    const copied = await ours(servers, load, buckets[1]);
    plains.push(limit);
    all.push(copied);
    ratios.push(copied.perSecond / limit.perSecond);
    for (const bucket of buckets) await rm(join(servers.objects.dataFolder, bucket), { recursive: true });
  }
  const middle = (ways: readonly Way[]) => {
    const perSecond = median(ways.map((way) => way.perSecond));
    const cpu = [0, 1, 2].map((index) =>
      ((median(ways.map((way) => way.cpu[index] ?? 0)) * 1000) / load.digests.length).toFixed(2),
    );
    return `${perSecond.toFixed(1)}/s (${((perSecond * load.bytes) / 1024 / 1024).toFixed(1)} MiB/s, CPU ms a file: client ${cpu[0]}, store ${cpu[1]}, database ${cpu[2]})`;
  };
  console.log(
    `${load.name}, ${load.digests.length} files of ${load.bytes} bytes, medians of ${rounds}, load ${loadavg()[0]?.toFixed(1)}:
  plain client ${middle(plains)}
  tenantferry ${middle(all)}, peak RSS ${Math.max(...all.map(({ rss }) => rss)).toFixed(0)} MB
  ratio ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
  );
}

/** So many small files through plan, run and validate. */
async function carryMany(servers: Servers, count: number): Promise<void> {
  const from = await startBkRepo();
  try {
    from.addRepository('bscp', repository);
    const load = await fill(servers.source, { name: 'many', bytes: 64, count }, (sha256, content) =>
      from.plant('bscp', repository, `/file/${sha256}`, content),
    );
    await servers.objects.makeBucket('many');
    const files = { from: from.endpointOf('bscp'), to: servers.objects.endpointOf('many'), mode: 'auto' };
    const config = await configure(servers, load, files, 'many');
    for (const args of [['plan'], ['run', '--phase', 'all', '--confirm', 'many'], ['validate']]) {
      const { seconds, rss } = await tool([...args, ...config]);
      console.log(
        `${args[0]}, ${count} files of 64 bytes: ${seconds.toFixed(0)} s, peak RSS ${rss.toFixed(0)} MB`,
      );
    }
  } finally {
    await from.remove();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bench-files-'));
const variables = { local_infile: 'ON' };
const [source, target, objects] = await Promise.all([
  startMariadb({ variables }),
  startMariadb({ variables }),
  startVersitygw(),
]);
const servers = { source, target, objects };
try {
  const [small, large, many] = [values.small, values.large, values.many].map(Number) as [
    number,
    number,
    number,
  ];
  if (small > 0) await compare(servers, await fillBucket(servers, 'small', 4096, small));
  if (large > 0) await compare(servers, await fillBucket(servers, 'large', 64 * 1024 * 1024, large));
  if (many > 0) await carryMany(servers, many);
} finally {
  await Promise.all([source.remove(), target.remove(), objects.remove()]);
  await rm(folder, { recursive: true, force: true });
}
