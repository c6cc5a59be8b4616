import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonIds, parseJsonPath, rewriteJsonIds } from '../../src/plan/json-ids.js';

function shift(json: string, ...paths: [string, bigint][]): string {
  const parsed = paths.map(([path, offset]) => ({
    parts: parseJsonPath(path),
    rewrite: (id: bigint) => id + offset,
  }));
  return rewriteJsonIds(Buffer.from(json), parsed).toString();
}

describe('parseJsonPath', () => {
  it('splits keys and array steps', () => {
    expect(parseJsonPath('.groups[*].id')).toEqual([
      { kind: 'key', key: 'groups' },
      { kind: 'each' },
      { kind: 'key', key: 'id' },
    ]);
  });

  it.each(['groups', '.a[0]', '.a..b', '$.a'])('refuses %s', (path) => {
    expect(() => parseJsonPath(path)).toThrow(/not a path/);
  });
});

describe('rewriteJsonIds', () => {
  it('changes the digits of the IDs at the path and nothing else', () => {
    const json =
      '{ "groups" :[ {"id":7,"n":1.0,"spec":{"public":true,"id":7}}, {"n":1e2,"id" : 12 } ], "id":7 }';
    expect(shift(json, ['.groups[*].id', 1000n])).toBe(
      '{ "groups" :[ {"id":1007,"n":1.0,"spec":{"public":true,"id":7}}, {"n":1e2,"id" : 1012 } ], "id":7 }',
    );
  });

  it('leaves 0, null, strings, fractions and negatives at the path alone', () => {
    expect(shift('[0, null, "5", 1.5, -3, 2e1, 4]', ['[*]', 10n])).toBe('[0, null, "5", 1.5, -3, 2e1, 14]');
  });

  it('tells of everything at the path that is neither plain digits nor null', () => {
    const json = Buffer.from('{"ids":[7,"12",1.0,1e0,{"id":3},[4],-5,true,"",null,0],"other":"12"}');
    const told: string[] = [];
    const found = findJsonIds(json, [parseJsonPath('.ids[*]')], ({ start, end }) =>
      told.push(json.toString('latin1', start, end)),
    );
    expect(told).toEqual(['"12"', '1.0', '1e0', '{"id":3}', '[4]', '-5', 'true', '""']);
    expect(found.map(({ start, end }) => json.toString('latin1', start, end))).toEqual(['7', '0']);
  });

  it('refuses such a value at a strict path, names the path and nothing of the text', () => {
    const rule = { parts: parseJsonPath('[*]'), rewrite: (id: bigint) => id + 1n, strictPath: '[*]' };
    expect(() => rewriteJsonIds(Buffer.from('[1,"canary"]'), [rule])).toThrow(
      /^the ID at \[\*\] is no plain integer, so it cannot be shifted$/,
    );
    expect(rewriteJsonIds(Buffer.from('[null,0,1]'), [rule]).toString()).toBe('[null,0,2]');
  });

  it('lets a list grow to many times its length', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => index % 10);
    const shifted = list.map((id) => (id === 0 ? 0 : id + 1_000_000_000_000));
    expect(shift(JSON.stringify(list), ['[*]', 1_000_000_000_000n])).toBe(JSON.stringify(shifted));
  });

  it('follows several paths through one text, each with its own offset', () => {
    const json = '[{"template_set_id":1,"template_revisions":[{"template_id":2,"template_revision_id":3}]}]';
    const shifted = shift(
      json,
      ['[*].template_set_id', 10n],
      ['[*].template_revisions[*].template_id', 20n],
      ['[*].template_revisions[*].template_revision_id', 30n],
    );
    expect(shifted).toBe(
      '[{"template_set_id":11,"template_revisions":[{"template_id":22,"template_revision_id":33}]}]',
    );
  });

  it('keeps integers beyond 2^53 exact', () => {
    expect(shift('[9007199254740993]', ['[*]', 2n])).toBe('[9007199254740995]');
  });

  it('finds a key that is written with escapes, and every one of duplicate keys', () => {
    expect(shift('{"\\u0069d":1,"id":2}', ['.id', 5n])).toBe('{"\\u0069d":6,"id":7}');
  });

  it('is not misled by brackets, quotes and digits inside strings', () => {
    expect(shift('{"a":"}],\\"id\\":5","id":5}', ['.id', 1n])).toBe('{"a":"}],\\"id\\":5","id":6}');
  });

  it('finds nothing in the empty text of a column that is no JSON by its type', () => {
    expect(shift('', ['[*]', 10n])).toBe('');
  });

  it('tells of text that is not JSON by a code, and nothing of the text', () => {
    for (const text of ['{"canary": x', 'canary and', '{"canary\\x": 1}', '{"canary": {"\\u12": 1}}']) {
      const failure = (() => {
        try {
          return shift(text, ['.id', 1n]);
        } catch (error) {
          return error;
        }
      })();
      expect(failure).toMatchObject({
        code: 'JSON_TEXT',
        message: expect.stringMatching(/^not valid JSON at byte \d+$/),
      });
    }
  });

  it.each([' ', '{', '[1,', '{"a" 1}', '[1]]', '"open'])('refuses %j, which is not JSON', (text) => {
    expect(() => findJsonIds(Buffer.from(text), [parseJsonPath('.a')])).toThrow(/not valid JSON/);
  });

  it('agrees with parsing for any JSON, and leaves every other byte as it was', () => {
    const id = fc.integer({ min: 1, max: 4_294_967_295 });
    const anything = fc.jsonValue();
    const document = fc.record({
      groups: fc.array(fc.record({ id, name: fc.string(), spec: anything })),
      rest: anything,
    });
    fc.assert(
      fc.property(
        document,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(0, 2),
        (value, offset, indent) => {
          const text = JSON.stringify(value, null, indent);
          const expected = {
            ...value,
            groups: value.groups.map((group) => ({ ...group, id: group.id + offset })),
          };
          expect(shift(text, ['.groups[*].id', BigInt(offset)])).toBe(JSON.stringify(expected, null, indent));
        },
      ),
    );
  });
});
