import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playBack, type WithoutBack, wayBackStory } from './way-back-model.js';

const property = (without: WithoutBack = {}) =>
  fc.asyncProperty(wayBackStory, async (told) => (await playBack(told, without)) === null);

describe('the way back, in a model of target, log, source, the window’s end and deaths', () => {
  it('ends with one truth that both sides agree on, and with all that the target took, wherever it died', async () => {
    await fc.assert(property(), { numRuns: 3_000 });
  });

  it.each<[string, WithoutBack]>([
    ['the start of the target’s own changes is read after the switch', { startInSwitch: true }],
    ['the position is made durable outside the transaction of the rows', { positionInTransaction: true }],
    ['cells that the target did not change are written, too', { merge: true }],
    ['parts of a transaction that did not happen stay', { undo: true }],
    ['the fence does not wait for open transactions', { lockWaits: true }],
    ['nobody looks whether the fence holds without locks', { sentry: true }],
    ['it is switched before all is drained', { drain: true }],
    ['changes are applied to a source that is the truth', { switchStops: true }],
    ['the source’s generator is not raised', { raise: true }],
    ['a window is finished whose source is the truth already', { finishAsks: true }],
    ['a feed that was ended is taken for one that was switched', { backAsks: true }],
  ])('fails when %s', async (_, without) => {
    const { failed } = await fc.check(property(without), { numRuns: 5_000 });
    expect(failed).toBe(true);
  });
});
