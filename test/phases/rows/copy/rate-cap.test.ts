import { describe, expect, it } from 'vitest';
import { createRateCap } from '../../../../src/phases/rows/copy/rate-cap.js';

interface Copied {
  readonly at: number;
  readonly rows: number;
}

/** Workers that share a cap on a clock of our own; each chunk takes `chunkMs`, and in a pause nobody asks for a turn. */
function copying(options: {
  readonly rate: number;
  readonly workers: number;
  readonly chunkRows: number;
  readonly chunkMs: number;
  readonly until: number;
  readonly pause?: readonly [from: number, to: number];
}) {
  const { rate, workers, chunkRows, chunkMs, until, pause = [until, until] } = options;
  const cap = createRateCap(rate, chunkRows);
  const atWork: number[] = [];
  const begun: Copied[] = [];
  const said: { readonly at: number; readonly limits: boolean }[] = [];
  const step = 10;
  for (let now = 0; now < until; now += step) {
    while (atWork[0] !== undefined && atWork[0] <= now) {
      atWork.shift();
      cap.copied(chunkRows, now);
    }
    const paused = now >= pause[0] && now < pause[1];
    for (let idle = workers - atWork.length; idle > 0 && !paused; idle -= 1) {
      if (cap.take(now) > 0) {
        cap.waited(step);
        continue;
      }
      atWork.push(now + chunkMs);
      begun.push({ at: now, rows: chunkRows });
    }
    if (cap.limits() !== (said.at(-1)?.limits ?? false)) said.push({ at: now, limits: cap.limits() });
  }
  const rowsIn = (from: number, to: number) =>
    begun.filter(({ at }) => at >= from && at < to).reduce((sum, { rows }) => sum + rows, 0);
  return { rowsIn, said };
}

const slow = { rate: 60, workers: 4, chunkRows: 20, chunkMs: 50 };

describe('a cap of rows per second', () => {
  it('is kept by several workers from the first second on, and used', () => {
    const { rowsIn } = copying({ ...slow, until: 20_000 });
    expect(rowsIn(0, 1_000)).toBeLessThanOrEqual(60 + 20);
    expect(rowsIn(0, 20_000)).toBeLessThanOrEqual(60 * 20 + 20);
    expect(rowsIn(0, 20_000)).toBeGreaterThanOrEqual(60 * 20 - 20);
  });

  it('lets no burst through after a pause', () => {
    const { rowsIn } = copying({ ...slow, until: 40_000, pause: [5_000, 30_000] });
    expect(rowsIn(5_000, 30_000)).toBe(0);
    for (let from = 30_000; from < 39_000; from += 500) {
      expect(rowsIn(from, from + 1_000)).toBeLessThanOrEqual(60 + 20);
    }
  });

  it('is used up although turns are asked for late', () => {
    const cap = createRateCap(1_000, 10);
    let turns = 0;
    for (let now = 0; now < 10_000; now += 7) {
      if (cap.take(now) > 0) continue;
      turns += 1;
      cap.copied(10, now);
    }
    expect(turns * 10).toBeGreaterThan(9_800);
    expect(turns * 10).toBeLessThanOrEqual(10_010);
  });

  it('charges what was copied, not what was expected', () => {
    const cap = createRateCap(100, 1_000);
    expect(cap.take(0)).toBe(0);
    expect(cap.take(10)).toBe(9_990);
    cap.copied(3, 10);
    expect(cap.take(10)).toBeCloseTo(20);
    expect(cap.take(30)).toBe(0);
    cap.copied(0, 40);
    expect(cap.take(40)).toBe(0);
    cap.copied(2_000, 50);
    expect(cap.take(5_000)).toBeCloseTo(15_030);
  });
});

describe('what limits the speed', () => {
  it('is the cap as soon as that is sure, said once, also through a pause', () => {
    expect(copying({ ...slow, until: 60_000 }).said).toEqual([{ at: expect.any(Number), limits: true }]);
    expect(copying({ ...slow, until: 60_000, pause: [9_000, 30_000] }).said).toHaveLength(1);
  });

  it('is not a cap that is never reached', () => {
    expect(copying({ ...slow, rate: 10_000, until: 30_000 }).said).toEqual([]);
  });

  it('is no longer the cap when the copy has become slower', () => {
    const cap = createRateCap(100, 10);
    cap.waited(2_000);
    expect(cap.limits()).toBe(true);
    let now = 10_000;
    for (; cap.limits() && now < 200_000; now += 500) {
      cap.take(now);
      cap.copied(10, now + 500);
    }
    expect(cap.limits()).toBe(false);
    expect(now).toBeLessThan(60_000);
  });
});
