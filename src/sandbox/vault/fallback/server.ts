import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createListening } from '../../listening.js';
import { adminRequest, mountKv } from '../admin.js';
import type { VaultServer } from '../server.js';
import { createRoutes, type Reply } from './routes.js';

/** How the stand-in names its version, so that nobody takes it for a Vault. */
export const fallbackVersion = '0.0.0-tenantferry-stand-in';

/**
 * A small KV v2 server in this process, in memory, for `demo` where no Vault is at hand. It knows what the
 * demo needs: KV v2, one root token, sealing. No policies, no KV v1. Tests of the product use a real Vault.
 */
export async function startFallbackVault(): Promise<VaultServer> {
  const rootToken = `stand-in.${randomUUID()}`;
  const unsealKey = randomUUID();
  const routes = createRoutes();
  let sealed = false;

  const answer = async (incoming: IncomingMessage): Promise<Reply> => {
    const url = new URL(incoming.url ?? '/', 'http://stand-in');
    const path = decodeURIComponent(url.pathname).replace(/^\/v1\//, '');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (path === 'sys/health') {
      const health = { initialized: true, sealed, standby: false, version: fallbackVersion };
      return { status: sealed ? 503 : 200, json: JSON.stringify(health) };
    }
    if (path === 'sys/unseal') {
      if ((JSON.parse(body.toString()) as { key?: string }).key === unsealKey) sealed = false;
      return { status: 200, json: JSON.stringify({ sealed }) };
    }
    if (sealed) return refuse(503, 'Vault is sealed');
    if (incoming.headers['x-vault-token'] !== rootToken)
      return refuse(403, 'permission denied', 'invalid token');
    if (path === 'sys/seal') {
      sealed = true;
      return { status: 204 };
    }
    return routes({ method: incoming.method ?? 'GET', path, query: url.searchParams, body });
  };

  const listening = createListening((incoming, outgoing) => {
    answer(incoming).then(
      (reply) => send(outgoing, reply),
      () => send(outgoing, refuse(500, 'internal error')),
    );
  });
  const port = await listening.start();
  const address = `http://127.0.0.1:${port}`;
  const request: VaultServer['request'] = (method, path, body) =>
    adminRequest(address, rootToken, method, path, body);
  const unseal = async () => {
    await adminRequest(address, '', 'PUT', 'sys/unseal', { key: unsealKey });
  };
  return {
    product: 'vault',
    address,
    rootToken,
    unsealKey,
    get pid() {
      return listening.isOpen ? process.pid : 0;
    },
    seal: async () => {
      await request('PUT', 'sys/seal');
    },
    unseal,
    stop: listening.stop,
    kill: listening.stop,
    start: async ({ unseal: open = true } = {}) => {
      sealed = true;
      await listening.start();
      if (open) await unseal();
    },
    remove: listening.stop,
    request,
    mountKv: async (mount, version = 2) => {
      if (version === 1) throw new Error('the stand-in knows KV version 2 only');
      await mountKv(request, mount, version);
    },
    createToken: async () => rootToken,
  };
}

function refuse(status: number, ...messages: readonly string[]): Reply {
  return { status, json: JSON.stringify({ errors: messages }) };
}

function send(outgoing: ServerResponse, { status, json }: Reply): void {
  outgoing.writeHead(status, json === undefined ? {} : { 'content-type': 'application/json' });
  outgoing.end(json);
}
