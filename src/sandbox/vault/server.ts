import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../cache.js';
import { removeFolder, spawnTied, temporaryFolder } from '../lifetime.js';
import { createTiedProcess, onFreePort, startTimeoutMs } from '../tied-process.js';
import { adminRequest, mountKv } from './admin.js';
import { provisionVault, type VaultBinary } from './provision.js';
import { serverConfig } from './server-config.js';

/** A disposable Vault of this process on the loopback address; everything about it vanishes when the process ends. */
export interface VaultServer {
  readonly product: VaultBinary['product'];
  /** e.g. http://127.0.0.1:41234 */
  readonly address: string;
  readonly rootToken: string;
  readonly unsealKey: string;
  /** Process id of the running server; 0 while it is stopped. */
  readonly pid: number;
  seal(): Promise<void>;
  unseal(): Promise<void>;
  /** Shuts down cleanly and keeps the data for a later start(). */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; keeps the data for a later start(). */
  kill(): Promise<void>;
  /** Starts again on the same port and data, unsealed unless told otherwise. */
  start(options?: { readonly unseal?: boolean }): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
  /** One API call with the root token; `path` is below /v1/. Throws on an error answer. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Mounts a KV engine and returns when it takes writes. Version 2 unless told otherwise. */
  mountKv(mount: string, version?: 1 | 2): Promise<void>;
  /** A token with one policy of the given rules. */
  createToken(options: {
    readonly rules: string;
    readonly ttl?: string;
    readonly renewable?: boolean;
  }): Promise<string>;
}

export interface VaultOptions {
  readonly onProgress?: Progress;
}

/** Starts a private Vault: provisioned when it is not there yet, initialised with one key share, and unsealed. */
export async function startVault(options: VaultOptions = {}): Promise<VaultServer> {
  const binary = await provisionVault(options.onProgress ?? (() => undefined));
  const folder = temporaryFolder('vault');
  const { vault, address } = await onFreePort((port) => startOn(port, binary, folder)).catch(
    (error: unknown) => {
      removeFolder(folder);
      throw error;
    },
  );

  try {
    const keys = (await adminRequest(address, '', 'PUT', 'sys/init', {
      secret_shares: 1,
      secret_threshold: 1,
    })) as { keys_base64: [string]; root_token: string };
    const rootToken = keys.root_token;
    const unsealKey = keys.keys_base64[0];
    const request: VaultServer['request'] = (method, path, body) =>
      adminRequest(address, rootToken, method, path, body);
    const unseal = async () => {
      await adminRequest(address, '', 'PUT', 'sys/unseal', { key: unsealKey });
      await untilActive(address);
    };
    await unseal();
    let policies = 0;
    return {
      product: binary.product,
      address,
      rootToken,
      unsealKey,
      get pid() {
        return vault.pid;
      },
      seal: async () => {
        await request('PUT', 'sys/seal');
      },
      unseal,
      stop: () => vault.end('SIGTERM'),
      kill: () => vault.end('SIGKILL'),
      start: async ({ unseal: open = true } = {}) => {
        await vault.start();
        if (open) await unseal();
      },
      remove: async () => {
        await vault.end('SIGKILL');
        removeFolder(folder);
      },
      request,
      mountKv: (mount, version = 2) => mountKv(request, mount, version),
      createToken: async ({ rules, ttl = '1h', renewable = true }) => {
        policies += 1;
        const policy = `rehearsal-${policies}`;
        await request('PUT', `sys/policies/acl/${policy}`, { policy: rules });
        const created = (await request('POST', 'auth/token/create', {
          policies: [policy],
          ttl,
          renewable,
        })) as { auth: { client_token: string } };
        return created.auth.client_token;
      },
    };
  } catch (error) {
    await vault.end('SIGKILL');
    removeFolder(folder);
    throw error;
  }
}

async function startOn(port: number, binary: VaultBinary, folder: string) {
  const address = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'server.log');
  const vault = createTiedProcess({
    name: 'Vault',
    launch: () => launchServer(binary, folder, port, logFile),
    ask: async () => (await fetch(`${address}/v1/sys/health`)).arrayBuffer(),
    logFile,
  });
  await vault.start();
  return { vault, address };
}

function launchServer(binary: VaultBinary, folder: string, port: number, logFile: string): ChildProcess {
  const data = join(folder, 'data');
  if (binary.kind === 'built') {
    return spawnTied(binary.path, ['-listen', `127.0.0.1:${port}`, '-data', data], { logFile });
  }
  // Raft makes no folder of its own.
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const configFile = join(folder, 'server.hcl');
  writeFileSync(configFile, serverConfig(binary.product, port, data), { mode: 0o600 });
  return spawnTied(binary.path, ['server', `-config=${configFile}`], { logFile });
}

/** An unsealed Vault answers 200 only after it has set itself up. */
async function untilActive(address: string): Promise<void> {
  const until = Date.now() + startTimeoutMs;
  for (;;) {
    const response = await fetch(`${address}/v1/sys/health`);
    await response.arrayBuffer();
    if (response.status === 200) return;
    if (Date.now() > until) throw new Error(`the sandbox Vault stays at health status ${response.status}`);
    await delay(25);
  }
}
