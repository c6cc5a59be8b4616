import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import type { Plan } from '../../../src/plan/plan.js';
import { type Journey, journeyOfTest } from '../support/journey/journey.js';
import type { Side } from '../support/pair.js';

const size = { rows: 900 };

async function ask(side: Side, sql: string): Promise<Record<string, unknown>[]> {
  const connection = await side.connect();
  try {
    const [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

async function planOf({ context }: Journey): Promise<Plan> {
  return (await operations.report(context, undefined)).run.plan;
}

const offsetOf = (plan: Plan, table: string): number => {
  const own = plan.tables
    .find(({ table: name }) => name === table)
    ?.columns.find(({ treatment }) => treatment.kind === 'offset')?.treatment;
  return own?.kind === 'offset' ? Number(own.offset) : Number.NaN;
};

/** A source with a commit of a deleted config item, and a published scope that names a deleted group. */
async function withDangling(settings: Parameters<Journey['configured']>[0]): Promise<Journey> {
  const journey = await journeyOfTest({ size });
  await ask(journey.pair.source, 'UPDATE commits SET config_item_id = 777001 ORDER BY id LIMIT 1');
  await ask(
    journey.pair.source,
    `UPDATE strategies SET scope = '{"groups": [{"id": 0}, {"id": 777002, "spec": {"public": true}}]}' ORDER BY id LIMIT 1`,
  );
  return journey.configured(settings);
}

async function expectReferences({ pair }: Journey, item: number, group: number): Promise<void> {
  expect(await ask(pair.target, 'SELECT config_item_id AS item FROM commits ORDER BY id LIMIT 1')).toEqual([
    { item: String(item) },
  ]);
  const [strategy] = await ask(
    pair.target,
    'SELECT CAST(scope AS CHAR) AS scope FROM strategies ORDER BY id LIMIT 1',
  );
  expect(strategy?.scope).toBe(`{"groups": [{"id": 0}, {"id": ${group}, "spec": {"public": true}}]}`);
}

/** Nothing differs, and what leads nowhere did so in the source. */
async function expectInherited(journey: Journey): Promise<void> {
  const result = await operations.validate(journey.context, { level: 'full' }, journey.listener);
  expect(result).toMatchObject({ ok: true, differences: 0 });
  const inherited = result.checks
    .filter(({ sourceFault }) => sourceFault)
    .map(({ check, table }) => [check, table]);
  expect(inherited).toEqual(
    expect.arrayContaining([
      ['orphans', 'commits'],
      ['json-orphans', 'strategies'],
    ]),
  );
}

async function handOut(journey: Journey, max: number): Promise<void> {
  await ask(
    journey.pair.target,
    `UPDATE id_generators SET max_id = ${max} WHERE resource IN ('config_items', 'groups')`,
  );
}

describe('references to rows that are not migrated', () => {
  it.each([{}, { dangling_references: 'shift' }])(
    'are shifted as their rows would be, within the reserved range (%o)',
    async (choice) => {
      const journey = await withDangling({ migration: { ids: 'offset', ...choice } });
      await handOut(journey, 5_000);
      expect(await journey.run()).toMatchObject({ outcome: 'complete' });
      const plan = await planOf(journey);
      await expectReferences(
        journey,
        777_001 + offsetOf(plan, 'config_items'),
        777_002 + offsetOf(plan, 'groups'),
      );
      const generators = await ask(
        journey.pair.target,
        `SELECT CAST(max_id AS CHAR) AS max FROM id_generators WHERE resource IN ('config_items', 'groups')`,
      );
      for (const { max } of generators) expect(Number(max)).toBeGreaterThan(777_002);
      const shifted = journey.events.flatMap((event) =>
        event.type === 'finding' && event.finding.code.startsWith('reference.') ? [event.finding] : [],
      );
      expect(shifted).toMatchObject([{ code: 'reference.shifted', severity: 'info' }]);
      expect(shifted[0]?.sampleCount).toBe(shifted[0]?.samples?.length);
      expect(shifted[0]?.samples?.join()).toMatch(/commits\.config_item_id → config_items: 1/);
      await expectInherited(journey);
    },
  );

  it('refuse a run when the operator says so', async () => {
    const journey = await withDangling({ migration: { ids: 'offset', dangling_references: 'refuse' } });
    await expect(journey.run()).rejects.toThrow(/commits\.config_item_id refers to rows of config_items/);
    await expect(journey.run()).rejects.toThrow(
      /strategies\.scope\.groups\[\*\]\.id refers to rows of groups/,
    );
  });

  it('stay where nobody has their numbers in the target and nobody gets them', async () => {
    const journey = await withDangling({ migration: { ids: 'offset', dangling_references: 'keep' } });
    await expect(journey.run()).rejects.toThrow(
      /strategies\.scope\.groups\[\*\]\.id refers to rows of groups .*kept as they are, 1 of these IDs is or will be another row's/,
    );
    await handOut(journey, 800_000);
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    await expectReferences(journey, 777_001, 777_002);
    await expectInherited(journey);
  });

  it('become 0, but not where that means something', async () => {
    const journey = await withDangling({ migration: { ids: 'offset', dangling_references: 'zero' } });
    await expect(journey.run()).rejects.toThrow(
      /strategies\.scope\.groups\[\*\]\.id refers to rows of groups .*as 0 they would mean the default group/,
    );
    await ask(
      journey.pair.source,
      `UPDATE strategies SET scope = '{"groups": [{"id": 0}]}' ORDER BY id LIMIT 1`,
    );
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    expect(
      await ask(journey.pair.target, 'SELECT config_item_id AS item FROM commits ORDER BY id LIMIT 1'),
    ).toEqual([{ item: '0' }]);
    expect(await operations.validate(journey.context, { level: 'full' }, journey.listener)).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['other', undefined, /hook_revisions\.hook_id refers to hooks, which is left out, .* of another tenant/],
    ['other', 'zero', null],
    ['acme', undefined, null],
  ] as const)(
    'do not fall to rows of tenant %s where IDs are kept (dangling: %s)',
    async (owner, choice, refusal) => {
      const journey = await journeyOfTest({ size, vault: false });
      const { source, target } = journey.pair;
      const [hook] = await ask(source, 'SELECT CAST(MIN(hook_id) AS CHAR) AS id FROM hook_revisions');
      const columns = (await ask(target, 'SHOW COLUMNS FROM hooks')).map(({ Field: name }) => String(name));
      const values = columns.map((name) =>
        name === 'tenant_id' ? `'${owner}'` : name === 'name' ? `'theirs'` : `\`${name}\``,
      );
      const database = source.database;
      await ask(
        target,
        `INSERT INTO hooks (${columns.map((name) => `\`${name}\``).join(', ')})
        SELECT ${values.join(', ')} FROM ${database}.hooks WHERE id = ${hook?.id}`,
      );
      const migration = choice ? { dangling_references: choice } : {};
      const settings = { migration: { ids: 'preserve', ...migration }, skip_tables: ['hooks'] };
      const run = (await journey.configured(settings)).run();
      if (refusal) await expect(run).rejects.toThrow(refusal);
      else expect(await run).toMatchObject({ outcome: 'complete' });
    },
  );

  it('become 0 where their whole table is left out', async () => {
    const settings = { migration: { ids: 'offset', dangling_references: 'zero' } };
    const journey = await (await journeyOfTest({ size })).configured({
      ...settings,
      skip_tables: ['hooks', 'released_hooks'],
    });
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    expect(await ask(journey.pair.target, 'SELECT DISTINCT hook_id AS id FROM hook_revisions')).toEqual([
      { id: '0' },
    ]);
  });
});

describe('rows the tenant has already', () => {
  /** The console makes the default template space at the first visit: here it is in the target before the migration. */
  async function withDefaultSpace(settings: Parameters<Journey['configured']>[0]): Promise<Journey> {
    const journey = await journeyOfTest({ size });
    await ask(
      journey.pair.target,
      `INSERT INTO template_spaces (id, name, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
        VALUES (900, '默认空间', 'made by the first visit', 2, 'console', 'console', NOW(6), NOW(6), 'acme')`,
    );
    await ask(
      journey.pair.target,
      `UPDATE id_generators SET max_id = 900 WHERE resource = 'template_spaces'`,
    );
    return journey.configured(settings);
  }

  it('refuse a run by default, naming the key', async () => {
    const journey = await withDefaultSpace({});
    await expect(journey.run()).rejects.toThrow(/template_spaces/);
  });

  it('are taken as migrated when the operator says so, and everything refers to them', async () => {
    const journey = await withDefaultSpace({ migration: { identical_rows: 'skip' } });
    const { source, target } = journey.pair;
    const [space] = await ask(
      source,
      `SELECT id FROM template_spaces WHERE biz_id = 2 AND name = '默认空间'`,
    );
    const [before] = await ask(
      source,
      `SELECT COUNT(*) AS total FROM templates WHERE template_space_id = ${space?.id}`,
    );
    expect(Number(before?.total)).toBeGreaterThan(0);
    const summary = await journey.run();
    expect(summary).toMatchObject({ outcome: 'complete' });
    expect(
      await ask(target, `SELECT id, memo FROM template_spaces WHERE biz_id = 2 AND name = '默认空间'`),
    ).toEqual([{ id: '900', memo: 'made by the first visit' }]);
    const [after] = await ask(
      target,
      'SELECT COUNT(*) AS total FROM templates WHERE template_space_id = 900',
    );
    expect(after?.total).toBe(before?.total);
    const bound = await ask(
      target,
      'SELECT CAST(template_space_ids AS CHAR) AS ids FROM app_template_bindings WHERE biz_id = 2',
    );
    expect(bound.some(({ ids }) => String(ids).includes('900'))).toBe(true);
    expect(bound.some(({ ids }) => new RegExp(`\\b${space?.id}\\b`).test(String(ids)))).toBe(false);
    const result = await operations.validate(journey.context, { level: 'full' }, journey.listener);
    expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
    expect(offsetOf(await planOf(journey), 'template_spaces')).toBe(0);

    const { runId } = summary;
    const confirm = target.database;
    const request = { runId, confirm, dryRun: false, includeChanged: false };
    const control = {
      waitWhilePaused: async () => {},
      parallelism: () => 1,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
    };
    expect(await operations.rollback(journey.context, request, journey.listener, control)).toMatchObject({
      done: true,
    });
    expect(await ask(target, 'SELECT id FROM template_spaces')).toEqual([{ id: '900' }]);
  });
});

describe('a tenant whose name differs in letters only', () => {
  it('is refused, since the target cannot tell the two apart', async () => {
    const journey = await journeyOfTest({ size });
    await ask(
      journey.pair.target,
      `INSERT INTO hooks (id, name, memo, type, biz_id, creator, reviser, created_at, updated_at, tags, tenant_id)
        VALUES (90001, 'theirs', NULL, 'shell', 9, 'a', 'a', NOW(), NOW(), '[]', 'ACME')`,
    );
    await expect(journey.run()).rejects.toThrow(
      /the target has a tenant ACME, which its services cannot tell from acme/,
    );
  });
});
