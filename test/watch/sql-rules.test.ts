import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/core/sentence.js';
import { compares, observedIn } from '../../src/watch/sql-rules.js';

const above = { operator: '>', limit: 1 } as const;
const seen = (...rows: (string | null)[][]) => observedIn(rows, 'r', above);

describe("a rule's rows", () => {
  it('are one value, or rows of key and value; each that the comparison holds for counts', () => {
    expect(seen(['2'])).toEqual({ rule: 'r', held: [{ key: '', value: 2 }] });
    expect(seen(['1'])).toEqual({ rule: 'r', held: [] });
    expect(seen(['a', '2.50'], ['b', '1'], ['c', '1e3'])).toEqual({
      rule: 'r',
      held: [
        { key: 'a', value: 2.5 },
        { key: 'c', value: 1000 },
      ],
    });
    expect(seen()).toEqual({ rule: 'r', held: [] });
  });

  it('hold nothing where there is no value, and one alert for a key', () => {
    expect(seen([null])).toEqual({ rule: 'r', held: [] });
    expect(seen([null, '5'], ['a', null])).toEqual({ rule: 'r', held: [{ key: '', value: 5 }] });
    expect(seen(['a', '5'], ['a', '6'])).toEqual({ rule: 'r', held: [{ key: 'a', value: 5 }] });
    const [long] = 'held' in seen(['x'.repeat(999), '5']) ? [seen(['x'.repeat(999), '5'])] : [];
    expect(JSON.stringify(long).length).toBeLessThan(300);
    const alike = seen([`${'x'.repeat(300)}a`, '5'], [`${'x'.repeat(300)}b`, '6']);
    expect('held' in alike && new Set(alike.held.map(({ key }) => key)).size).toBe(2);
  });

  it.each([
    [[['a', 'b', '1']], /3 columns/],
    [[['1'], ['2']], /without a key/],
    [[['secret']], /no number/],
    [[['a', '']], /no number/],
    [Array.from({ length: 10_001 }, (_, index) => [String(index), '1']), /more than 10000 rows/],
  ])('are refused where they are something else, without their values', (rows, said) => {
    const observed = observedIn(rows, 'r', above);
    expect('failed' in observed && textOf(observed.failed)).toMatch(said);
    expect(JSON.stringify(observed)).not.toContain('secret');
  });
});

it('a comparison says what it says', () => {
  const holds = (['>', '>=', '<', '<=', '=', '!='] as const).map((operator) =>
    [1, 2, 3].map((value) => Number(compares(value, { operator, limit: 2 }))).join(''),
  );
  expect(holds).toEqual(['001', '011', '100', '110', '010', '101']);
});
