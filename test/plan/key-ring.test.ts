import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.js';
import { decryptCredential, encryptCredential } from '../../src/plan/credential-cipher.js';
import { type KeyRing, keyRingOf, opens, opensAllOf, reencrypted } from '../../src/plan/key-ring.js';

const older = { name: 'older', key: new Secret('0123456789abcdef') };
const newer = { name: 'newer', key: new Secret('abcdef0123456789abcdef01') };
const theirs = { name: 'theirs', key: new Secret('fedcba9876543210fedcba9876543210') };
const ring: KeyRing = [newer, older];

describe('a ring of keys', () => {
  it('opens what any of its keys encrypted, and writes with the newest of the other', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(printable, fc.constantFrom(older, newer), (text, by) => {
        const encrypted = encryptCredential(Buffer.from(text), by.key);
        const there = reencrypted(encrypted, ring, [theirs, older]);
        expect(decryptCredential(there, theirs.key).toString()).toBe(text);
        expect(opens(encrypted, ring)).toBe(true);
      }),
    );
  });

  it('says that no key opens a credential without showing it', () => {
    const encrypted = encryptCredential(Buffer.from('a token'), theirs.key);
    expect(opens(encrypted, ring)).toBe(false);
    expect(() => reencrypted(encrypted, ring, [theirs])).toThrow(
      'the credential cannot be decrypted with any of the 2 given keys',
    );
  });

  it('of one opens any text, printable or not, as its only key does', () => {
    const encrypted = encryptCredential(Buffer.from('token-密'), older.key);
    expect(decryptCredential(reencrypted(encrypted, [older], [theirs]), theirs.key).toString()).toBe(
      'token-密',
    );
  });

  it('needs nothing encrypted anew where the other has all of its keys', () => {
    expect(opensAllOf(ring, [older])).toBe(true);
    expect(opensAllOf([older], ring)).toBe(false);
    expect(opensAllOf([theirs], [older])).toBe(false);
  });

  it('is one key where the config names one, and none where it names none', () => {
    expect(keyRingOf({ credentialMasterKey: older.key })).toEqual([
      { name: 'credential_master_key', key: older.key },
    ]);
    expect(keyRingOf({})).toBeUndefined();
  });
});
