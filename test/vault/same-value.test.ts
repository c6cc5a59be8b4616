import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sameValue } from '../../src/vault/same-value.js';

const same = (left: string, right: string) => sameValue(Buffer.from(left), Buffer.from(right));

describe('sameValue', () => {
  it('sees through other ways to print a value', () => {
    expect(same('{"a":1,"b":"<é>"}', String.raw`{ "b" : "\u003c\u00e9\u003e", "a" : 1 }`)).toBe(true);
    expect(same('{"a":{"y":[1,2],"x":null}}', '{"a":{"x":null,"y":[1,2]}}')).toBe(true);
    expect(same('"a/b"', String.raw`"a\/b"`)).toBe(true);
  });

  it('keeps apart what is not the same', () => {
    expect(same('{"a":1.0}', '{"a":1}')).toBe(false);
    expect(same('{"a":12345678901234567890}', '{"a":12345678901234567891}')).toBe(false);
    expect(same('{"a":"1"}', '{"a":1}')).toBe(false);
    expect(same('[1,2]', '[2,1]')).toBe(false);
    expect(same('{"a":""}', '{}')).toBe(false);
    expect(same('{"a":"b"}', '{"a":"b "}')).toBe(false);
    expect(same('["a,b"]', '["a","b"]')).toBe(false);
    expect(same('{"a":null}', '{"a":"null"}')).toBe(false);
  });

  it('compares values however deep and long they are', () => {
    const deep = (inner: string) => `${'{"a":['.repeat(8_000)}${inner}${']}'.repeat(8_000)}`;
    expect(same(deep('1'), deep(' 1'))).toBe(true);
    expect(same(deep('1'), deep('2'))).toBe(false);
    const long = 'x'.repeat(16_000_000);
    expect(same(`{"a":"${long}"}`, `{"a": "${long}"}`)).toBe(true);
    expect(same(`{"a":"${long}"}`, `{"a":"${long}\\\\"}`)).toBe(false);
  });

  it('agrees with a re-print of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        const compact = JSON.stringify(value);
        expect(canonicalJson(Buffer.from(compact))).toBe(
          canonicalJson(Buffer.from(JSON.stringify(value, null, indent))),
        );
        expect(JSON.parse(canonicalJson(Buffer.from(compact)))).toEqual(JSON.parse(compact));
      }),
    );
  });
});
