import { describe, expect, it } from 'vitest';
import { inBatches } from '../../src/core/in-batches.js';

async function sizes(items: readonly number[], most: number): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of inBatches(items, most, (bytes) => bytes)) batches.push([...batch]);
  return batches;
}

describe('items in batches', () => {
  it('are so many together, and none for none', async () => {
    expect(await sizes([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(await sizes([], 2)).toEqual([]);
  });

  it('weigh no more than half a MiB, but for one that is larger alone', async () => {
    const [half, large] = [256 * 1024, 600_000];
    expect(await sizes([half, half, half, 1], 10)).toEqual([
      [half, half],
      [half, 1],
    ]);
    expect(await sizes([1, large, 1], 10)).toEqual([[1], [large], [1]]);
  });
});
