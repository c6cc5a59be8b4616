import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import { encryptCredential, sandboxMasterKeys } from '../../../src/sandbox/data/digests.js';
import { fillSource } from '../../../src/sandbox/data/index.js';
import { createSourceSchema } from '../../../src/sandbox/schema/index.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import {
  copyRowsHonestly,
  copySecretsHonestly,
  moveBusinesses,
  movedPath,
} from '../support/independent/honest-copy.js';
import {
  type Bystanders,
  captureOtherTenants,
  compareBystanders,
  compareEverything,
  coreTables,
  type Offsets,
} from '../support/independent/index.js';
import {
  controls,
  type Journey,
  journeyInto,
  journeyOfTest,
  openJourney,
  placeOf,
  vaultOf,
} from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';
import { createPair, dropDatabases, type Pair } from '../support/pair.js';

/** Credentials that the target's own services can open; copied ones would have the source's key. */
async function renewCredentials(side: Pair['target']): Promise<void> {
  const connection = await side.connect();
  const [rows] = await connection.query('SELECT id FROM credentials');
  for (const { id } of rows as { id: number | string }[]) {
    const fresh = encryptCredential(`resident-${id}`, sandboxMasterKeys.target);
    await connection.query('UPDATE credentials SET enc_credential = ? WHERE id = ?', [fresh, id]);
  }
  await connection.end();
}

const nothingNew = { generatorsMayRise: false, newSecretsAllowed: false };

/**
 * Two sources, one after the other, into a target where a third tenant lives: every id of one is an id of the others too, and
 * every secret path of the first source is taken in the target.
 */
