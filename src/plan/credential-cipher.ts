import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Secret } from '../core/secret.js';

/**
 * BSCP's credential encryption: AES-CBC with PKCS#7 padding, key = the service's master key (16, 24 or 32 bytes),
 * IV = the key's first 16 bytes, printed as base64. Deterministic, so that rows can be looked up by exact value.
 */

function keyBytes(masterKey: Secret): { readonly key: Buffer; readonly algorithm: string } {
  const key = Buffer.from(masterKey.reveal(), 'utf8');
  if (![16, 24, 32].includes(key.length)) {
    throw new Error(`a credential master key must be 16, 24 or 32 bytes long; this one has ${key.length}`);
  }
  return { key, algorithm: `aes-${key.length * 8}-cbc` };
}

/** Throws when the text was not encrypted with this key (the message never holds the text or the key). */
export function decryptCredential(encrypted: string, masterKey: Secret): Buffer {
  const { key, algorithm } = keyBytes(masterKey);
  try {
    const decipher = createDecipheriv(algorithm, key, key.subarray(0, 16));
    return Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
  } catch {
    throw new Error('the credential cannot be decrypted with the given master key');
  }
}

export function encryptCredential(plain: Buffer, masterKey: Secret): string {
  const { key, algorithm } = keyBytes(masterKey);
  const cipher = createCipheriv(algorithm, key, key.subarray(0, 16));
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}
