import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { Listener } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import { compareEverything } from '../support/independent/index.js';
import { controls, type Journey, journeyInto, journeyOfTest } from '../support/journey/journey.js';

const size = { rows: 300 };

interface Asked {
  readonly context?: Context;
  readonly dryRun?: boolean;
  readonly listener?: Listener;
  readonly reins?: ReturnType<typeof controls>;
}

function rollBack(journey: Journey, runId: string, { context, dryRun = false, listener, reins }: Asked = {}) {
  return operations.rollback(
    context ?? journey.context,
    { runId, confirm: journey.context.config.target.mysql.database, dryRun, includeChanged: false },
    listener ?? journey.listener,
    (reins ?? controls()).control,
  );
}

const stateOf = async (journey: Journey, runId: string) =>
  (await operations.runs(journey.context)).find((run) => run.runId === runId)?.state;

async function change(side: Journey['pair']['target'], sql: string): Promise<void> {
  const connection = await side.connect();
  await connection.query(sql);
  await connection.end();
}

describe('a rollback', () => {
  it('does not leave secrets behind where the config does not lead to them any more', async () => {
    const journey = await journeyOfTest({ size });
    const { runId } = await journey.run();
    const { config } = journey.context;
    const { vault } = config.target;
    if (!vault) throw new Error('the journey has no Vault');
    const { vault: _, ...withoutVault } = config.target;
    const moved = { ...config.target, vault: { ...vault, mount: 'elsewhere' } };
    for (const target of [withoutVault, moved]) {
      const context = { ...journey.context, config: { ...config, target } };
      for (const dryRun of [true, false]) {
        await expect(rollBack(journey, runId, { context, dryRun })).rejects.toMatchObject({
          message: expect.stringContaining(`below the Vault mount ${vault.mount}`),
          because: { code: 'run.mount' },
        });
      }
    }
    expect(await stateOf(journey, runId)).toBe('copied');
    expect(await compareEverything(journey.comparison)).toEqual([]);
    expect(await rollBack(journey, runId)).toMatchObject({ done: true });
  });

  it('needs no Vault for a run that has written no secret', async () => {
    const journey = await journeyOfTest({ size });
    const { runId } = await journey.run({ phase: 'mysql' });
    const { vault: _, ...target } = journey.context.config.target;
    const context = { ...journey.context, config: { ...journey.context.config, target } };
    expect(await rollBack(journey, runId, { context })).toMatchObject({ done: true, secrets: 0 });
  });

  it('can be called off while it compares, and the run stays as it is', async () => {
    const journey = await journeyOfTest({ size });
    const { runId } = await journey.run();
    for (const dryRun of [false, true]) {
      const reins = controls();
      let compared = 0;
      const listener: Listener = (event) => {
        if (event.type !== 'rollback-progress') return;
        compared += 1;
        reins.stop();
      };
      const ended = rollBack(journey, runId, { dryRun, listener, reins });
      if (dryRun) await expect(ended).rejects.toThrow('stopped');
      else expect(await ended).toEqual({ runId, rows: {}, secrets: 0, changed: [], done: false });
      expect(compared).toBe(1);
    }
    expect(await stateOf(journey, runId)).toBe('copied');
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });

  it('is not held up by what clients change by pulling, on either side', async () => {
    const journey = await journeyOfTest({ size });
    const { runId } = await journey.run();
    const pull = 'UPDATE applications SET last_consumed_time = NOW(6), updated_at = NOW(6)';
    await change(journey.pair.source, `${pull} ORDER BY id LIMIT 1`);
    await change(journey.pair.target, `${pull} ORDER BY id DESC LIMIT 1`);
    expect(await rollBack(journey, runId, { dryRun: true })).toMatchObject({ changed: [] });
    await change(journey.pair.target, `UPDATE applications SET memo = 'renamed' ORDER BY id LIMIT 1`);
    await expect(rollBack(journey, runId)).rejects.toMatchObject({ because: { code: 'rollback.changed' } });
    await change(journey.pair.target, `DELETE FROM applications WHERE memo = 'renamed'`);
    expect(await rollBack(journey, runId)).toMatchObject({ done: true });
  });

  it('says so where the config names the source of another run', async () => {
    const settings = { migration: { ids: 'offset' } };
    const first = await journeyOfTest({ size, vault: false, bizIds: [2], seed: 1, settings });
    const second = await journeyInto(first, { size, vault: false, bizIds: [5], seed: 2, settings });
    const { runId } = await first.run();
    const { source } = second.context.config;
    const context = { ...first.context, config: { ...first.context.config, source } };
    await expect(rollBack(first, runId, { context })).rejects.toBeInstanceOf(RefusedError);
    await expect(rollBack(first, runId, { context, dryRun: true })).rejects.toMatchObject({
      message: expect.stringContaining(first.pair.source.database),
      because: { code: 'run.source' },
    });
  });
});
