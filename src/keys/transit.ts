import type { KeysConfig, VaultEndpoint } from '../config/config.js';
import { asRecord } from '../vault/api.js';
import { openVault, type VaultClient } from '../vault/client.js';
import { VaultError } from '../vault/errors.js';
import { refuse } from './words.js';

/** A transit key as the server tells of it. */
export interface TransitKey {
  readonly latest: number;
  readonly minDecryption: number;
}

/** retired: the wrap is of a version that the server does not open any more. closed: cut or changed, or by another transit key. */
export type Unwrapped = Buffer | 'retired' | 'closed';

/** The calls of a transit engine that keys are made of; Vault and OpenBao have the same. What they throw is a RefusedError without values. */
export interface Transit extends AsyncDisposable {
  /** A new data key: 32 bytes, and the same wrapped. */
  makeDataKey(): Promise<{ readonly key: Buffer; readonly wrapped: string }>;
  unwrap(wrapped: string): Promise<Unwrapped>;
  /** The same data key, wrapped by the newest version; the same text where it is that already, or where it does not open. */
  rewrap(wrapped: string): Promise<string>;
  /** 64 hex digits each. */
  hmac(values: readonly Buffer[]): Promise<readonly string[]>;
  rotate(): Promise<void>;
  read(name: string): Promise<TransitKey>;
  /** Wraps of versions below are opened no more. */
  setMinDecryption(version: number): Promise<void>;
  close(): Promise<void>;
}

/** The version of the transit key that wrapped a data key: `vault:v3:…`. */
export function wrapVersion(wrapped: string): number | null {
  const [, version] = /^vault:v(\d+):/.exec(wrapped) ?? [];
  return version === undefined ? null : Number(version);
}

/** Connects to the keys' Vault. RefusedError where it cannot be reached, or does not take the token. */
export async function openTransit(endpoint: VaultEndpoint, config: KeysConfig): Promise<Transit> {
  return transitOf(await said(endpoint.address, () => openVault(endpoint)), config);
}

function transitOf(vault: VaultClient, { mount, key, hmacKey }: KeysConfig): Transit {
  const call = (work: () => Promise<unknown>) =>
    said(vault.server, async () => asRecord(asRecord(await work()).data));
  const write = (path: string, body: Readonly<Record<string, unknown>>) =>
    call(() => vault.api.write(`${mount}/${path}`, body));
  const read = async (name: string): Promise<TransitKey> => {
    const data = await call(() => vault.api.read(`${mount}/keys/${name}`));
    return {
      latest: Number(data.latest_version ?? 0),
      minDecryption: Number(data.min_decryption_version ?? 0),
    };
  };
  const close = () => vault.close();
  return {
    async makeDataKey() {
      const { plaintext, ciphertext } = await write(`datakey/plaintext/${key}`, {});
      const made = Buffer.from(String(plaintext ?? ''), 'base64');
      if (typeof ciphertext !== 'string' || made.length !== 32) throw refuse('keys.no-data-key', { key });
      return { key: made, wrapped: ciphertext };
    },
    async unwrap(wrapped) {
      try {
        const { plaintext } = await call(() =>
          vault.api.write(`${mount}/decrypt/${key}`, { ciphertext: wrapped }),
        );
        return Buffer.from(String(plaintext ?? ''), 'base64');
      } catch (error) {
        if (error instanceof Error && /too old/.test(error.message)) return 'retired';
        if (isClosed(error)) return 'closed';
        throw error;
      }
    },
    async rewrap(wrapped) {
      const { latest } = await read(key);
      if (wrapVersion(wrapped) === latest) return wrapped;
      const { ciphertext } = await write(`rewrap/${key}`, { ciphertext: wrapped }).catch((error: unknown) => {
        if (isClosed(error)) return { ciphertext: wrapped };
        throw error;
      });
      if (typeof ciphertext !== 'string') throw refuse('keys.no-data-key', { key });
      return ciphertext;
    },
    async hmac(values) {
      if (values.length === 0) return [];
      const inputs = values.map((value) => ({ input: value.toString('base64') }));
      const { batch_results: results } = await write(`hmac/${hmacKey}/sha2-256`, { batch_input: inputs });
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
      await write(`keys/${key}/rotate`, {});
    },
    read,
    setMinDecryption: async (version) => {
      await write(`keys/${key}/config`, { min_decryption_version: version });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Whether the server has the key and no fault but what it was given: it answers 400 to what it cannot read. */
function isClosed(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof VaultError && cause.status === 400 && !/not found/.test(cause.message);
}

/** What a Vault answers, as a refusal: the message holds its address, a status and known phrases. */
async function said<Result>(server: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw refuse('keys.vault', { server, message: cause.said }, { cause });
  }
}
