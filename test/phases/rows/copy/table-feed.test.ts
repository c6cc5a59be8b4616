import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../../src/phases/rows/copy/table-feed.js';

const key = (n: number) => [{ n: String(n) }];
const chunk = (number: number, after: number | null, through: number) => ({
  chunk: number,
  range: { after: after === null ? null : key(after), through: key(through) },
});

describe('findGaps', () => {
  it('finds none where each range starts at the end of the one before', () => {
    expect(findGaps([chunk(1, null, 10), chunk(2, 10, 20), chunk(3, 20, 30)])).toEqual([]);
  });

  it('finds a chunk that was lost between committed ones', () => {
    expect(findGaps([chunk(1, null, 10), chunk(3, 20, 30)])).toEqual([
      { number: 2, range: { after: key(10), through: key(20) } },
    ]);
  });

  it('finds a lost first chunk', () => {
    expect(findGaps([chunk(2, 10, 20)])).toEqual([{ number: 1, range: { after: null, through: key(10) } }]);
  });

  it('takes several lost chunks in a row as one, which then closes the gap for good', () => {
    const gaps = findGaps([chunk(1, null, 10), chunk(4, 30, 40)]);
    expect(gaps).toEqual([{ number: 2, range: { after: key(10), through: key(30) } }]);
    expect(findGaps([chunk(1, null, 10), chunk(2, 10, 30), chunk(4, 30, 40)])).toEqual([]);
  });
});
