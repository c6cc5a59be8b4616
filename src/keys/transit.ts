import type { KeysConfig, VaultEndpoint } from '../config/config.js';
import { GivenUp } from '../core/given-up.js';
import type { RefusedError } from '../core/refused.js';
import { asRecord } from '../vault/api.js';
import type { CallOptions } from '../vault/caller.js';
import { openVault, type VaultClient } from '../vault/client.js';
import { VaultError } from '../vault/errors.js';
import { impatient, patient } from '../vault/retry.js';
import { policyOf, rightOf, type TransitUse } from './rights.js';
import { refuse, say } from './words.js';

/** A transit key as the server tells of it. */
export interface TransitKey {
  readonly latest: number;
  readonly minDecryption: number;
}

/** A new data key: 32 bytes, and the same wrapped. */
export interface MadeKey {
  readonly key: Buffer;
  readonly wrapped: string;
}

/** retired: the wrap is of a version that the server does not open any more. closed: cut or changed, or by another transit key. */
export type Unwrapped = Buffer | 'retired' | 'closed';

/** The calls of a transit engine that keys are made of; Vault and OpenBao have the same. What they throw is a RefusedError without values. */
export interface Transit extends AsyncDisposable {
  makeDataKey(): Promise<MadeKey>;
  unwrap(wrapped: string): Promise<Unwrapped>;
  /** The same data key, wrapped by the newest version; the same text where it is that already, or where it does not open. */
  rewrap(wrapped: string): Promise<string>;
  /** 64 hex digits each. */
  hmac(values: readonly Buffer[]): Promise<readonly string[]>;
  rotate(): Promise<void>;
  read(): Promise<TransitKey>;
  /** Wraps of versions below are opened no more. */
  setMinDecryption(version: number): Promise<void>;
  close(): Promise<void>;
}

/** The version of the transit key that wrapped a data key: `vault:v3:…`. */
export function wrapVersion(wrapped: string): number | null {
  const [, version] = /^vault:v(\d+):/.exec(wrapped) ?? [];
  return version === undefined ? null : Number(version);
}

export interface TransitOptions {
  /** What is going to be asked: a token that may not do all of it is refused at once, with all that it lacks. */
  readonly uses?: readonly TransitUse[];
  /** Of work that goes on for long: how a server that is away or sealed is waited for. Absent: it is not. */
  readonly waiting?: CallOptions | undefined;
}

/** Connects to the keys' Vault. RefusedError where it cannot be reached, is sealed, or does not take the token. */
export async function openTransit(
  endpoint: VaultEndpoint,
  config: KeysConfig,
  { uses = [], waiting }: TransitOptions = {},
): Promise<Transit> {
  const { address: server } = endpoint;
  const retry = waiting ? patient : impatient;
  const asked: Asked = { server, config, uses, waiting };
  const vault = await said(asked, () => openVault(endpoint, { retry, opening: waiting, calls: waiting }));
  try {
    await refuseLacking(vault, asked);
    return transitOf(vault, asked);
  } catch (error) {
    await vault.close();
    throw error;
  }
}

/** RefusedError with every right that the token lacks. A token that may not ask for its rights is refused by the calls themselves. */
async function refuseLacking({ api }: VaultClient, asked: Asked): Promise<void> {
  const { server, config, uses } = asked;
  if (uses.length === 0) return;
  const rights = uses.map((use) => rightOf(config, use));
  const answer = await said(asked, () =>
    api.write('sys/capabilities-self', { paths: rights.map(({ path }) => path) }),
  ).catch((error: unknown) => {
    if (isDenied(error)) return null;
    throw error;
  });
  if (answer === null) return;
  const granted = asRecord(asRecord(answer).data);
  const lacking = uses.filter((use) => {
    const { path, capability } = rightOf(config, use);
    const has = granted[path];
    return !Array.isArray(has) || !(has.includes('root') || has.includes(capability));
  });
  if (lacking.length === 0) return;
  const list = lacking
    .map((use) => rightOf(config, use))
    .map(({ path, capability }) => `${capability} ${path}`);
  const message = say('keys.lacking', { server, rights: list.join(', ') });
  throw refuse('keys.denied', { server, message, policy: policyOf(config, uses) });
}

