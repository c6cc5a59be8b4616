import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestExpression, readChecksum } from '../../../../src/phases/rows/compare/digest-sql.js';
import {
  ChecksumSum,
  checksumText,
  rowDigest,
  sameRows,
} from '../../../../src/phases/rows/compare/row-digest.js';

const emptyChecksum = { rows: 0, undigested: 0, sum: '0' };
const digest = (...cells: (string | null)[]) =>
  rowDigest(cells.map((cell) => (cell === null ? null : Buffer.from(cell))));
const sum = (...digests: string[]) => {
  const checksum = new ChecksumSum();
  for (const one of digests) checksum.add(one);
  return checksum.result();
};

describe('a row digest', () => {
  test('is the SHA-256 of the documented encoding', () => {
    // printf 'ab\xff\xfe' | sha256sum
    expect(digest('ab', null)).toBe('84331ca234713b7c1fb41fa842ec17e285db02628d3885ed1155d2a322eb9a91');
  });

  test.each([
    ['NULL and empty', [null, 'a'], ['', 'a']],
    ['NULL and its mark', [null, 'a'], ['~', 'a']],
    ['a boundary moved', ['ab', 'c'], ['a', 'bc']],
    ['the letters of the marks', ['a\u00ff', '\u00fe'], ['a', '\u00ff\u00fe']],
    ['columns swapped', ['a', 'b'], ['b', 'a']],
    ['letter case', ['a', 'b'], ['A', 'b']],
    ['a trailing space', ['a', 'b'], ['a ', 'b']],
  ])('tells %s', (_, a, b) => {
    expect(digest(...a)).not.toBe(digest(...b));
  });

  test('differs whenever the cells differ', () => {
    const cell = fc.option(
      fc.string({ unit: fc.constantFrom('a', ',', '~', '\u00fe', '\u00ff', '\u{10ffff}'), maxLength: 6 }),
      {
        nil: null,
      },
    );
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(row, row, (a, b) => {
        expect(digest(...a) === digest(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
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

  test('sees a pair of equal rows replaced by another pair, which would cancel out in XOR', () => {
    const before = sum(digest('1', 'x'), digest('1', 'x'));
    const after = sum(digest('2', 'y'), digest('2', 'y'));
    expect(sameRows(before, after)).toBe(false);
  });

  test('of no rows is zero on both sides', () => {
    expect(sum()).toEqual(emptyChecksum);
    for (const zero of ['0', '0.000000000']) {
      expect(readChecksum([Buffer.from('0'), Buffer.from(zero)])).toEqual(emptyChecksum);
    }
  });

  test('tells from the fraction of the sum how many rows are undigested', () => {
    const answer = ['5', '18446744073709551617.000000003'].map((text) => Buffer.from(text));
    expect(readChecksum(answer)).toEqual({ rows: 5, undigested: 3, sum: '18446744073709551617' });
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
  const column = { value: '`v`', text: 'CAST(`v` AS CHAR)', nullable: true };
  const body = { value: '`b`', text: '`b`', nullable: false };
  const bytes = { value: '`c`', text: 'HEX(`c`)', nullable: true };
  expect(digestExpression([column, body, bytes])).toBe(
    "SHA2(CONCAT(CAST(IFNULL(`v`, CAST(X'FE' AS BINARY)) AS BINARY), X'FF', `b`, X'FF', " +
      "IF(`c` IS NULL, CAST(X'FE' AS BINARY), HEX(`c`))), 256)",
  );
  expect(digestExpression([{ ...column, nullable: false }])).toBe('SHA2(CONCAT(CAST(`v` AS BINARY)), 256)');
});
