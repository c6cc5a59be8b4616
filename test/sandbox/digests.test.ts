import { createDecipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { encryptCredential, factsOf, sandboxMasterKeys } from '../../src/sandbox/data/digests.js';

test('facts of a content are its real digests and its length in bytes', () => {
  expect(factsOf('é')).toEqual({
    signature: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c',
    md5: '66ddcd97cfdeabb2f6fb8a999b4bc76f',
    byte_size: 2,
  });
});

test('a credential of 32 characters fills its column of 64, and the key opens it', () => {
  const encrypted = encryptCredential('0123456789abcdef0123456789abcdef', sandboxMasterKeys.source);
  expect(encrypted).toHaveLength(64);
  const key = Buffer.from(sandboxMasterKeys.source);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  const plain = decipher.update(encrypted, 'base64', 'utf8') + decipher.final('utf8');
  expect(plain).toBe('0123456789abcdef0123456789abcdef');
});

test('both master keys have a length that AES takes', () => {
  for (const key of Object.values(sandboxMasterKeys)) expect([16, 24, 32]).toContain(Buffer.byteLength(key));
});
