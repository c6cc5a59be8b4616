import { nodeVault } from '../core/late-packages.js';
import type { Caller, CallOptions } from './caller.js';
import { VaultError } from './errors.js';
import { say } from './words.js';

/** The API besides secrets: rare calls, made with node-vault on our own connections. */
export interface VaultApi {
  /** Any state is an answer here: sealed, not initialised, standby. */
  health(): Promise<VaultHealth>;
  read(path: string): Promise<unknown>;
  write(path: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface VaultHealth {
  readonly initialized: boolean;
  readonly sealed: boolean;
  readonly standby: boolean;
  /** Enterprise: reads by itself, perhaps behind the active node, and hands writes on. */
  readonly performanceStandby: boolean;
  /** Enterprise: a copy for disaster recovery, which serves nothing until it is promoted. */
  readonly drSecondary: boolean;
  readonly version: string;
  /** null: the server does not say (OpenBao, old versions). */
  readonly enterprise: boolean | null;
}

interface NodeVaultRequest {
  readonly method: string;
  readonly uri: string;
  readonly json?: unknown;
}

/**
 * node-vault with our transport in the place of its own. So that one set of TLS settings, timeouts and retries holds for
 * all, and nothing of the environment (VAULT_TOKEN, VAULT_NAMESPACE, VAULT_PREFIX, HTTP_PROXY, DEBUG) finds its way in:
 * its own transport would send the environment's token to a server that was configured without one.
 */
export function createApi(caller: Caller, options: CallOptions = {}): VaultApi {
  const send = async (request: NodeVaultRequest) => {
    const path = request.uri.slice(request.uri.indexOf('/v1/'));
    const isHealth = path.startsWith('/v1/sys/health');
    const { answer } = await caller.call(
      {
        method: request.method === 'GET' ? 'GET' : 'POST',
        path,
        // OpenBao, and Vault with Enterprise, refuse this question within a namespace.
        ...(isHealth ? { outsideNamespace: true } : {}),
        ...(typeof request.json === 'object' ? { body: Buffer.from(JSON.stringify(request.json)) } : {}),
      },
      options,
      (status, body) => (isHealth ? isHealthAnswer(body) : status >= 200 && status < 300),
    );
    return {
      statusCode: answer.status === 204 ? 204 : 200,
      body: parseAnswer(caller.server, answer.body),
      request: { path },
    };
  };
  const client = nodeVault()({
    endpoint: 'http://unused',
    debug: () => undefined,
    'request-promise': { defaults: () => send },
  });
  // The transport sends the token; node-vault must not find one, or a path prefix, in the environment.
  Object.assign(client, { pathPrefix: '', token: '' });
  return {
    health: async () => {
      const body: unknown = await client.health();
      const answer = asRecord(body);
      const { initialized, sealed, standby, version, enterprise } = answer;
      return {
        initialized: initialized === true,
        sealed: sealed === true,
        standby: standby === true,
        performanceStandby: answer.performance_standby === true,
        drSecondary: answer.replication_dr_mode === 'secondary',
        version: String(version ?? 'unknown'),
        enterprise: typeof enterprise === 'boolean' ? enterprise : null,
      };
    },
    read: (path) => client.read(path),
    write: (path, body) => client.write(path, body),
  };
}

/** A parsed JSON object, or an empty one for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** Standby, sealed and other states answer with error statuses, but with the same body. */
function isHealthAnswer(body: Buffer): boolean {
  try {
    return 'sealed' in asRecord(JSON.parse(body.toString('utf8')));
  } catch {
    return false;
  }
}

/** Parses an answer of the API; what is no JSON did not come from a Vault, or not whole. */
export function parseAnswer(server: string, body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new VaultError('malformed', say('vault.no-json', { server }));
  }
}
