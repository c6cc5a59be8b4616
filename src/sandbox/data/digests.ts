import { createCipheriv, createHash } from 'node:crypto';

/** What is stored about a file's content. */
export interface FileFacts {
  /** sha256, 64 hex digits. */
  readonly signature: string;
  readonly md5: string;
  readonly byte_size: number;
}

/** Signature, md5 and size that the services store about a content. */
export function factsOf(content: string): FileFacts {
  const bytes = Buffer.from(content, 'utf8');
  return {
    signature: createHash('sha256').update(bytes).digest('hex'),
    md5: createHash('md5').update(bytes).digest('hex'),
    byte_size: bytes.length,
  };
}

/** Master keys of the sandbox's two environments (32 bytes each); throwaway data is all they protect. */
export const sandboxMasterKeys = {
  source: 'sandbox-source-master-key-000001',
  target: 'sandbox-target-master-key-000002',
} as const;

/** Encrypts a client credential as the services do: AES-CBC, PKCS#7, IV = the key's first 16 bytes, base64. */
export function encryptCredential(plain: string, masterKey: string): string {
  const key = Buffer.from(masterKey, 'utf8');
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, key.subarray(0, 16));
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}
