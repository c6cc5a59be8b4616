/**
 * How fast the Files phase of `tenantferry run` is, its looks and its ledger included, beside the plainest client that could copy the
 * same objects: GET and PUT of every key, 16 at once (`files-plain.ts`), both between two buckets of one versitygw, through the client.
 *
 *     npm run bench:files -- [--rounds N] [--small N] [--large N] [--many N]
 *
 * Both ways take turns in every round, each into a fresh bucket. `--many`: that many files of 64 bytes once, for the memory.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inParallel } from '../src/core/in-parallel.js';
import { openStore } from '../src/objects/open.js';
import { openSink } from '../src/sandbox/data/sink.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { startVersitygw, type VersitygwServer } from '../src/sandbox/objects/versitygw.js';
import { createSourceSchema, createTargetSchema, generatorResources } from '../src/sandbox/schema/index.js';
import { startMariadb } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import type { PlainFilesJob } from './files-plain.js';
import { median } from './measure.js';

const binary = fileURLToPath(new URL('../../../bin/tenantferry.js', import.meta.url));
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

async function fill({ source, objects }: Servers, name: string, bytes: number, count: number): Promise<Load> {
  await createSourceSchema(source, name);
  await objects.makeBucket(name);
  const store = await openStore(objects.endpointOf(name), { connections: workers });
  const sink = await openSink(endpointOf(source, name));
  const at = '2026-01-01 00:00:00';
  for (const resource of generatorResources)
    sink.add('id_generators', { resource, max_id: count, updated_at: at });
  const digests: string[] = [];
  await inParallel(Array.from({ length: count }).keys(), 4, async (index) => {
    const content = randomBytes(bytes);
    const [sha256 = '', md5 = ''] = ['sha256', 'md5'].map((kind) =>
      createHash(kind).update(content).digest('hex'),
    );
    digests.push(sha256);
    await store.put({ repository, path: `/file/${sha256}` }, { bytes, sha256, content });
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
  await Promise.all([sink.close(), store.close()]);
  return { name, bytes, digests };
}

/** Files per second. */
async function plain({ objects }: Servers, { name, digests }: Load, bucket: string): Promise<number> {
  await objects.makeBucket(bucket);
  const child = spawn(process.execPath, [plainClient], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { endpoint, region, accessKey, secretKey } = objects;
  const job: PlainFilesJob = {
    ...{ endpoint, region, accessKey, secretKey, workers, source: name, target: bucket },
    objects: digests.map((sha256) => ({ sha256, key: `/${repository}/file/${sha256}` })),
  };
  child.stdin.write(`${JSON.stringify(job)}\n`);
  await once(child.stdout, 'data');
  const started = performance.now();
  child.stdin.write('go\n');
  const [said] = await once(child.stdout, 'data');
  if (!String(said).includes('done')) throw new Error('the plain client failed');
  return digests.length / ((performance.now() - started) / 1000);
}

interface Ours {
  readonly perSecond: number;
  /** Peak resident memory of the tool, MB. */
  readonly rss: number;
}

async function ours(
  { source, target, objects }: Servers,
  load: Load,
  bucket: string,
  folder: string,
): Promise<Ours> {
  await objects.makeBucket(bucket);
  const database = bucket.replaceAll('-', '_');
  await createTargetSchema(target, database);
  const config = join(folder, `${bucket}.yaml`);
  const text = migrateYaml(
    'acme',
    { server: source, database: load.name, files: { endpoint: objects.endpointOf(load.name) } },
    { server: target, database, files: { endpoint: objects.endpointOf(bucket) } },
    { migration: { ids: 'preserve' }, options: { files: { mode: 'stream', parallel: workers } } },
  );
  await writeFile(config, `${text}only_tables: [contents]\n`, { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [binary, 'run', '--phase', 'files', '--json', '-c', config, '--confirm', database],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let result: Ours | undefined;
  let created = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'files-progress') created = event.created;
    if (event.type === 'phase-finished') {
      const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      result = { perSecond: load.digests.length / event.seconds, rss: Number(peak) / 1024 };
    }
  }
  if (result === undefined || created !== load.digests.length)
    throw new Error(`${created} of ${load.digests.length} files were written`);
  return result;
}

async function compare(servers: Servers, load: Load, folder: string): Promise<void> {
  const [plains, all, ratios]: [number[], Ours[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    const buckets = [`${load.name}-plain-${round}`, `${load.name}-ours-${round}`] as const;
    const limit = await plain(servers, load, buckets[0]);
    const copied = await ours(servers, load, buckets[1], folder);
    plains.push(limit);
    all.push(copied);
    ratios.push(copied.perSecond / limit);
    for (const bucket of buckets) await rm(join(servers.objects.dataFolder, bucket), { recursive: true });
  }
  const mib = (perSecond: number) => ((perSecond * load.bytes) / 1024 / 1024).toFixed(1);
  const [limit, copied] = [median(plains), median(all.map(({ perSecond }) => perSecond))];
  console.log(
    `${load.name}, ${load.digests.length} files of ${load.bytes} bytes, medians of ${rounds}: plain client ${limit.toFixed(1)}/s (${mib(limit)} MiB/s), tenantferry ${copied.toFixed(1)}/s (${mib(copied)} MiB/s), ratio ${median(ratios).toFixed(2)}, peak RSS ${median(all.map(({ rss }) => rss)).toFixed(0)} MB`,
  );
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
  if (Number(values.small) > 0)
    await compare(servers, await fill(servers, 'small', 4096, Number(values.small)), folder);
  if (Number(values.large) > 0)
    await compare(servers, await fill(servers, 'large', 64 * 1024 * 1024, Number(values.large)), folder);
  if (Number(values.many) > 0) {
    const many = await fill(servers, 'many', 64, Number(values.many));
    const { perSecond, rss } = await ours(servers, many, 'many-ours', folder);
    console.log(
      `${many.digests.length} files of 64 bytes: ${perSecond.toFixed(0)}/s, peak RSS ${rss.toFixed(0)} MB`,
    );
  }
} finally {
  await Promise.all([source.remove(), target.remove(), objects.remove()]);
  await rm(folder, { recursive: true, force: true });
}
