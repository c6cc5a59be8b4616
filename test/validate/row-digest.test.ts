import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksumQuery, digestExpression, readChecksum } from '../../src/validate/digest-sql.js';
import {
  type CanonicalCell,
  ChecksumSum,
  checksumText,
  emptyChecksum,
  rowDigest,
  sameRows,
} from '../../src/validate/row-digest.js';

const free = [true, true];
const digest = (...cells: (string | null)[]) =>
  rowDigest(
    cells.map((cell) => (cell === null ? null : Buffer.from(cell))),
    free,
  );
const sum = (...digests: string[]) => {
  const checksum = new ChecksumSum();
  for (const one of digests) checksum.add(one);
  return checksum.result();
};

describe('a row digest', () => {
  test('is the SHA-256 of the documented encoding', () => {
    // printf '2:ab,~' | sha256sum
    expect(digest('ab', null)).toBe('36c8f166f3b307a7a8f113fa40bd68e73c931c80dfe322abc96202f362c8e6d7');
  });

  test.each([
    ['NULL and empty', [null, 'a'], ['', 'a']],
    ['NULL and its mark', [null, 'a'], ['~', 'a']],
    ['a boundary moved', ['ab', 'c'], ['a', 'bc']],
    ['a separator inside', ['a,1:b', ''], ['a', 'b']],
    ['columns swapped', ['a', 'b'], ['b', 'a']],
    ['letter case', ['a', 'b'], ['A', 'b']],
    ['a trailing space', ['a', 'b'], ['a ', 'b']],
  ])('tells %s', (_, a, b) => {
    expect(digest(...a)).not.toBe(digest(...b));
  });

  test('differs whenever the cells differ', () => {
    const cell = fc.option(fc.string({ unit: fc.constantFrom('a', ':', ',', '~', '1'), maxLength: 6 }), {
      nil: null,
    });
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(row, row, (a, b) => {
        expect(digest(...a) === digest(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test('takes numbers without their length', () => {
    const cells: CanonicalCell[] = [Buffer.from('12'), null];
    expect(rowDigest(cells, [false, false])).not.toBe(rowDigest(cells, [true, true]));
  });
});

describe('a checksum', () => {
  test('does not depend on the order of rows', () => {
    expect(sum(digest('a', 'b'), digest('c', 'd'))).toEqual(sum(digest('c', 'd'), digest('a', 'b')));
  });

  test('sees values swapped between rows, which cancel out in a CRC', () => {
    const before = sum(digest('1', 'x'), digest('2', 'y'));
    const after = sum(digest('1', 'y'), digest('2', 'x'));
    expect(sameRows(before, after)).toBe(false);
  });

  test('sees a pair of equal rows replaced by another pair, which cancel out in XOR', () => {
    const before = sum(digest('1', 'x'), digest('1', 'x'));
    const after = sum(digest('2', 'y'), digest('2', 'y'));
    expect(before.xor).toEqual(after.xor);
    expect(sameRows(before, after)).toBe(false);
  });

  test('of no rows is zero on both sides', () => {
    expect(sum()).toEqual(emptyChecksum);
    expect(readChecksum(['0', '0', '0', '0', '0', '0'].map((text) => Buffer.from(text)))).toEqual(
      emptyChecksum,
    );
  });

  test('never says same while a row is undigested', () => {
    const row = { ...sum(digest('a', 'b')), undigested: 1 };
    expect(sameRows(row, row)).toBe(false);
    expect(checksumText(row)).toContain('1 undigested');
  });

  test('is refused when the server gives none', () => {
    expect(() => readChecksum(undefined)).toThrow('no checksum');
  });
});

test('the SQL leaves nothing to chance that differs between servers', () => {
  const column = { value: '`v`', text: 'CAST(`v` AS CHAR)', free: false, nullable: true };
  const body = { value: '`b`', text: '`b`', free: true, nullable: false };
  expect(digestExpression([column, body])).toBe(
    "SHA2(CONCAT(IF(`v` IS NULL, '~', CAST(`v` AS CHAR)), ',', LENGTH(`b`), ':', `b`), 256)",
  );
  expect(digestExpression([{ ...column, nullable: false }])).toBe('SHA2(CONCAT(`v`), 256)');
  expect(checksumQuery([body], '`t`', 'TRUE')).toContain('LIMIT 18446744073709551615');
});
