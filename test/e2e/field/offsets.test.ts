import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import {
  type Already,
  type Bystanders,
  captureOtherTenants,
  compactOffsets,
  compareBystanders,
  compareEverything,
  coreTables,
  nextIds,
  type Offsets,
} from '../support/independent/index.js';
import { furtherTables, settle, visitTemplatePage } from '../support/journey/field-target.js';
import { controls, type Journey, openJourney, placeOf, vaultOf } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';

const tables = [...coreTables, ...furtherTables];

/**
 * What the real services left in a source, beside another tenant: apps, groups, templates, sets and items were deleted, and
 * references to them are everywhere. The resident has all apps, or the first five, so that the source's IDs are in part his.
 */
describe.each([
  ['mariadb', 'mariadb', 18],
  ['mysql', 'mysql', 5],
  ['mariadb', 'mysql', 18],
  ['mysql', 'mariadb', 5],
] as const)('a real source (%s, to %s) beside a resident with %i apps', (from, to, apps) => {
  let journey: Journey;
  let before: Bystanders;
  const settings = {
    migration: { identical_rows: 'skip' },
    include_tables: furtherTables,
  };
  const already: Already = { template_spaces: { '4': '0' } };

  beforeAll(async () => {
    journey = await openJourney({ source: from, target: to, size: 'field', settings });
    await settle(journey, apps);
    const space = await visitTemplatePage(journey, 5);
    Object.assign(already.template_spaces ?? {}, { '4': space });
    before = await look();
  });
  afterAll(() => journey.pair.drop());

  const look = () =>
    captureOtherTenants({ target: placeOf(journey.pair.target), vault: vaultOf(journey.pair.target) });

  async function expectCompact(runId: string, next: ReadonlyMap<string, bigint>): Promise<Offsets> {
    const offsets = await offsetsOf(journey, runId);
    const expected = await compactOffsets(placeOf(journey.pair.source), tables, next);
    const known = Object.keys(expected);
    expect(Object.fromEntries(known.map((table) => [table, String(offsets[table])]))).toEqual(
      Object.fromEntries(known.map((table) => [table, String(expected[table])])),
    );
    return offsets;
  }

  async function expectEqual(offsets: Offsets, bizIds?: readonly number[]): Promise<void> {
    const scope = bizIds ? { bizIds } : {};
    const found = await compareEverything({ ...journey.comparison, tables, offsets, already, ...scope });
    const others = bizIds ? found.filter(({ kind }) => !kind.includes('extra')) : found;
    // The resident's secrets are told apart below.
    expect(others.filter(({ kind }) => kind !== 'secret-extra')).toEqual([]);
    expect(compareBystanders(before, await look(), { newRowsAllowed: true })).toEqual([]);
    const result = await operations.validate(journey.context, { level: 'full' }, journey.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
    const orphans = result.checks.filter(
      ({ sourceFault, check }) => sourceFault && check.includes('orphans'),
    );
    expect(orphans.length).toBeGreaterThan(0);
  }

  async function takeBack(runId: string): Promise<void> {
    const confirm = journey.pair.target.database;
    const request = { runId, confirm, dryRun: false, includeChanged: false };
    expect(
      await operations.rollback(journey.context, request, journey.listener, controls().control),
    ).toMatchObject({ done: true });
    const after = await look();
    expect(compareBystanders(before, after, { newSecretsAllowed: false })).toEqual([]);
  }

  it('is moved whole, taken back, and moved again, each time right behind what the target has reached', async () => {
    for (let time = 0; time < 2; time += 1) {
      const next = await nextIds(placeOf(journey.pair.target), tables);
      const { runId, outcome } = await journey.run();
      expect(outcome).toBe('complete');
      await expectEqual(await expectCompact(runId, next));
      await takeBack(runId);
    }
  });

  it('is moved by businesses in stages, with the same offsets', async () => {
    const next = await nextIds(placeOf(journey.pair.target), tables);
    const runIds: string[] = [];
    for (const bizIds of [[2, 7], [5]]) {
      const part = await journey.configured({
        ...settings,
        migration: { ...settings.migration, biz_ids: bizIds },
      });
      const { runId, outcome } = await part.run();
      expect(outcome).toBe('complete');
      runIds.push(runId);
      journey = part;
      await expectEqual(await expectCompact(runId, next), bizIds);
    }
    for (const runId of runIds.toReversed()) {
      const request = { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: false };
      expect(
        await operations.rollback(journey.context, request, journey.listener, controls().control),
      ).toMatchObject({ done: true });
    }
    expect(compareBystanders(before, await look(), { newSecretsAllowed: false })).toEqual([]);
  });
});
