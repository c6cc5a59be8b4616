import { expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { compareEverything } from '../support/independent/index.js';
import { controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';
import type { Side } from '../support/pair.js';

const size = { rows: 300 };

async function ask(side: Side, sql: string): Promise<Record<string, unknown>[]> {
  const connection = await side.connect();
  try {
    const [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

/** A row made by a service of one side, with the next ID of its generator. */
async function makeVariable(side: Side, bizId: number, tenantId?: string): Promise<string> {
  await ask(side, `UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'template_variables'`);
  const [generator] = await ask(
    side,
    `SELECT CAST(max_id AS CHAR) AS id FROM id_generators WHERE resource = 'template_variables'`,
  );
  const id = String(generator?.id);
  const tenant = tenantId === undefined ? ['', ''] : [', tenant_id', `, '${tenantId}'`];
  await ask(
    side,
    `INSERT INTO template_variables (id, name, type, default_val, memo, biz_id, creator, reviser, created_at, updated_at${tenant[0]})
      VALUES (${id}, 'made since', 'string', 'x', '', ${bizId}, 'user', 'user', NOW(6), NOW(6)${tenant[1]})`,
  );
  return id;
}

async function expectRight(journey: Journey, runId: string, bizIds: readonly number[]): Promise<void> {
  const offsets = await offsetsOf(journey, runId);
  const found = await compareEverything({ ...journey.comparison, bizIds, offsets });
  expect(found.filter(({ kind }) => !kind.includes('extra'))).toEqual([]);
}

it.each([
  ['another tenant', 'auto', 'other'],
  ['the tenant itself', 'offset', 'acme'],
] as const)(
  'moves the rest although %s has taken IDs since that the source took, too',
  async (_, ids, owner) => {
    const settings = { migration: { biz_ids: [2] } };
    const first = await journeyOfTest({ size, bizIds: [2, 3], settings });
    const one = await first.run();
    const taken = [await makeVariable(first.pair.source, 3), await makeVariable(first.pair.target, 2, owner)];
    expect(new Set(taken).size).toBe(1);
    const second = await first.configured({ migration: { biz_ids: [3], ids } });
    const two = await second.run();
    expect(two.outcome).toBe('complete');
    await expectRight(first, one.runId, [2]);
    await expectRight(second, two.runId, [3]);
    const { runId } = two;
    const request = { runId, confirm: first.pair.target.database, dryRun: false, includeChanged: false };
    expect(
      await operations.rollback(second.context, request, second.listener, controls().control),
    ).toMatchObject({ done: true });
    await expectRight(first, one.runId, [2]);
  },
);

it('keeps the IDs of the rest where nobody is in the way, although the source went on', async () => {
  const settings = { migration: { biz_ids: [2] } };
  const first = await journeyOfTest({ size, bizIds: [2, 3], settings });
  await first.run();
  await makeVariable(first.pair.source, 3);
  const second = await first.configured({ migration: { biz_ids: [3] } });
  const { runId } = await second.run();
  expect((await operations.report(second.context, runId)).run.plan.ids.mode).toBe('preserve');
  expect(await compareEverything(second.comparison)).toEqual([]);
});

it('tells of businesses that the source does not have', async () => {
  const journey = await journeyOfTest({ size, vault: false, bizIds: [2, 3] });
  const findings = async (biz_ids: readonly number[]) => {
    const { context } = await journey.configured({ migration: { biz_ids } });
    const found = await operations.check(context, () => undefined);
    return found.filter(({ code }) => code === 'config.businesses');
  };
  expect(await findings([2, 3])).toEqual([]);
  expect(await findings([3, 22, 23])).toMatchObject([
    { severity: 'warning', title: 'no row of the source belongs to businesses 22, 23' },
  ]);
  expect(await findings([22])).toMatchObject([{ severity: 'blocker', count: 1 }]);
});

it('leaves the generator of the target where the services can use it, whatever the source’s says', async () => {
  const journey = await journeyOfTest({ size, vault: false });
  const { source, target } = journey.pair;
  await ask(source, `UPDATE id_generators SET max_id = 5000000000 WHERE resource = 'hooks'`);
  const { outcome } = await journey.run();
  expect(outcome).toBe('complete');
  const [highest] = await ask(source, 'SELECT CAST(MAX(id) AS CHAR) AS id FROM hooks');
  const [generator] = await ask(
    target,
    `SELECT CAST(max_id AS CHAR) AS id FROM id_generators WHERE resource = 'hooks'`,
  );
  expect(Number(generator?.id)).toBeGreaterThanOrEqual(Number(highest?.id));
  expect(Number(generator?.id)).toBeLessThanOrEqual(4_294_967_295);
});
