import { describe, expect, it } from 'vitest';
import {
  addToSpeed,
  graphValues,
  rateNow,
  rateOver,
  type Speed,
  secondsLeft,
} from '../../../src/ui/steps/copy/speed.js';

/** 100 rows and 1,000 bytes in each of these seconds. */
function steady(seconds: number): Speed {
  let speed: Speed = [];
  for (let second = 0; second < seconds; second += 1)
    speed = addToSpeed(speed, second * 1000 + 500, 100, 1000);
  return speed;
}

describe('speed', () => {
  it('adds up what falls into one second', () => {
    const speed = addToSpeed(addToSpeed([], 1200, 3, 30), 1900, 4, 40);
    expect(speed).toEqual([{ second: 1, rows: 7, bytes: 70 }]);
  });

  it('is the rate over whole seconds, the running one left out', () => {
    expect(rateNow(steady(20), 20_300)).toEqual({ rows: 100, bytes: 1000 });
    expect(rateOver(steady(3), 3_000, 30).rows).toBe(100);
    expect(rateOver([], 3_000, 30).rows).toBe(0);
  });

  it('falls to zero when nothing comes any more', () => {
    expect(rateNow(steady(20), 40_000).rows).toBe(0);
  });

  it('gives no time left before there is enough to tell, or when it stands still', () => {
    expect(secondsLeft(steady(2), 2_000, 100_000, 0.01)).toBeNull();
    expect(secondsLeft(steady(2), 2_000, 1000, 0.02)).toBeCloseTo(10);
    expect(secondsLeft(steady(3), 3_000, 100_000, 0.003)).toBeCloseTo(1000);
    expect(secondsLeft(steady(20), 90_000, 1000, 0.6)).toBeNull();
  });

  it('forgets what is older than the graph', () => {
    const speed = addToSpeed(steady(20), 300_000, 1, 1);
    expect(speed).toEqual([{ second: 300, rows: 1, bytes: 1 }]);
  });

  it('draws the last seconds, the newest at the right', () => {
    expect(graphValues(steady(4), 4_000, 3, 2)).toEqual([0, 100, 100]);
  });
});