describe.each(['mariadb', 'mysql'] as const)('a target that lives (%s)', (flavour) => {
  let resident: Pair;
  let first: Journey;
  let second: Journey;
  const runs: Record<'first' | 'second', { runId: string; offsets: Offsets }> = {
    first: { runId: '', offsets: {} },
    second: { runId: '', offsets: {} },
  };
  let atFirst: Bystanders;
  const look = (tenantId?: string) =>
    captureOtherTenants({
      target: placeOf(first.pair.target),
      vault: vaultOf(first.pair.target),
      ...(tenantId === undefined ? {} : { tenantId }),
    });
  const differences = (journey: Journey, offsets: Offsets, before: Bystanders) =>
    compareEverything({ ...journey.comparison, offsets, before });

  beforeAll(async () => {
    const both = { source: flavour, target: flavour, size: { rows: 400 } } as const;
    first = await openJourney({ ...both, seed: 1 });
    second = await journeyInto(first, { ...both, seed: 2, tenantId: 'second' });
    resident = await createPair({ ...both, seed: 3 });
    const target = placeOf(first.pair.target);
    await copyRowsHonestly(target, resident.source.database, 'resident');
    await moveBusinesses(target, 7000, 'resident');
    await renewCredentials(first.pair.target);
    for (const add of [0, 7000])
      await copySecretsHonestly(vaultOf(resident.source), vaultOf(first.pair.target), (path) =>
        movedPath(path, add),
      );
    await moveBusinesses(placeOf(second.pair.source), 9000);
    await copySecretsHonestly(vaultOf(second.pair.source), vaultOf(second.pair.source), (path) =>
      movedPath(path, 9000),
    );
    atFirst = await look();
  });
  afterAll(async () => {
    await Promise.all([first.pair.drop(), second.pair.drop(), resident.drop()]);
  });

  it('refuses to keep ids that are taken, before anything is written', async () => {
    const { config } = first.context;
    const context = { ...first.context, config: { ...config, ids: 'preserve' as const } };
    const request = { phase: 'all', confirm: first.pair.target.database, resume: false } as const;
    const refused = operations.run(context, request, first.listener, controls().control);
    await expect(refused).rejects.toThrow(RefusedError);
    await expect(refused).rejects.toThrow(
      /rows of \d+ tables would get primary keys that rows of the target already have/,
    );
    expect(compareBystanders(atFirst, await look(), nothingNew)).toEqual([]);
  });

  it('shifts the ids of the first source, everywhere', async () => {
    const dryRun = await operations.plan(first.context, first.listener);
    expect(dryRun.plan.ids.mode).toBe('offset');
    expect(compareBystanders(atFirst, await look(), nothingNew)).toEqual([]);
    const { runId, outcome } = await first.run();
    expect(outcome).toBe('complete');
    runs.first = { runId, offsets: await offsetsOf(first, runId) };
    expect(Object.keys(runs.first.offsets).sort()).toEqual([...coreTables].sort());
    expect(await differences(first, runs.first.offsets, atFirst)).toEqual([]);
    const result = await operations.validate(first.context, { level: 'full' }, first.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
  });

  it('shifts the ids of the second source further', async () => {
    const before = await look('second');
    const { runId, outcome } = await second.run();
    expect(outcome).toBe('complete');
    runs.second = { runId, offsets: await offsetsOf(second, runId) };
    expect(await differences(second, runs.second.offsets, before)).toEqual([]);
    for (const table of coreTables)
      expect(Number(runs.second.offsets[table])).toBeGreaterThan(Number(runs.first.offsets[table]));
    const result = await operations.validate(second.context, { level: 'checksum' }, second.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
    expect(await operations.validate(first.context, { level: 'checksum' }, first.listener)).toMatchObject({
      ok: true,
    });
  });

  it('takes the first back and leaves the second and the resident alone', async () => {
    const before = await look('acme');
    const request = { runId: runs.first.runId, includeChanged: false } as const;
    const counted = await operations.rollback(
      first.context,
      { ...request, dryRun: true },
      first.listener,
      controls().control,
    );
    const rows = first.pair.filled?.rows ?? {};
    expect(counted).toMatchObject({ changed: [], done: false });
    expect(counted.rows).toEqual(Object.fromEntries(coreTables.map((table) => [table, rows[table]])));
    expect(compareBystanders(before, await look('acme'), nothingNew)).toEqual([]);

    const confirm = first.pair.target.database;
    const removed = await operations.rollback(
      first.context,
      { ...request, dryRun: false, confirm },
      first.listener,
      controls().control,
    );
    expect(removed).toMatchObject({ done: true, rows: counted.rows });
    const after = await look();
    // All rows that are left were there, none of the others' is missing; and the same of secrets.
    expect(after.rows).toEqual(before.rows);
    const offset = Number(runs.first.offsets.applications);
    const taken = [...before.secrets.keys()].filter((path) => {
      const [, business, , app] = path.split('/');
      return Number(business) < 1000 && Number(app) > offset;
    });
    expect(taken.length).toBeGreaterThan(0);
    expect(new Map([...before.secrets].filter(([path]) => !taken.includes(path)))).toEqual(after.secrets);
    for (const [resource, reached] of before.generators)
      expect(after.generators.get(resource)).toBeGreaterThanOrEqual(reached);
    expect(await differences(second, runs.second.offsets, await look('second'))).toEqual([]);
  });

  it('can move the first again', async () => {
    const before = await look('acme');
    const { runId, outcome } = await first.run();
    expect(outcome).toBe('complete');
    expect(await differences(first, await offsetsOf(first, runId), before)).toEqual([]);
    expect(await differences(second, runs.second.offsets, await look('second'))).toEqual([]);
  });
});

describe('two sources whose databases have one name', () => {
  it('does not take the second for a part of the first', async () => {
    const first = await journeyOfTest({
      size: { rows: 400 },
      seed: 1,
      settings: { migration: { biz_ids: [2] } },
    });
    const second = await journeyInto(first, {
      size: 'empty',
      source: 'mysql',
      settings: { migration: { biz_ids: [3] } },
    });
    onTestFinished(() => second.pair.drop());
    const { server } = second.pair.source;
    const { database } = first.pair.source;
    await createSourceSchema(server, database);
    onTestFinished(() => dropDatabases(server, database));
    const source = { ...second.context.config.source, mysql: endpointOf(server, database) };
    if (source.vault === undefined) throw new Error('the pair has no Vault');
    await fillSource({ mysql: source.mysql, vault: source.vault, size: { rows: 400 }, seed: 2 });
    const context = { ...second.context, config: { ...second.context.config, source } };

    expect((await first.run()).outcome).toBe('complete');
    const before = await captureOtherTenants({ target: first.comparison.target });
    const summary = await operations.run(
      context,
      { phase: 'all', confirm: first.pair.target.database, resume: false },
      second.listener,
      controls().control,
    );
    expect(summary.outcome).toBe('complete');
    // One tenant, so the rows of the first are there as well: they must be as they were.
    const after = await captureOtherTenants({ target: first.comparison.target });
    expect(compareBystanders(before, after, { newRowsAllowed: true })).toEqual([]);
    const offsets = await offsetsOf(second, summary.runId);
    const found = await compareEverything({
      source: { ...second.comparison.source, database },
      target: first.comparison.target,
      tenantId: 'acme',
      masterKeys: sandboxMasterKeys,
      sourceVault: vaultOf(second.pair.source),
      targetVault: vaultOf(first.pair.target),
      bizIds: [3],
      offsets,
    });
    expect(found.filter(({ kind }) => kind !== 'extra-row' && kind !== 'secret-extra')).toEqual([]);
  });
});