function transitOf(vault: VaultClient, asked: Asked): Transit {
  const { config, uses } = asked;
  const { key, hmacKey } = config;
  const { api } = vault;
  const call = async (use: TransitUse, body: Readonly<Record<string, unknown>> = {}) => {
    const { path, capability } = rightOf(config, use);
    const answer = await said({ ...asked, uses: [...uses, use] }, () =>
      capability === 'read' ? api.read(path) : api.write(path, body),
    );
    return asRecord(asRecord(answer).data);
  };
  const read = async (): Promise<TransitKey> => {
    const data = await call('read');
    return {
      latest: Number(data.latest_version ?? 0),
      minDecryption: Number(data.min_decryption_version ?? 0),
    };
  };
  const close = () => vault.close();
  return {
    async makeDataKey() {
      const { plaintext, ciphertext } = await call('make');
      const made = Buffer.from(String(plaintext ?? ''), 'base64');
      if (typeof ciphertext !== 'string' || made.length !== 32) throw refuse('keys.no-data-key', { key });
      return { key: made, wrapped: ciphertext };
    },
    async unwrap(wrapped) {
      try {
        const { plaintext } = await call('open', { ciphertext: wrapped });
        return Buffer.from(String(plaintext ?? ''), 'base64');
      } catch (error) {
        if (error instanceof Error && /too old/.test(error.message)) return 'retired';
        if (isClosed(error)) return 'closed';
        throw error;
      }
    },
    async rewrap(wrapped) {
      const { latest } = await read();
      if (wrapVersion(wrapped) === latest) return wrapped;
      const { ciphertext } = await call('rewrap', { ciphertext: wrapped }).catch((error: unknown) => {
        if (isClosed(error)) return { ciphertext: wrapped };
        throw error;
      });
      if (typeof ciphertext !== 'string') throw refuse('keys.no-data-key', { key });
      return ciphertext;
    },
    async hmac(values) {
      if (values.length === 0) return [];
      const inputs = values.map((value) => ({ input: value.toString('base64') }));
      const { batch_results: results } = await call('hash', { batch_input: inputs });
      const hashes = (Array.isArray(results) ? results : []).map((result) =>
        Buffer.from(String(asRecord(result).hmac ?? '').replace(/^vault:v\d+:/, ''), 'base64').toString(
          'hex',
        ),
      );
      if (hashes.length !== values.length || hashes.some(({ length }) => length !== 64))
        throw refuse('keys.no-hmac', { key: hmacKey });
      return hashes;
    },
    rotate: async () => {
      await call('rotate');
    },
    read,
    setMinDecryption: async (version) => {
      await call('config', { min_decryption_version: version });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a Vault answered, where that is why it was refused. */
export function vaultFault(error: unknown): VaultError | undefined {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof VaultError ? cause : undefined;
}

/** Whether the token may not do what it was asked for. */
export const isDenied = (error: unknown): boolean => vaultFault(error)?.kind === 'denied';

/** Whether the server has the key and no fault but what it was given: it answers 400 to what it cannot read. */
function isClosed(error: unknown): boolean {
  const fault = vaultFault(error);
  return fault !== undefined && fault.status === 400 && !/not found/.test(fault.message);
}

interface Asked {
  readonly server: string;
  readonly config: KeysConfig;
  readonly uses: readonly TransitUse[];
  readonly waiting: CallOptions | undefined;
}

/**
 * What a Vault answers, as a refusal: the message holds its address, a status and known phrases. GivenUp once the
 * operator stops.
 */
async function said<Result>(asked: Asked, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    const isGivenUp = cause.kind === 'stopped' || (cause.retryable && asked.waiting?.giveUp?.aborted);
    throw isGivenUp ? new GivenUp(cause) : refusalOf(asked, cause);
  }
}

function refusalOf({ server, config, uses }: Asked, cause: VaultError): RefusedError {
  const { kind, said: message, retryable } = cause;
  if (kind === 'denied')
    return refuse('keys.denied', { server, message, policy: policyOf(config, uses) }, { cause });
  if (kind === 'token') return refuse('keys.token', { server, message }, { cause });
  if (kind === 'sealed') return refuse('keys.sealed', { server, message }, { cause });
  if (retryable || kind === 'tls') return refuse('keys.away', { server, message }, { cause });
  return refuse('keys.vault', { server, message }, { cause });
}
