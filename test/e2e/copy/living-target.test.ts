import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import type { Plan } from '../../../src/plan/plan.js';
import { type Comparison, compareEverything } from '../support/independent/index.js';
import { controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { startLiveWriter } from '../support/living-target/live-writer.js';

const size = { rows: 900 };

/** A journey from its own source into another journey's target. */
async function into(
  home: Journey,
  options: { readonly seed: number; readonly tenantId: string; readonly bizIds: readonly number[] },
): Promise<Journey> {
  const flavour = home.pair.source.server.flavour;
  const own = await journeyOfTest({ size, source: flavour, target: flavour, ...options });
  const config = { ...own.context.config, target: home.context.config.target };
  const context = { ...own.context, config };
  const { target, targetVault } = home.comparison;
  return {
    ...own,
    context,
    comparison: { ...own.comparison, target, ...(targetVault ? { targetVault } : {}) },
    run: (request, control = controls().control) =>
      operations.run(
        context,
        { phase: 'all', confirm: home.pair.target.database, resume: false, ...request },
        own.listener,
        control,
      ),
  };
}

async function planOf({ context }: Journey, runId: string): Promise<Plan> {
  return (await operations.report(context, runId)).run.plan;
}

/** Offsets as the plan has them, for the independent comparison, which applies them by its own map of references. */
function offsetsOf(plan: Plan): NonNullable<Comparison['offsets']> {
  return Object.fromEntries(
    plan.tables.flatMap(({ table, columns }) =>
      columns.flatMap(({ treatment }) =>
        treatment.kind === 'offset' ? [[table, treatment.offset] as const] : [],
      ),
    ),
  );
}

async function expectRight(journey: Journey, runId: string, before?: Comparison['before']): Promise<void> {
  const offsets = offsetsOf(await planOf(journey, runId));
  const comparison = { ...journey.comparison, offsets, ...(before ? { before } : {}) };
  const found = await compareEverything(comparison);
  // Without a look at what was there before, other tenants' secrets are none of the run's, and no fault.
  expect(found.filter(({ kind }) => before !== undefined || kind !== 'secret-extra')).toEqual([]);
}

const rollBack = (
  journey: Journey,
  runId: string,
  more: { dryRun?: boolean; includeChanged?: boolean } = {},
) =>
  operations.rollback(
    journey.context,
    {
      runId,
      confirm: journey.context.config.target.mysql.database,
      dryRun: false,
      includeChanged: false,
      ...more,
    },
    journey.listener,
    controls().control,
  );

describe.each(['mariadb', 'mysql'] as const)('a target that lives already, on %s', (flavour) => {
  it('leaves a tenant alone that works throughout, and never hands out an ID twice', async () => {
    const resident = await journeyOfTest({
      size,
      source: flavour,
      target: flavour,
      tenantId: 'resident',
      seed: 3,
      bizIds: [21, 22, 23],
    });
    await resident.run();
    const writer = await startLiveWriter(resident.pair.target, 'resident', 21);
    const alpha = await into(resident, { seed: 1, tenantId: 'alpha', bizIds: [2, 3, 5] });
    const { runId, outcome } = await alpha.run();
    expect(outcome).toBe('complete');
    await expectRight(alpha, runId);
    await operations.validate(alpha.context, { level: 'checksum', runId }, alpha.listener);
    expect(await rollBack(alpha, runId)).toMatchObject({ done: true });
    const { rows, ids } = await writer.stop();
    expect(rows.size).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    const connection = await resident.pair.target.connect();
    const [found] = await connection.query(
      `SELECT CAST(id AS CHAR) AS id, default_val AS value FROM template_variables WHERE creator = 'live'`,
    );
    await connection.end();
    const left = new Map((found as { id: string; value: string }[]).map(({ id, value }) => [id, value]));
    expect(left).toEqual(rows);
  });

  it('takes a run back in pieces: stopped in the middle, the same command goes on', async () => {
    const settings = { options: { batch_size: 5 } };
    const journey = await journeyOfTest({ size, source: flavour, target: flavour, settings });
    const { runId, tables } = await journey.run();
    const copied = tables.reduce((total, { rows }) => total + rows, 0);
    const left = async () => {
      const connection = await journey.pair.target.connect();
      let total = 0;
      for (const { table } of tables) {
        const [rows] = await connection.query(
          `SELECT COUNT(*) AS total FROM \`${table}\` WHERE tenant_id = 'acme'`,
        );
        total += Number((rows as { total: number }[])[0]?.total);
      }
      await connection.end();
      return total;
    };
    const reins = controls();
    let removals = 0;
    const confirm = journey.pair.target.database;
    const request = { runId, confirm, dryRun: false, includeChanged: false };
    const stopped = await operations.rollback(
      journey.context,
      request,
      (event) => {
        if (event.type === 'rollback-progress' && event.subject.startsWith('removing')) removals += 1;
        if (removals === 15) reins.stop();
      },
      reins.control,
    );
    expect(stopped.done).toBe(false);
    const half = await left();
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(copied);
    const { rollback: underWay } = await operations.report(journey.context, runId);
    expect(underWay).toMatchObject({ state: 'rolling-back', finishedAt: null, rowsFound: copied });
    expect(underWay?.rows.reduce((total, { removed }) => total + removed, 0)).toBe(copied - half);
    await expect(journey.run()).rejects.toThrow(RefusedError);
    expect(await rollBack(journey, runId)).toMatchObject({ done: true });
    expect(await left()).toBe(0);
    const { rollback } = await operations.report(journey.context, runId);
    expect(rollback).toMatchObject({ state: 'rolled-back', rowsFound: copied });
    expect(rollback?.rows.reduce((total, { removed }) => total + removed, 0)).toBe(copied);
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    await expectRight(journey, (await operations.runs(journey.context))[0]?.runId ?? '');
  });

  it('refuses to take back what was changed since, and lists it', async () => {
    const journey = await journeyOfTest({ size, source: flavour, target: flavour });
    const { runId } = await journey.run();
    const connection = await journey.pair.target.connect();
    await connection.query(`UPDATE hooks SET memo = 'changed afterwards' ORDER BY id LIMIT 1`);
    await expect(rollBack(journey, runId)).rejects.toThrow(RefusedError);
    const looked = await rollBack(journey, runId, { dryRun: true });
    expect(looked.changed).toEqual([{ subject: 'hooks', key: expect.stringMatching(/^id=\d+$/) }]);
    const [rows] = await connection.query('SELECT COUNT(*) AS total FROM hooks');
    expect(Number((rows as { total: number }[])[0]?.total)).toBe(looked.rows.hooks);
    expect(await rollBack(journey, runId, { includeChanged: true })).toMatchObject({ done: true });
    const [left] = await connection.query('SELECT COUNT(*) AS total FROM hooks');
    expect(Number((left as { total: number }[])[0]?.total)).toBe(0);
    await connection.end();
  });
});
