import type { Dispatcher, Pool } from 'undici';
import type { VaultEndpoint } from '../config/config.js';
import { tlsSettings } from '../config/tls.js';
import { undici } from '../core/late-packages.js';
import { RefusedError } from '../core/refused.js';
import { errorOfConnection, VaultError } from './errors.js';
import { say } from './words.js';

/** Limits of one exchange, in milliseconds. */
export interface VaultTimeouts {
  readonly connectMs: number;
  /** Silence of the server that counts as a stall, before and within the answer. */
  readonly silenceMs: number;
}

export const defaultTimeouts: VaultTimeouts = { connectMs: 10_000, silenceMs: 30_000 };

export interface VaultRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the address, with /v1/, encoded. */
  readonly path: string;
  readonly body?: Buffer;
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Asks the server as a whole, outside of the endpoint's namespace. */
  readonly outsideNamespace?: boolean;
}

export interface VaultAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
}

/** One server's keep-alive connections. */
export interface Transport {
  readonly server: string;
  /** One exchange, without any retry. Throws VaultError when there is no whole answer. */
  send(request: VaultRequest): Promise<VaultAnswer>;
  close(): Promise<void>;
}

/** Opens nothing yet: connections are made when they are needed, up to `connections`. */
export async function createTransport(
  endpoint: Pick<VaultEndpoint, 'address' | 'namespace' | 'tls'>,
  connections: number,
  timeouts: VaultTimeouts = defaultTimeouts,
): Promise<Transport> {
  const base = parseAddress(endpoint.address);
  const server = base.origin;
  const { Pool } = undici();
  const pool = new Pool(server, {
    connections,
    pipelining: 1,
    connect: { timeout: timeouts.connectMs, ...(await tlsSettings(endpoint.tls)) },
    headersTimeout: timeouts.silenceMs,
    bodyTimeout: timeouts.silenceMs,
  });
  const prefix = base.pathname.replace(/\/$/, '');
  const common: Record<string, string> = { 'x-vault-request': 'true' };

  return {
    server,
    send: async ({ method, path, body, token, signal, outsideNamespace }) => {
      refuseUnsendable(server, token, outsideNamespace ? undefined : endpoint.namespace);
      const headers: Record<string, string> = { ...common };
      if (endpoint.namespace !== undefined && !outsideNamespace)
        headers['x-vault-namespace'] = endpoint.namespace;
      if (token !== undefined) headers['x-vault-token'] = token;
      if (body !== undefined) headers['content-type'] = 'application/json';
      return exchange(pool, { method, path: `${prefix}${path}`, headers, body: body ?? null }, signal).catch(
        (error: unknown) => {
          if (error instanceof VaultError) throw error;
          throw errorOfConnection(server, subjectOf({ method, path }), error);
        },
      );
    },
    close: () => pool.destroy(),
  };
}

/** What a request asks, for messages: its method and path, without a query. */
export function subjectOf({ method, path }: Pick<VaultRequest, 'method' | 'path'>): string {
  return `${method} ${path.replace(/^\/v1\//, '').replace(/\?.*$/, '')}`;
}

/** What a header may hold. Anything else would fail like a broken connection, and be tried for minutes. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

function refuseUnsendable(server: string, token = '', namespace = ''): void {
  if (!sendable.test(token)) {
    throw new VaultError('token', say('vault.token-form', { server }), {
      remedy: say('vault.mend.token-form'),
    });
  }
  if (!sendable.test(namespace)) {
    throw new VaultError('rejected', say('vault.namespace-form', { server }), {
      remedy: say('vault.mend.namespace'),
    });
  }
}

/**
 * Beneath undici's `request()`: a handler that gathers the chunks spares a stream per answer, which is a fifth of the
 * processor time at these sizes.
 */
function exchange(
  pool: Pool,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<VaultAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(stopped());
    let status = 0;
    let retryAfter: string | undefined;
    let ended = false;
    const chunks: Buffer[] = [];
    let control: Dispatcher.DispatchController | undefined;
    const onAbort = () => {
      control?.abort(stopped());
      end(() => reject(stopped()));
    };
    const end = (settle: () => void) => {
      if (ended) return;
      ended = true;
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    signal?.addEventListener('abort', onAbort);
    pool.dispatch(options, {
      onRequestStart: (controller) => {
        control = controller;
        if (ended) controller.abort(stopped());
      },
      onResponseStart: (_, statusCode, headers) => {
        status = statusCode;
        const header = headers['retry-after'];
        retryAfter = Array.isArray(header) ? header[0] : header;
      },
      onResponseData: (_, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () =>
        end(() =>
          resolve({
            status,
            retryAfter,
            body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
          }),
        ),
      onResponseError: (_, error) => end(() => reject(error)),
    });
  });
}

function stopped(): VaultError {
  return new VaultError('stopped', say('vault.stopped'));
}

function parseAddress(address: string): URL {
  try {
    const url = new URL(address);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {}
  throw new RefusedError('the address of the Vault is no http:// or https:// URL', {
    remedy: 'Write it like https://vault.example:8200.',
  });
}
