import { inject } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { adminRequest, mountKv } from '../../../src/sandbox/vault/admin.js';

/** A server of the whole run: to be used, never stopped or reconfigured. Tests that do that start their own. */
export type SharedServer = Omit<DatabaseServer, 'stop' | 'kill' | 'start' | 'remove'>;

export interface SharedVault {
  readonly address: string;
  readonly rootToken: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    mariadb: SharedServer;
    mysql: SharedServer;
    vault: SharedVault;
    /** Temporary folder of the run; removed at its end. */
    folder: string;
  }
}

export function sharedServer(flavour: Flavour): SharedServer {
  return inject(flavour);
}

export function sharedVault(): SharedVault {
  return inject('vault');
}

/** One call to the shared Vault with its root token; `path` is below /v1/. Throws on an error answer. */
export function vaultRequest(method: string, path: string, body?: unknown): Promise<unknown> {
  const { address, rootToken } = sharedVault();
  return adminRequest(address, rootToken, method, path, body);
}

export async function createMount(mount: string, version: 1 | 2 = 2): Promise<void> {
  await mountKv(vaultRequest, mount, version);
}

export async function dropMount(mount: string): Promise<void> {
  await vaultRequest('DELETE', `sys/mounts/${mount}`);
}
