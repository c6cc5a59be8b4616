import { expect, it } from 'vitest';
import { RefusedError } from '../../src/config/config.js';
import { operations } from '../../src/operations/index.js';
import { controls, type Journey, journeyInto, journeyOfTest } from './journey-support/journey.js';
import { offsetsOf } from './journey-support/offsets.js';
import { compareEverything } from './support/independent/index.js';

const size = { rows: 200 };

const rollBack = (journey: Journey, runId: string) =>
  operations.rollback(
    journey.context,
    { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: true },
    journey.listener,
    controls().control,
  );

async function expectWhole(journey: Journey, runId: string): Promise<void> {
  const found = await compareEverything({ ...journey.comparison, offsets: await offsetsOf(journey, runId) });
  // The other run's rows and secrets are extra ones for this comparison.
  expect(found.filter(({ kind }) => !kind.includes('extra'))).toEqual([]);
}

it('never takes the rows of a later run along: two sources merged into one tenant', async () => {
  const settings = { migration: { ids: 'offset' } };
  const first = await journeyOfTest({ size, bizIds: [2], seed: 1, settings });
  const second = await journeyInto(first, { size, bizIds: [5], seed: 2, settings });
  const one = await first.run();
  const two = await second.run();
  expect([one.outcome, two.outcome]).toEqual(['complete', 'complete']);
  await expect(rollBack(first, one.runId)).rejects.toBeInstanceOf(RefusedError);
  await expect(rollBack(first, one.runId)).rejects.toMatchObject({
    message: expect.stringContaining(two.runId),
    because: { code: 'rollback.later' },
  });
  await expectWhole(first, one.runId);
  await expectWhole(second, two.runId);
  expect(await rollBack(second, two.runId)).toMatchObject({ done: true });
  await expectWhole(first, one.runId);
  expect(await rollBack(first, one.runId)).toMatchObject({ done: true });
});

it('takes the first part back alone where the parts have businesses of their own', async () => {
  const first = await journeyOfTest({
    size,
    bizIds: [2, 3],
    vault: false,
    settings: { migration: { biz_ids: [2] } },
  });
  const one = await first.run();
  const second = await first.configured({ migration: { biz_ids: [3] } });
  await second.run();
  expect(await rollBack(first, one.runId)).toMatchObject({ done: true });
  expect(await compareEverything({ ...second.comparison, bizIds: [3] })).toEqual([]);
});
