import type { EnvironmentConfig } from '../config/config.js';
import { counted } from '../core/counted.js';
import type { Secret } from '../core/secret.js';
import { decryptCredential, encryptCredential } from './credential-cipher.js';

/** One side's keys for credentials, the newest first: that one writes, any of them opens. */
export type KeyRing = readonly [NamedKey, ...NamedKey[]];

interface NamedKey {
  /** Tells keys apart where they may be named; never a part of the key. */
  readonly name: string;
  readonly key: Secret;
}

/** The keys of one environment: today the config names one, `credential_master_key`. */
export function keyRingOf({ credentialMasterKey: key }: Pick<EnvironmentConfig, 'credentialMasterKey'>) {
  return key ? ([{ name: 'credential_master_key', key }] as const satisfies KeyRing) : undefined;
}

/** Whether all that the keys of `from` encrypted can be opened with those of `to` as it is. */
export function opensAllOf(to: KeyRing, from: KeyRing): boolean {
  return from.every(({ key }) => to.some((own) => own.key.reveal() === key.reveal()));
}

/** Whether a key of the ring opens the credential. */
export function opens(encrypted: string, ring: KeyRing): boolean {
  return ring.some(({ key }) => plainText(encrypted, key) !== null);
}

/** The credential under the other ring's newest key. Throws when no key opens it; the message holds neither text nor key. */
export function reencrypted(encrypted: string, from: KeyRing, to: KeyRing): string {
  const [only, ...others] = from;
  // Where there is a choice, the text must tell which key it was.
  const plain =
    others.length === 0
      ? decryptCredential(encrypted, only.key)
      : from.map(({ key }) => plainText(encrypted, key)).find((text) => text !== null);
  if (!plain)
    throw new Error(
      `the credential cannot be decrypted with any of the ${counted(from.length, 'given key')}`,
    );
  return encryptCredential(plain, to[0].key);
}

/** Null where the key does not open it. A wrong one can give valid padding by chance; credentials are printable, which that is not. */
function plainText(encrypted: string, key: Secret): Buffer | null {
  try {
    const plain = decryptCredential(encrypted, key);
    return /^[\x20-\x7e]*$/.test(plain.toString('latin1')) ? plain : null;
  } catch {
    return null;
  }
}
