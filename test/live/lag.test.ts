import { expect, it } from 'vitest';
import { createLag } from '../../src/live/lag.js';

const at = (file: number, position: number) => ({ file: `log.00000${file}`, position });

it('tells the lag as the age of the oldest place that is not applied, across files', () => {
  let now = 0;
  const lag = createLag(() => now);
  expect(lag.seconds()).toBeUndefined();
  lag.sample(at(1, 100));
  now = 1_000;
  lag.sample(at(2, 4));
  now = 3_000;
  expect(lag.seconds()).toBeUndefined();
  lag.reach(at(1, 100));
  expect(lag.seconds()).toBe(2);
  lag.reach(at(2, 50));
  expect(lag.seconds()).toBe(0);
});

it('has no lag while the source stands still', () => {
  let now = 0;
  const lag = createLag(() => now);
  lag.reach(at(1, 100));
  for (now = 0; now < 60_000; now += 500) lag.sample(at(1, 100));
  expect(lag.seconds()).toBe(0);
});

it('keeps its oldest place while nothing is applied for a day', () => {
  let now = 0;
  const lag = createLag(() => now);
  lag.sample(at(1, 1));
  lag.reach(at(1, 1));
  for (; now < 86_400_000; now += 500) lag.sample(at(1, 2 + now));
  expect(lag.seconds()).toBe(86_400);
  lag.reach(at(1, 2 + 43_200_000));
  expect(lag.seconds()).toBeCloseTo(43_200, -2.5);
});
