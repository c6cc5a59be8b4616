import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { type ChildTask, readLedger } from '../../vault/support/copying-child.js';
import { independent } from '../../vault/support/independent.js';
import { startProxy } from '../../vault/support/proxy.js';

const child = fileURLToPath(new URL('../../vault/support/copying-child.ts', import.meta.url));
const loader = new URL('../../vault/support/typescript-loader.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'vault-crash-'));
const canary = 'canary-77d0';
const paths = 150;
let server: VaultServer;

beforeAll(async () => {
  server = await startVault();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.remove();
});

function launch(task: ChildTask, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const started = spawn(process.execPath, ['--import', loader, child], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.stdin?.end(JSON.stringify(task));
  return started;
}

async function fill(source: string, target: string): Promise<ReturnType<typeof independent>> {
  await server.mountKv(source);
  await server.mountKv(target);
  const from = independent(server, source);
  for (let n = 0; n < paths; n++) {
    for (const version of [1, 2]) await from.put(`p/${n}`, `{"value":"${canary} ${n} ${version}"}`);
  }
  return from;
}

describe('a copying process', () => {
  it('that is killed with -9 again and again loses and doubles nothing', async () => {
    const from = await fill('source', 'target');
    const to = independent(server, 'target');
    const ledgerFile = join(folder, 'ledger');
    let running: ChildProcess | undefined;
    let killAt = 0;
    const proxy = await startProxy(server.address, ({ number }) => {
      if (number === killAt) running?.kill('SIGKILL');
      return { kind: 'pass' };
    });
    const task: ChildTask = {
      address: proxy.address,
      token: server.rootToken,
      source: 'source',
      target: 'target',
      paths,
      ledgerFile,
    };
    let crashes = 0;
    for (const after of [5, 60, 140, 200, 260, 330, 410]) {
      killAt = proxy.seen.length + after;
      running = launch(task);
      const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
        running?.once('exit', (code, by) => resolve([code, by])),
      );
      if (signal === 'SIGKILL') crashes += 1;
    }
    expect(crashes).toBeGreaterThanOrEqual(4);
    killAt = 0;
    const last = launch(task);
    const output = await text(last.stdout ?? process.stdin);
    await proxy.close();
    expect(JSON.parse(output).summary).toMatchObject({ failed: 0, stopped: false });
    for (let n = 0; n < paths; n++) {
      expect((await to.metadata(`p/${n}`))?.current_version, `versions of p/${n}`).toBe(2);
      for (const version of [1, 2])
        expect(await to.get(`p/${n}`, version)).toBe(await from.get(`p/${n}`, version));
    }
    const results = readLedger(ledgerFile).flatMap((line) => ('results' in line ? line.results : []));
    expect(new Set(results.map(({ row }) => row.rowKey)).size).toBe(2 * paths);
    expect(
      results.every(
        ({ outcome, targetVersion, row }) => outcome === 'written' && targetVersion === Number(row.version),
      ),
    ).toBe(true);
  });

  it('shows token and values nowhere, not even to DEBUG, in its arguments or its environment', async () => {
    await fill('source-unseen', 'target-unseen');
    const task: ChildTask = {
      address: server.address,
      token: server.rootToken,
      source: 'source-unseen',
      target: 'target-unseen',
      paths: 40,
      ledgerFile: join(folder, 'unseen'),
    };
    for (const change of [{}, { token: 'hvs.canary-token' }, { target: 'no-such-mount' }]) {
      const running = launch(
        { ...task, ...change },
        { DEBUG: '*', NODE_DEBUG: 'http,https,net,tls,undici,fetch' },
      );
      const argv = readFileSync(`/proc/${running.pid}/cmdline`, 'utf8');
      const [stdout, stderr] = await Promise.all([
        text(running.stdout ?? process.stdin),
        text(running.stderr ?? process.stdin),
      ]);
      const everything = `${argv}\n${stdout}\n${stderr}\n${readLedger(task.ledgerFile)
        .map((line) => JSON.stringify(line))
        .join('\n')}`;
      expect(everything.length).toBeGreaterThan(200);
      expect(everything).not.toContain(canary);
      expect(everything).not.toContain(server.rootToken);
      expect(everything).not.toContain('canary-token');
    }
  });
});
