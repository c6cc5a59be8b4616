import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play, story, type Without } from './model.js';

/** A property as it is, and as it is without one of its guards. */
const property = (without: Without = {}) =>
  fc.asyncProperty(story, async (told) => (await play(told, without)) === null);

describe('following, in a model of source, log, snapshots, batches and deaths', () => {
  it('ends with what the source holds, wherever it died', async () => {
    await fc.assert(property(), { numRuns: 3_000 });
  });

  it.each<[string, Without]>([
    ['rows are not moved aside before the snapshot ends', { moveAside: true }],
    ['the position is made durable outside the transaction of the rows', { positionInTransaction: true }],
    ['a row that went, or changed its key, is not removed', { keysOfBefore: true }],
    ['the snapshot of a later start does not move its end', { snapshotEnd: true }],
    ['parts of a transaction that did not happen stay', { undo: true }],
    ['parts of a transaction are durable one by one', { oneTransaction: true }],
    ['a row that is new in the log is not removed though a snapshot may have it', { newBeforeEnd: true }],
    ['a row is taken for new that is not', { beforeOfBatch: true }],
  ])('fails when %s', async (_, without) => {
    const { failed } = await fc.check(property(without), { numRuns: 3_000 });
    expect(failed).toBe(true);
  });
});
