import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it, vi } from 'vitest';
import { waitsFor } from '../../src/core/waits.js';

afterEach(() => void vi.useRealTimers());

it('waits until the promise is settled either way, and no longer than it is told', async () => {
  vi.useFakeTimers();
  const { promise, resolve } = Promise.withResolvers<void>();
  const wait = waitsFor(promise);
  let waits = 0;
  const waiting = wait(250).then(() => wait(1e9).then(() => (waits += 1)));
  await vi.advanceTimersByTimeAsync(250);
  expect(waits).toBe(0);
  resolve();
  await waiting;
  await wait(1e9);
  await waitsFor(Promise.reject(new Error('it failed')))(1e9);
});

it('keeps nothing of a wait that is over, however many there were', async () => {
  vi.useFakeTimers();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const wait = waitsFor(new Promise(() => undefined));
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const waitOften = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      const waiting = wait(250);
      await vi.advanceTimersByTimeAsync(250);
      await waiting;
    }
  };
  await waitOften(1_000);
  // A kept wait takes some hundred bytes, in each round; what else goes on in this process does not come in all of them.
  const grown: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const before = used();
    await waitOften(5_000);
    grown.push(used() - before);
  }
  expect(Math.min(...grown)).toBeLessThan(500_000);
});
