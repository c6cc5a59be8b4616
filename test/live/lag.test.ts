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
