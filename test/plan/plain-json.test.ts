import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMeaning } from '../../src/plan/json-meaning.js';
import { isPlainJson } from '../../src/plan/plain-json.js';

describe('isPlainJson', () => {
  it.each([
    '{"ids":[1,2],"name":"x","at":"2024-01-02T03:04:05Z","md5":"1e5f0e12"}',
    '{"a": 1, "b": [true, null, -1.5, "a b  c"]}',
    '[\n  "中文",\n  "\\"\\n"\n]',
    '123456789012345',
    '""',
    `[${'1,'.repeat(500)}1]`,
  ])('knows %s by itself', (text) => {
    expect(isPlainJson(text)).toBe(true);
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":1, "b":{"c":1,"c":1}}',
    '{"a":"", "a":"", "b":"\\/"}',
    '-0',
    '[1,-0.0]',
    '[1e400]',
    '1E2',
    '{"a": 12345678901234567890}',
    '[0.1000000000000000055]',
    '"\\ud800"',
    '{"\\u0061":1,"a":2}',
    '{"a":1} x',
    '{a:1}',
    '',
    'nope',
    "'a'",
    `${'['.repeat(101)}${']'.repeat(101)}`,
    `{"${'n'.repeat(65_536)}":1}`,
  ])('leaves %s to the server', (text) => {
    expect(isPlainJson(text)).toBe(false);
  });

  it('takes no text for plain that parsing changes', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (one, other) => {
        for (const text of [one, `{"a":${one},"a":${other}}`, `[${one} , ${other}]`]) {
          if (isPlainJson(text))
            expect(jsonMeaning(JSON.stringify(JSON.parse(text)))).toBe(jsonMeaning(text));
        }
      }),
    );
  });
});
