import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestPlain, openField, parseField, sealField } from '../../src/plan/field-value.js';

const key = randomBytes(32);

describe('a field value', () => {
  it('has the application’s form, and opens to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 9_999 }), (bytes, version) => {
        const plain = Buffer.from(bytes);
        const stored = sealField({ version, key }, plain);
        expect(stored.toString('latin1')).toMatch(/^\d+:AES-256-GCM:[0-9a-f]{56,}$/);
        const field = parseField(stored);
        expect(field?.version).toBe(version);
        expect(field && openField(field, key)).toEqual(plain);
        // What fits is known before it is encrypted.
        expect(plain.length <= longestPlain(stored.length)).toBe(version > 999);
        expect(plain.length <= longestPlain(stored.length + 4)).toBe(true);
      }),
    );
  });

  it('is another one each time', () => {
    const stored = Array.from({ length: 1_000 }, () =>
      String(sealField({ version: 1, key }, Buffer.from('x'))),
    );
    expect(new Set(stored.map((value) => value.slice(0, 38))).size).toBe(1_000);
  });

  it('does not open where a byte is changed, cut off, or added, nor under another key', () => {
    const stored = sealField({ version: 3, key }, Buffer.from('secret'));
    const whole = parseField(stored);
    if (!whole) throw new Error('no field');
    for (let index = 0; index < whole.sealed.length; index += 1) {
      const changed = Buffer.from(whole.sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(openField({ ...whole, sealed: changed }, key)).toBeNull();
      expect(openField({ ...whole, sealed: whole.sealed.subarray(0, index) }, key)).toBeNull();
    }
    expect(openField({ ...whole, sealed: Buffer.concat([whole.sealed, Buffer.of(0)]) }, key)).toBeNull();
    expect(openField(whole, randomBytes(32))).toBeNull();
  });

  it.each([
    '',
    'plain',
    '1:AES-256-GCM:',
    '1:AES-256-GCM:0',
    '1:AES-256-GCM:AB',
    '1:SM4-GCM:ab',
    'v1:AES-256-GCM:ab',
    '1:AES-256-GCM:ab\n',
    '01.YWI=.YWI=',
  ])('is not: %j', (text) => {
    expect(parseField(Buffer.from(text))).toBeNull();
  });
});
