import { expect, it } from 'vitest';
import { addToLatency, type Latency, latencyValues } from '../../../src/ui/steps/copy/latency.js';

it('the time of a chunk is the mean of those that ended in a step; nothing where none did', () => {
  const chunks: readonly [number, number][] = [
    [500, 0.2],
    [900, 0.4],
    [1500, 1],
    [6500, 2],
  ];
  const latency = chunks.reduce<Latency>((all, [at, seconds]) => addToLatency(all, at, seconds), []);
  expect(latency).toHaveLength(3);
  const values = latencyValues(latency, 8000, 4, 2);
  expect(values[0]).toBeCloseTo(1.6 / 3);
  expect(values.slice(1)).toEqual([null, null, 2]);
  expect(addToLatency(latency, 900_000, 1)).toHaveLength(1);
});
