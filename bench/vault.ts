/**
 * How fast secrets are copied, against the limit of the same server: the same requests by a plain HTTP client at the best
 * fixed concurrency. Run with `npx tsc -p bench && node dist/bench/bench/vault.js [paths]`; it needs a Vault as the demo does.
 */
import { Pool } from 'undici';
import { Secret } from '../src/config/secret.js';
import { startVault } from '../src/sandbox/vault/index.js';
import { openVault } from '../src/vault/client.js';
import { copySecrets } from '../src/vault/copy.js';

const paths = Number(process.argv[2] ?? 3000);
const rounds = 5;
const server = await startVault({ onProgress: console.log });
const endpoint = (mount: string) => ({
  address: server.address,
  auth: { kind: 'token' as const, token: new Secret(server.rootToken) },
  mount,
});

try {
  await server.mountKv('source');
  await eachOf(32, paths, (n) =>
    server.request('POST', `source/data/biz/2/apps/1/kvs/key-${n}`, {
      data: { kv_type: 'string', value: `value ${n} ${'x'.repeat(200)}` },
    }),
  );
  console.log(`${paths} paths of one version each; paths per second:`);
  let chosen = { concurrency: 0, rate: 0 };
  for (const concurrency of [4, 8, 16, 32, 64]) {
    const rate = await inFreshMount(plain(concurrency));
    console.log(`  plain client, ${concurrency} in flight: ${rate.toFixed(0)}`);
    if (rate > chosen.rate) chosen = { concurrency, rate };
  }
  const ratios: number[] = [];
  const work = { plain: 0, ours: 0 };
  // In turns, so that a busy machine disturbs both alike.
  for (let round = 1; round <= rounds; round++) {
    const before = process.cpuUsage();
    const limit = await inFreshMount(plain(chosen.concurrency));
    const between = process.cpuUsage();
    const ours = await inFreshMount(copy);
    work.plain += millisecondsBetween(before, between);
    work.ours += millisecondsBetween(between, process.cpuUsage());
    ratios.push(ours / limit);
    console.log(
      `  round ${round}: plain client with ${chosen.concurrency} ${limit.toFixed(0)}, tenantferry ${ours.toFixed(0)}`,
    );
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const each = (total: number) => (total / rounds / paths).toFixed(2);
  console.log(
    `processor time per path: plain client ${each(work.plain)} ms, tenantferry ${each(work.ours)} ms`,
  );
  console.log(`ratio ${median.toFixed(2)} (median of ${rounds})`);
  const used = process.memoryUsage();
  console.log(
    `memory at the end: ${(used.rss / 1e6).toFixed(0)} MB, heap ${(used.heapUsed / 1e6).toFixed(0)} MB`,
  );
} finally {
  await server.remove();
}

function millisecondsBetween(start: NodeJS.CpuUsage, end: NodeJS.CpuUsage): number {
  return (end.user + end.system - start.user - start.system) / 1000;
}

/** The mounts stay: the server deletes one in the background, and would be slower for who comes next. */
async function inFreshMount(work: (mount: string) => Promise<number>): Promise<number> {
  const mount = `target-${process.hrtime.bigint()}`;
  await server.mountKv(mount);
  return await work(mount);
}

/** The three requests of a path that is new to the target, one after the other, by undici alone. */
function plain(concurrency: number): (mount: string) => Promise<number> {
  return async (mount) => {
    const pool = new Pool(server.address, { connections: concurrency, pipelining: 1 });
    const headers = { 'x-vault-token': server.rootToken };
    const send = async (method: 'GET' | 'POST', path: string, body?: string) => {
      const response = await pool.request({ method, path: `/v1/${path}`, headers, body });
      return Buffer.from(await response.body.arrayBuffer());
    };
    const started = performance.now();
    await eachOf(concurrency, paths, async (n) => {
      const path = `biz/2/apps/1/kvs/key-${n}`;
      await send('GET', `source/metadata/${path}`);
      const answer = JSON.parse((await send('GET', `source/data/${path}?version=1`)).toString());
      await send(
        'POST',
        `${mount}/data/${path}`,
        JSON.stringify({ options: { cas: 0 }, data: answer.data.data }),
      );
    });
    const seconds = (performance.now() - started) / 1000;
    await pool.close();
    return paths / seconds;
  };
}

async function copy(mount: string): Promise<number> {
  const [source, target] = [await openVault(endpoint('source')), await openVault(endpoint(mount))];
  const never = new AbortController().signal;
  const started = performance.now();
  await copySecrets({
    source,
    target,
    groups: groups(),
    ledger: { recorded: async () => new Map(), intend: async () => undefined, settle: async () => undefined },
    options: { onError: 'stop', history: 'named', concurrency: 16 },
    control: { waitWhilePaused: async () => undefined, parallelism: () => 4, stop: never, abort: never },
    listener: () => undefined,
  });
  const seconds = (performance.now() - started) / 1000;
  await Promise.all([source.close(), target.close()]);
  return paths / seconds;
}

async function* groups() {
  for (let n = 0; n < paths; n++) {
    const path = `biz/2/apps/1/kvs/key-${n}`;
    const row = { table: 'kvs', rowKey: String(n), key: `key-${n}`, version: '1', mayBeGone: false };
    yield { sourcePath: path, targetPath: path, rows: [row] };
  }
}

async function eachOf(workers: number, count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
