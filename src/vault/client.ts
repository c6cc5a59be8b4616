import type { VaultEndpoint } from '../config/config.js';
import type { Limiter } from '../core/limiter.js';
import { createApi, type VaultApi } from './api.js';
import { type CallOptions, createCaller, mostConnections } from './caller.js';
import { createKv, type KvApi } from './kv.js';
import { patient, type RetryPolicy } from './retry.js';
import { createTokenKeeper, type TokenInfo } from './token.js';
import { createTransport, defaultTimeouts, type VaultTimeouts } from './transport.js';

/** One KV v2 mount of a Vault or OpenBao, with a live token. */
export interface VaultClient extends KvApi, AsyncDisposable {
  /** Base address, for messages. */
  readonly server: string;
  readonly mount: string;
  readonly api: VaultApi;
  readonly limiter: Limiter;
  /** null: the token may not look itself up. */
  readonly token: TokenInfo | null;
  close(): Promise<void>;
}

export interface VaultClientOptions {
  readonly retry?: RetryPolicy;
  readonly timeouts?: VaultTimeouts;
  /** How the caller follows and ends the opening itself, which waits for a server that is away or sealed. */
  readonly opening?: CallOptions;
  /** The same for the calls of `api`. */
  readonly calls?: CallOptions;
  /** Most requests a second. */
  readonly perSecond?: number;
}

/**
 * Connects and proves the token (AppRole: logs in). The token is renewed until `close()`.
 * Throws VaultError when the server cannot be reached within the patience, is sealed, or refuses the token.
 */
export async function openVault(
  endpoint: VaultEndpoint,
  options: VaultClientOptions = {},
): Promise<VaultClient> {
  const transport = await createTransport(endpoint, mostConnections, options.timeouts ?? defaultTimeouts);
  const keeper = createTokenKeeper(endpoint);
  const caller = createCaller(transport, options.retry ?? patient, keeper);
  // The keeper's own requests must not ask the keeper for help: a dead token would ask for itself.
  const ownCaller = createCaller(transport, options.retry ?? patient, {
    current: () => keeper.current(),
    replace: async () => false,
  });
  const close = async () => {
    keeper.stop();
    await Promise.all([caller.close(), ownCaller.close()]);
  };
  try {
    caller.limiter.configure({ perSecond: options.perSecond });
    const token = await keeper.start(createApi(ownCaller, options.opening));
    return {
      ...createKv(caller, endpoint.mount),
      server: caller.server,
      mount: endpoint.mount,
      api: createApi(caller, options.calls),
      limiter: caller.limiter,
      token,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
