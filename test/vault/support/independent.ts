import type { VaultServer } from '../../../src/sandbox/vault/server.js';

/** Looks at a server with nothing but fetch, so that a fault of the product cannot hide itself. */
export interface Independent {
  /** Writes the JSON text of a value as a new version. */
  put(path: string, json: string): Promise<number>;
  /** The JSON text the server gives for a version, or null. */
  get(path: string, version: number): Promise<string | null>;
  metadata(path: string): Promise<MetadataAnswer | null>;
  request(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
}

export interface MetadataAnswer {
  readonly current_version: number;
  readonly max_versions: number;
  readonly cas_required: boolean;
  readonly delete_version_after: string;
  readonly custom_metadata: Record<string, string> | null;
  readonly versions: Record<string, { destroyed: boolean; deletion_time: string }>;
}

export function independent(server: VaultServer, mount: string): Independent {
  const send = async (method: string, path: string, body?: string) => {
    const response = await fetch(`${server.address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': server.rootToken },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    async put(path, json) {
      const { status, text } = await send('POST', `${mount}/data/${path}`, `{"data":${json}}`);
      if (status !== 200) throw new Error(`put ${path}: ${status} ${text.slice(0, 200)}`);
      return JSON.parse(text).data.version;
    },
    async get(path, version) {
      const { status, text } = await send('GET', `${mount}/data/${path}?version=${version}`);
      if (status !== 200) return null;
      // Vault prints data.data before data.metadata; cut out by hand, since parsing would round the numbers.
      const start = text.indexOf('"data":{"data":') + '"data":{"data":'.length;
      return text.slice(start, text.lastIndexOf(',"metadata":{'));
    },
    async metadata(path) {
      const { status, text } = await send('GET', `${mount}/metadata/${path}`);
      return status === 200 ? JSON.parse(text).data : null;
    },
    request: (method, path, body) =>
      send(method, path, body === undefined ? undefined : JSON.stringify(body)),
  };
}
