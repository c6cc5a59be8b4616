import type { VaultEndpoint } from '../../config/config.js';
import { undici } from '../../core/late-packages.js';
import { createBacklog } from './backlog.js';
import type { SecretToWrite } from './world.js';

/** Writes secrets while the rows are being made. */
interface SecretWriter {
  write(secret: SecretToWrite): Promise<void>;
  /** Waits for the last one. */
  finish(): Promise<void>;
  close(): Promise<void>;
  readonly counts: { readonly paths: number; readonly versions: number };
}

const inFlight = 16;
const pendingLimit = 200;

/** Writes through Vault's HTTP API, over kept connections, several paths at a time, a path's versions in order. */
export function openSecretWriter(endpoint: VaultEndpoint): SecretWriter {
  const { Agent, fetch } = undici();
  const dispatcher = new Agent({ connections: inFlight, pipelining: 1 });
  const headers = vaultHeaders(endpoint);
  const counts = { paths: 0, versions: 0 };
  const backlog = createBacklog();

  const send = async (method: string, path: string, body: unknown) => {
    const response = await fetch(`${endpoint.address}/v1/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
      dispatcher,
    });
    // Read to the end, else the connection is not used again.
    const answer = await response.text();
    if (!response.ok) throw new Error(`Vault answers ${response.status}: ${answer.slice(0, 200)}`);
  };
  const writeAll = async (secret: SecretToWrite) => {
    const path = secret.path.split('/').map(encodeURIComponent).join('/');
    for (const version of secret.versions) {
      await send('PUT', `${endpoint.mount}/data/${path}`, { data: version });
      counts.versions += 1;
    }
    if (secret.customMetadata !== undefined) {
      await send('PUT', `${endpoint.mount}/metadata/${path}`, { custom_metadata: secret.customMetadata });
    }
    counts.paths += 1;
  };

  return {
    counts,
    write: async (secret) => {
      backlog.add(writeAll(secret));
      await backlog.untilAtMost(pendingLimit);
    },
    finish: () => backlog.untilAtMost(0),
    close: () => dispatcher.close(),
  };
}

function vaultHeaders(endpoint: VaultEndpoint): Record<string, string> {
  if (endpoint.auth.kind !== 'token') throw new Error('sample secrets are written with a token');
  return {
    'x-vault-token': endpoint.auth.token.reveal(),
    'content-type': 'application/json',
    ...(endpoint.namespace === undefined ? {} : { 'x-vault-namespace': endpoint.namespace }),
  };
}
