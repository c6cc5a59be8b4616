import { describe, expect, it } from 'vitest';
import type { Verified, VerifiedMinute } from '../../src/ledger/verified.js';
import { comparedOf } from '../../src/operations/compared-beside.js';

const minute = (at: number, compared: number, equalFirst: number, equalLast: number): VerifiedMinute => ({
  minute: new Date(Date.UTC(2026, 10, 21, 3, at)).toISOString(),
  compared,
  equalFirst,
  equalLast,
});
const verified: Verified = {
  passes: 3,
  lastPass: {
    startedAt: '2026-11-21T03:01:00.000Z',
    endedAt: '2026-11-21T03:02:00.000Z',
    rows: 40,
    mismatches: 1,
  },
  lastClean: null,
  mismatchCount: 1,
  mismatches: [],
  dirtyKeys: 0,
  writtenAt: '2026-11-21T03:03:00.000Z',
};
const said = (at: string, detail: string) => ({ seq: 0, at, kind: 'compared-beside', detail, hash: '' });

describe('what comparing beside following comes to in a report', () => {
  it('is told by level: each minute at the one that was said before it', () => {
    const log = [
      said('2026-11-21T03:00:20.000Z', 'strict'),
      { ...said('2026-11-21T03:01:30.000Z', 'weak'), kind: 'follow-started' },
      said('2026-11-21T03:02:10.000Z', 'eventual'),
    ];
    const minutes = [minute(0, 100, 90, 100), minute(1, 10, 10, 10), minute(2, 5, 3, 4)];
    expect(comparedOf(verified, minutes, log)).toEqual({
      passes: 3,
      lastPass: verified.lastPass,
      lastCleanAt: null,
      mismatches: 1,
      levels: [
        { level: 'strict', minutes: 2, compared: 110, equalFirst: 100, equalLast: 110 },
        { level: 'eventual', minutes: 1, compared: 5, equalFirst: 3, equalLast: 4 },
      ],
      minutes: [
        { ...minutes[0], level: 'strict' },
        { ...minutes[1], level: 'strict' },
        { ...minutes[2], level: 'eventual' },
      ],
    });
  });

  it('sums up all of it and lists the last hour; a log that names no level, or one there is not, is no reason to fail', () => {
    const minutes = Array.from({ length: 200 }, (_, at) => minute(at, 2, 2, 2));
    const told = comparedOf(verified, minutes, [said('2026-11-21T03:10:00.000Z', 'twice')]);
    expect(told.levels).toEqual([
      { level: null, minutes: 200, compared: 400, equalFirst: 400, equalLast: 400 },
    ]);
    expect(told.minutes.map((one) => one.minute)).toEqual(minutes.slice(140).map((one) => one.minute));
  });
});
