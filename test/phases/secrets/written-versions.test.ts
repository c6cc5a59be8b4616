import fc from 'fast-check';
import { expect, it } from 'vitest';
import { storedVersions, writtenVersions } from '../../../src/phases/secrets/written-versions.js';

const ascending = (versions: readonly number[]) => versions.toSorted((a, b) => a - b);
const upTo = (count: number, step = 1) => Array.from({ length: count }, (_, index) => 1 + index * step);

it('what is kept of versions is all of them', () => {
  const some = fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { maxLength: 400 });
  fc.assert(
    fc.property(some, (versions) => {
      expect(ascending(writtenVersions.parse(storedVersions(versions)))).toEqual(ascending(versions));
    }),
  );
});

it('few are kept as earlier versions of the tool kept them, in their order', () => {
  expect(storedVersions([3, 1, 2])).toBe('[3,1,2]');
  expect(storedVersions([])).toBe('[]');
  expect(writtenVersions.parse('[4,2]')).toEqual([4, 2]);
});

it('a version a minute for years takes a few bytes', () => {
  const versions = upTo(1_000_000);
  expect(storedVersions(versions)).toBe('[[1,1000000]]');
  expect(writtenVersions.parse('[[1,1000000]]')).toHaveLength(versions.length);
});

it('versions with others between them fit into their column, the newest of them', () => {
  const kept = storedVersions(upTo(50_000, 3));
  expect(Buffer.byteLength(kept)).toBeLessThan(65_535);
  expect(writtenVersions.parse(kept).at(-1)).toBe(149_998);
  // The most that ranges take, with the longest numbers.
  const pairs = upTo(10_000, 3).flatMap((first) => [first + 9_000_000, first + 9_000_001]);
  expect(Buffer.byteLength(storedVersions(pairs))).toBeLessThan(65_535);
});

it.each([
  '[0]',
  '[[1]]',
  '["1"]',
  '[1.5]',
  'no',
  '[[5,3]]',
  '[[1,9007199254740991]]',
  '[[1,2000000],[2000001,4000000]]',
])('%s is refused', (text) => {
  expect(writtenVersions.safeParse(text).success).toBe(false);
});
