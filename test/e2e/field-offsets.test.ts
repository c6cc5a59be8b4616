import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/operations/index.js';
import { controls, type Journey, openJourney, placeOf, vaultOf } from './journey-support/journey.js';
import { offsetsOf } from './journey-support/offsets.js';
import {
  copyRowsHonestly,
  copySecretsHonestly,
  moveBusinesses,
  movedPath,
} from './support/independent/honest-copy.js';
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
} from './support/independent/index.js';

const furtherTables = [
  ...['clients', 'client_events', 'client_querys', 'audits'],
  ...['published_strategy_histories', 'archived_apps'],
];
const tables = [...coreTables, ...furtherTables];

/**
 * What the real services left in a source, beside another tenant: apps, groups, templates, sets and items were deleted, and
 * references to them are everywhere. The resident has all apps, or the first five, so that the source's IDs are in part his.
 */
describe.each([
  ['mariadb', 18],
  ['mysql', 5],
] as const)('a real source (%s) beside a resident with %i apps', (flavour, apps) => {
  let journey: Journey;
  let before: Bystanders;
  const settings = {
    migration: { identical_rows: 'skip' },
    include_tables: furtherTables,
  };
  const already: Already = { template_spaces: { '4': '0' } };

  beforeAll(async () => {
    journey = await openJourney({ source: flavour, target: flavour, size: 'field', settings });
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

/** Another tenant with the first apps of the same data under other businesses, its secrets, and the built-in searches. */
async function settle({ pair }: Journey, apps: number): Promise<void> {
  const target = placeOf(pair.target);
  await copyRowsHonestly(target, pair.source.database, 'resident', [...tables]);
  const connection = await pair.target.connect();
  try {
    const [rows] = await connection.query(`SELECT id FROM applications ORDER BY id LIMIT ${apps - 1}, 1`);
    const [last] = rows as { id: string | number }[];
    const [holders] = await connection.query(
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'app_id'`,
    );
    for (const { name } of holders as { name: string }[])
      await connection.query(`DELETE FROM \`${name}\` WHERE app_id > ?`, [last?.id]);
    await connection.query('DELETE FROM applications WHERE id > ?', [last?.id]);
    for (const table of tables)
      await connection.query(
        `UPDATE id_generators SET max_id = (SELECT COALESCE(MAX(id), 0) FROM \`${table}\`) WHERE resource = ?`,
        [table],
      );
    await connection.query(`UPDATE client_querys SET tenant_id = 'default' WHERE biz_id = 0`);
  } finally {
    await connection.end();
  }
  await moveBusinesses(target, 7000, 'resident');
  await copySecretsHonestly(vaultOf(pair.source), vaultOf(pair.target), (path) => movedPath(path, 7000));
}

/** The page makes the default template space of a business, with the target's next ID. */
async function visitTemplatePage({ pair }: Journey, business: number): Promise<string> {
  const connection = await pair.target.connect();
  try {
    await connection.query(`UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'template_spaces'`);
    await connection.query(
      `INSERT INTO template_spaces (id, name, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
        SELECT max_id, '默认空间', 'this is default space', ?, 'system', 'system', NOW(6), NOW(6), ?
        FROM id_generators WHERE resource = 'template_spaces'`,
      [business, pair.tenantId],
    );
    const [rows] = await connection.query(`SELECT MAX(id) AS id FROM template_spaces`);
    const [made] = rows as { id: string | number }[];
    return String(made?.id);
  } finally {
    await connection.end();
  }
}
