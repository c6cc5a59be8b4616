import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * The field format of the application: `<version>:<algorithm>:<hex>` in ASCII, the hex in lower case of nonce (12) || ciphertext || tag (16),
 * AES-256-GCM under the data key of that version, without additional data (kratos-boilerplate, internal/pkg/kms).
 */

export const fieldAlgorithm = 'AES-256-GCM';
/** Hex digits of SHA-256 and HMAC-SHA256. */
export const hashLength = 64;

const nonceBytes = 12;
const tagBytes = 16;
/** Digits of a version that room is kept for. */
const versionDigits = 4;

export interface DataKey {
  readonly version: number;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** A value as it is stored. The nonce is random: within one key's life (2^32 values) none comes twice. */
export function sealField({ version, key }: DataKey, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return Buffer.from(`${version}:${fieldAlgorithm}:${sealed.toString('hex')}`, 'latin1');
}

export interface FieldValue {
  readonly version: number;
  readonly sealed: Buffer;
}

/** The parts of a stored value; null for what is none. */
export function parseField(cell: Buffer): FieldValue | null {
  const [, version, hex = ''] = /^(\d{1,15}):AES-256-GCM:([0-9a-f]+)$/.exec(cell.toString('latin1')) ?? [];
  if (version === undefined || hex.length % 2 !== 0) return null;
  return { version: Number(version), sealed: Buffer.from(hex, 'hex') };
}

/** The plain bytes; null where the value was cut or changed, or is another key's. */
export function openField({ sealed }: FieldValue, key: Buffer): Buffer | null {
  if (sealed.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Most bytes of which the stored value has at most `length` characters; below 0 where none has. */
export function longestPlain(length: number): number {
  const around = versionDigits + fieldAlgorithm.length + 2;
  return Math.floor((length - around) / 2) - nonceBytes - tagBytes;
}
