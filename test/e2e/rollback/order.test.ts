import { expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import { compareEverything } from '../support/independent/index.js';
import { controls, type Journey, journeyInto, journeyOfTest } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';

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

/** Validation finds nothing of the other run in this one. */
async function expectEqual({ context, listener }: Journey, runId: string): Promise<void> {
  const result = await operations.validate(context, { level: 'full', runId }, listener);
  expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
  expect(result).toMatchObject({ ok: true, differences: 0, consistency: 1 });
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
  await expectEqual(first, one.runId);
  await expectEqual(second, two.runId);
  expect(await rollBack(second, two.runId)).toMatchObject({ done: true });
  await expectWhole(first, one.runId);
  expect(await rollBack(first, one.runId)).toMatchObject({ done: true });
});

it('finds rows that no run wrote, among those of the other run and behind all of them', async () => {
  const settings = { migration: { ids: 'offset' } };
  const options = { size, vault: false, settings };
  const first = await journeyOfTest({ ...options, bizIds: [2], seed: 1 });
  const second = await journeyInto(first, { ...options, bizIds: [5], seed: 2 });
  const lowest = await makeGap(second);
  const one = await first.run();
  const two = await second.run();
  const offset = (await offsetsOf(second, two.runId)).credential_scopes;
  const among = await copyScope(first, `${offset} + ${lowest} + 2`);
  const behind = await copyScope(first, 'MAX(id) + 1000000');
  const { context, listener } = first;
  const { checks } = await operations.validate(context, { level: 'full', runId: one.runId }, listener);
  const found = checks.filter(({ ok, sourceFault }) => !ok && !sourceFault);
  const differences = found.flatMap(({ check, differences }) => differences.map(({ key }) => [check, key]));
  expect(differences).toEqual(
    expect.arrayContaining([
      ['other-runs', expect.stringMatching(/^1 row among those of run /)],
      ['full', `id=${behind}`],
    ]),
  );
  expect(differences).not.toContainEqual(['full', `id=${among}`]);
  const checklist = await operations.checklistState(context, one.runId);
  const counts = checklist.entries.filter(({ because }) =>
    because?.some(({ code }) => code === 'other-runs.extra'),
  );
  expect(counts.map(({ state }) => state)).toContain('fail');
});

/** Leaves no row with the five IDs behind the source's lowest, which begins the range; returns the lowest. */
async function makeGap({ pair }: Journey): Promise<string> {
  const connection = await pair.source.connect();
  try {
    const [rows] = await connection.query('SELECT CAST(MIN(id) AS CHAR) AS id FROM credential_scopes');
    const [lowest] = rows as { id: string }[];
    await connection.query('UPDATE credential_scopes SET id = id + 5 WHERE id > ? ORDER BY id DESC', [
      lowest?.id,
    ]);
    return String(lowest?.id);
  } finally {
    await connection.end();
  }
}

/** Writes a row to the target under an ID of its own, as nobody's run; returns the ID. */
async function copyScope({ context }: Journey, id: string): Promise<string> {
  const session = await openSession(context.config.target.mysql, 'target-writer');
  try {
    const [next] = await session.query(`SELECT CAST(${id} AS CHAR) AS id FROM credential_scopes`);
    const fields = (await session.query('SHOW COLUMNS FROM credential_scopes')).map(
      ({ Field: name }) => `\`${name}\``,
    );
    const values = fields.map((name) => (name === '`id`' ? String(next?.id) : name));
    await session.execute(
      `INSERT INTO credential_scopes (${fields.join(', ')}) SELECT ${values.join(', ')} FROM credential_scopes
        WHERE tenant_id = '${context.config.tenantId}' LIMIT 1`,
    );
    return String(next?.id);
  } finally {
    await session.close();
  }
}

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
