import type { VaultEndpoint } from '../config/config.js';
import { Secret } from '../core/secret.js';
import type { Sentence } from '../core/sentence.js';
import { asRecord, type VaultApi } from './api.js';
import type { TokenSource } from './caller.js';
import { VaultError } from './errors.js';
import { type Login, sharedLogin } from './logins.js';
import { say } from './words.js';

/** What the server says of our token. */
export interface TokenInfo {
  /** Seconds left; null: it never expires. */
  readonly ttlSeconds: number | null;
  readonly renewable: boolean;
  readonly policies: readonly string[];
  readonly isRoot: boolean;
  /** Requests it is still good for; null: no limit. */
  readonly usesLeft: number | null;
}

/** Holds the token, renews it before it expires, and gets another one where it can. */
export interface TokenKeeper extends TokenSource {
  /** Logs in (AppRole) and asks for the token's state; null when the token may not ask. Throws VaultError. */
  start(api: VaultApi): Promise<TokenInfo | null>;
  stop(): void;
}

/** The longest time a timer can hold. */
const longestTimerMs = 2 ** 31 - 1;
const renewAtFraction = 2 / 3;
/** Wait after a renewal that the server could not answer. */
const renewAgainMs = 1_000;

/** A lease of 0 seconds is one without an end. */
function leaseOf(seconds: unknown): number | null {
  return typeof seconds === 'number' && seconds > 0 ? seconds : null;
}

export function createTokenKeeper(
  endpoint: Pick<VaultEndpoint, 'address' | 'namespace' | 'auth'>,
): TokenKeeper {
  const { auth } = endpoint;
  let token = auth.kind === 'token' ? auth.token.reveal().trim() : undefined;
  let api: VaultApi | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** One login serves all, however many requests found the token dead. */
  async function logIn(refused?: string): Promise<void> {
    if (auth.kind !== 'approle') return;
    const { token: given, endsAt, renewable } = await sharedLogin(endpoint, refused, doLogin);
    token = given.reveal();
    schedule(endsAt === null ? null : (endsAt - Date.now()) / 1000, renewable);
  }

  async function doLogin(): Promise<Login> {
    if (auth.kind !== 'approle' || api === undefined) throw new Error('a login without an AppRole');
    const answer = asRecord(
      await api.write(`auth/${auth.mount}/login`, {
        role_id: auth.roleId,
        secret_id: auth.secretId.reveal(),
      }),
    );
    const { client_token: fresh, lease_duration: duration, renewable } = asRecord(answer.auth);
    if (typeof fresh !== 'string') throw new VaultError('malformed', say('vault.no-token'));
    const seconds = leaseOf(duration);
    const endsAt = seconds === null ? null : Date.now() + seconds * 1000;
    return { token: new Secret(fresh), endsAt, renewable: renewable === true };
  }

  /** What the server says of the token, or null when it may not ask. Throws VaultError, of kind `token` when it is dead. */
  async function introduce(from: VaultApi): Promise<TokenInfo | null> {
    try {
      const info = await lookUp(from);
      schedule(info.ttlSeconds, info.renewable);
      return info;
    } catch (error) {
      if (!(error instanceof VaultError) || error.kind !== 'denied') throw error;
      if (!(await isKnown(from))) throw new VaultError('token', error.said, unknownToken(error));
      // A token without the default policy may not look itself up, though it may be good for its work.
      return null;
    }
  }

  async function lookUp(from: VaultApi): Promise<TokenInfo> {
    const data = asRecord(asRecord(await from.read('auth/token/lookup-self')).data);
    const ttl = Number(data.ttl ?? 0);
    const policies = Array.isArray(data.policies) ? data.policies.map(String) : [];
    return {
      ttlSeconds: ttl === 0 && data.expire_time == null ? null : ttl,
      renewable: data.renewable === true,
      policies,
      isRoot: policies.includes('root'),
      usesLeft: Number(data.num_uses ?? 0) > 0 ? Number(data.num_uses) : null,
    };
  }

  /** null: never expires. Whole seconds are rounded down, so 0 means very soon. */
  function schedule(seconds: number | null, renewable: boolean): void {
    clearTimeout(timer);
    if (stopped || seconds === null || !(renewable || auth.kind === 'approle')) return;
    renewAfter(seconds * 1000 * renewAtFraction, renewable);
  }

  function renewAfter(milliseconds: number, renewable: boolean): void {
    if (stopped) return;
    const waitMs = Math.min(longestTimerMs, Math.max(200, milliseconds));
    timer = setTimeout(() => void renew(renewable), waitMs);
    timer.unref();
  }

  async function renew(renewable: boolean): Promise<void> {
    if (api === undefined) return;
    try {
      if (renewable) {
        const { lease_duration: seconds, renewable: again } = asRecord(
          asRecord(await api.write('auth/token/renew-self', {})).auth,
        );
        return schedule(leaseOf(seconds), again === true);
      }
      await logIn(token);
    } catch (error) {
      // The server may be back before the token ends, while the run waits for something else.
      if (error instanceof VaultError && error.retryable) return renewAfter(renewAgainMs, renewable);
      // The requests themselves find out when the token is dead; they can say where the run stopped.
      if (auth.kind === 'approle') await logIn(token).catch(() => undefined);
    }
  }

  return {
    current: () => token,
    async start(from) {
      api = from;
      await logIn();
      try {
        return await introduce(from);
      } catch (error) {
        if (auth.kind !== 'approle' || !(error instanceof VaultError) || error.kind !== 'token') throw error;
        // An earlier login's token, which has died since.
        await logIn(token);
        return await introduce(from);
      }
    },
    async replace(refused, error) {
      if (api === undefined || refused === undefined) return false;
      if (refused !== token) return true;
      if (error.kind === 'denied' && (await isKnown(api))) return false;
      const message = say('vault.token-ended', { message: error.said });
      if (auth.kind === 'token') throw new VaultError('token', message, unknownToken(error));
      try {
        await logIn(refused);
      } catch (refusal) {
        if (!(refusal instanceof VaultError) || refusal.retryable) throw refusal;
        // Thrown as it is, it would pass for a refusal of the path at hand, and so for each of them.
        const both = say('vault.no-login', { message, why: refusal.said });
        throw new VaultError('token', both, {
          ...unknownToken(refusal),
          remedy: say('vault.mend.secret-id'),
        });
      }
      return true;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Whether the server still knows the token. OpenBao refuses a dead token in the words for a
 * missing right; this question any living token may ask, and no dead one.
 */
async function isKnown(api: VaultApi): Promise<boolean> {
  try {
    await api.read('sys/internal/ui/mounts');
    return true;
  } catch (error) {
    return !(error instanceof VaultError && (error.kind === 'denied' || error.kind === 'token'));
  }
}

function unknownToken({ status }: VaultError): { readonly status?: number; readonly remedy: Sentence } {
  return {
    ...(status === null ? {} : { status }),
    remedy: say('vault.mend.token'),
  };
}
