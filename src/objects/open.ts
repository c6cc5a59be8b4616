import type { FilesEndpoint } from '../config/config.js';
import { tlsSettings } from '../config/tls.js';
import { createBkRepo } from './bkrepo/client.js';
import { createCos } from './cos/client.js';
import { createTransport } from './http.js';
import type { ObjectStore } from './store.js';

/** How a store is opened. */
export interface OpenStore {
  /** Most connections at the same time. */
  readonly connections: number;
  /** The tenant whose project it is (BkRepo); absent: the plain project. */
  readonly tenant?: string;
}

/** Opens nothing yet: connections are made when they are needed. Throws RefusedError for TLS files that cannot be read. */
export async function openStore(
  endpoint: FilesEndpoint,
  { connections, tenant }: OpenStore,
): Promise<ObjectStore> {
  const tls = await tlsSettings(endpoint.tls);
  if (endpoint.type === 'bkrepo') {
    const { origin, pathname } = new URL(endpoint.url);
    return createBkRepo({
      ...endpoint,
      transport: createTransport(origin, connections, tls),
      prefix: pathname.replace(/\/+$/, ''),
      tenant,
    });
  }
  const { protocol, host } = new URL(endpoint.endpoint);
  const origin = `${protocol}//${endpoint.pathStyle ? host : `${endpoint.bucket}.${host}`}`;
  return createCos({ ...endpoint, host, transport: createTransport(origin, connections, tls) });
}
