import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMeaning } from '../../src/plan/json-meaning.js';

const same = (one: string, other: string) => jsonMeaning(one) === jsonMeaning(other);

describe('jsonMeaning', () => {
  it.each([
    ['{"b":1,"a":2}', ' { "a" : 2 , "b" : 1 } '],
    ['[1.0,1.10,1E2,0.1e-7,-0.50]', '[1, 1.1, 100.0, 1e-8, -0.5]'],
    ['{"\\u0041":1}', '{"A":1}'],
    ['"a\\/b"', '"a/b"'],
    ['[[],{},[{}]]', '[[ ], { }, [{}]]'],
    ['{"":1," ":"[1,2]"}', '{" ":"[1,2]","":1}'],
  ])('%s says what %s says', (one, other) => {
    expect(same(one, other)).toBe(true);
  });

  it.each([
    ['{"b":1,"a":2,"b":3}', '{"a":2,"b":3}'],
    ['12345678901234567890123', '1.2345678901234568e22'],
    ['0.1234567890123456789', '0.12345678901234568'],
    ['-0', '0'],
    ['[1,2]', '[2,1]'],
    ['{"a":1}', '{"A":1}'],
    ['"1"', '1'],
    ['[]', '{}'],
    ['{"a":[1],"b":2}', '{"a":[1,2]}'],
    ['null', '"null"'],
  ])('%s does not say what %s says', (one, other) => {
    expect(same(one, other)).toBe(false);
  });

  it('agrees with parsing for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const spaced = JSON.stringify(one, null, 2);
        expect(jsonMeaning(spaced)).toBe(jsonMeaning(JSON.stringify(one)));
        if (jsonMeaning(JSON.stringify(other)) === jsonMeaning(spaced)) expect(other).toEqual(one);
      }),
    );
  });

  it.each(['{"a"', '[1', '1 2', '{"a" 1}', ''])('refuses %j', (text) => {
    expect(() => jsonMeaning(text)).toThrow(SyntaxError);
  });
});
