import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWholeJson, JsonSyntaxError, sliceMember } from '../../src/vault/json-slice.js';

const slice = (json: string, ...path: string[]) => sliceMember(Buffer.from(json), path)?.toString('utf8');

describe('sliceMember', () => {
  it('gives the text of a value as it stands', () => {
    const value = String.raw`{"a":1.0,"b":12345678901234567890,"c":"\u4e2d\ud83d\ude00 \\\" }","d" : [ 1 , {} ]}`;
    expect(
      slice(`{"request_id":"x","data":{"data":${value},"metadata":{"version":3}}}`, 'data', 'data'),
    ).toBe(value);
    expect(slice(`{"data":{"metadata":{"version":3},"data": ${value} }}`, 'data', 'data')).toBe(value);
  });

  it('takes members of the right object only', () => {
    const json =
      '{"x":{"data":{"data":1}},"s":"\\"data\\":{\\"data\\":2}","data":{"y":[{"data":3}],"data":4}}';
    expect(slice(json, 'data', 'data')).toBe('4');
  });

  it('knows escaped member names', () => {
    expect(slice(String.raw`{"d\u0061ta":"x"}`, 'data')).toBe('"x"');
  });

  it('gives undefined for what is not there', () => {
    expect(slice('{}', 'data')).toBeUndefined();
    expect(slice('{"data":null}', 'data', 'data')).toBeUndefined();
    expect(slice('{"data":null}', 'data')).toBe('null');
    expect(slice('[1]', 'data')).toBeUndefined();
  });

  it('refuses what is cut short, without quoting it', () => {
    const whole = '{"data":{"data":{"value":"canary"},"m":[1,2]}}';
    for (let length = 0; length < whole.length - 2; length++) {
      const part = Buffer.from(whole.slice(0, length));
      expect(isWholeJson(part), `first ${length} bytes`).toBe(false);
    }
    expect(() => slice('{"value":"canary', 'data')).toThrow(JsonSyntaxError);
    expect(() => slice('{"value":"canary', 'data')).toThrow(/^malformed JSON at byte \d+$/);
  });

  it('does not run out of stack on deep nesting', () => {
    const depth = 200_000;
    expect(isWholeJson(Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`))).toBe(true);
  });

  it('finds any member of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (object, indent) => {
        const json = Buffer.from(JSON.stringify(object, null, indent));
        expect(isWholeJson(json)).toBe(true);
        for (const [name, value] of Object.entries(JSON.parse(json.toString()) as Record<string, unknown>)) {
          expect(JSON.parse(sliceMember(json, [name])?.toString() ?? '')).toEqual(value);
        }
      }),
    );
  });
});
