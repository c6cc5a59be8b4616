import { Agent, fetch } from 'undici';
import type { VaultPlace } from './types.js';

/** One version of a secret. */
export interface SecretVersion {
  readonly data: Readonly<Record<string, unknown>>;
  readonly customMetadata: Readonly<Record<string, string>> | null;
}

/** Reads a KV v2 mount with nothing but HTTP. */
export interface VaultReader {
  /** Null when there is no such version, or it is deleted. */
  version(path: string, version: string): Promise<SecretVersion | null>;
  /** The path's metadata as text, or null. */
  metadata(path: string): Promise<string | null>;
  /** Every path of the mount. */
  paths(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const connections = 12;

export function openVaultReader({ address, token, mount }: VaultPlace): VaultReader {
  const dispatcher = new Agent({ connections });
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${address}/v1/${mount}/${path}`, {
      headers: { 'X-Vault-Token': token },
      dispatcher,
    });
    const text = await response.text();
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`Vault answers ${response.status}`);
    return JSON.parse(text);
  };
  const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  const list = async (folder: string): Promise<string[]> => {
    const answer = (await get(`metadata/${encoded(folder)}?list=true`)) as {
      data: { keys: string[] };
    } | null;
    const below = await Promise.all(
      (answer?.data.keys ?? []).map(async (name) =>
        name.endsWith('/') ? list(`${folder}${name}`) : [`${folder}${name}`],
      ),
    );
    return below.flat();
  };
  return {
    version: async (path, version) => {
      const answer = (await get(`data/${encoded(path)}?version=${version}`)) as {
        data: { data: Record<string, unknown>; metadata: { custom_metadata: Record<string, string> | null } };
      } | null;
      if (answer === null || answer.data.data === null) return null;
      return { data: answer.data.data, customMetadata: answer.data.metadata.custom_metadata };
    },
    metadata: async (path) => {
      const answer = (await get(`metadata/${encoded(path)}`)) as { data: unknown } | null;
      return answer === null ? null : JSON.stringify(answer.data);
    },
    paths: () => list(''),
    close: () => dispatcher.close(),
  };
}

/** Runs the work for each item, a few at a time. */
export async function eachOf<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
    }),
  );
}
