import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { Finding } from '../../../src/core/finding.js';
import type { ValidationResult } from '../../../src/core/validation-shape.js';
import { operations } from '../../../src/operations/index.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { controls } from '../support/journey/journey.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

const flavours = ['mariadb', 'mysql'] as const;

/** Apps, and items that name apps in a column and inside JSON. */
const tablesSql = (tenant: string) => `
  CREATE TABLE apps (id bigint unsigned PRIMARY KEY, name varchar(20) NOT NULL, creator varchar(20) NULL${tenant});
  CREATE TABLE items (id bigint unsigned PRIMARY KEY, app_id bigint unsigned NULL, app_ids json NULL${tenant});
`;
const tenantSql = `, tenant_id varchar(50) NOT NULL`;

const shape: Omit<SmallCase, 'source' | 'target'> = {
  tables: ['apps', 'items'],
  references: { app_id: 'apps' },
  preset: {
    tables: [
      { name: 'apps', level: 1 },
      {
        name: 'items',
        level: 2,
        json_references: [{ column: 'app_ids', path: '[*]', table: 'apps' }],
      },
    ],
  },
};

const generatorsOf = {
  table: 'id_generators',
  resource_column: 'resource',
  max_column: 'max_id',
  updated_column: 'updated_at',
};

async function ask(connection: AdminConnection, sql: string): Promise<Record<string, unknown>[]> {
  const [rows] = await connection.query(sql);
  return rows as Record<string, unknown>[];
}

function asTenant({ context }: OpenedCase, tenantId: string): Context {
  return { ...context, config: { ...context.config, tenantId } };
}

function configured({ context }: OpenedCase, more: Partial<Context['config']>): Context {
  return { ...context, config: { ...context.config, ...more } };
}

const run = (context: Context, confirm: string) =>
  operations.run(context, { phase: 'all', confirm, resume: false }, () => {}, controls().control);

async function rollback(context: Context, runId: string, confirm: string) {
  const request = { runId, confirm, dryRun: false, includeChanged: false };
  expect(await operations.rollback(context, request, () => {}, controls().control)).toMatchObject({
    done: true,
  });
}

async function blockersOf(context: Context): Promise<readonly Finding[]> {
  const findings = await operations.check(context, () => {});
  return findings.filter(({ severity }) => severity === 'blocker');
}

const validated = (context: Context): Promise<ValidationResult> =>
  operations.validate(context, { level: 'full' }, () => {});

/** What the tenant's items name, as the target has it. */
async function references({ target }: OpenedCase, tenant: string): Promise<unknown> {
  return await ask(
    target,
    `SELECT CAST(id AS CHAR) AS id, CAST(app_id AS CHAR) AS app, CAST(app_ids AS CHAR) AS apps
      FROM items WHERE tenant_id = '${tenant}' ORDER BY items.id`,
  );
}

describe.each(flavours)('IDs that begin high (%s)', (flavour) => {
  const high = 2_000_000_000;

  it('follow the target’s own, for three tenants and a repeated run, with references to rows that are gone', async () => {
    const small = await openCase({
      ...shape,
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { ids: 'offset', batch_size: 2 } },
      source: `${tablesSql('')}
        INSERT INTO apps VALUES (${high + 11}, 'a', NULL), (${high + 12}, 'b', NULL), (${high + 20}, 'c', NULL);
        INSERT INTO items VALUES (${high + 1}, ${high + 12}, '[${high + 11}, 0, ${high + 999}]'),
          (${high + 2}, ${high + 5}, NULL), (${high + 3}, 0, '[]'), (${high + 4}, NULL, '[${high + 20}]'),
          (${high + 5}, ${high + 20}, NULL);
        INSERT INTO id_generators VALUES ('apps', ${high + 30}, NULL), ('items', ${high + 5}, NULL);`,
      target: `${tablesSql(tenantSql)}
        INSERT INTO apps VALUES (3, 'theirs', NULL, 'resident');
        INSERT INTO id_generators VALUES ('apps', 40, NULL), ('items', 0, NULL);`,
    });
    const generator = async (table: string) => {
      const [row] = await ask(
        small.target,
        `SELECT max_id AS max FROM id_generators WHERE resource = '${table}'`,
      );
      return Number(row?.max);
    };
    const expectMoved = async (tenant: string, appsBefore: number, itemsBefore: number) => {
      // The lowest app that is named, deleted though it is, gets the next ID.
      const app = (id: number) => appsBefore + 1 + id - 5;
      const item = (id: number) => String(itemsBefore + id);
      expect(
        await ask(
          small.target,
          `SELECT CAST(id AS CHAR) AS id FROM apps WHERE tenant_id = '${tenant}' ORDER BY apps.id`,
        ),
      ).toEqual([11, 12, 20].map((id) => ({ id: String(app(id)) })));
      expect(await references(small, tenant)).toEqual([
        { id: item(1), app: String(app(12)), apps: `[${app(11)}, 0, ${app(999)}]` },
        { id: item(2), app: String(app(5)), apps: null },
        { id: item(3), app: '0', apps: '[]' },
        { id: item(4), app: null, apps: `[${app(20)}]` },
        { id: item(5), app: String(app(20)), apps: null },
      ]);
      expect(await generator('apps')).toBe(app(999) + 1000);
      const result = await validated(asTenant(small, tenant));
      expect(result).toMatchObject({ ok: true, differences: 0 });
      expect(
        result.checks
          .filter(({ sourceFault }) => sourceFault)
          .map(({ check }) => check)
          .sort(),
      ).toEqual(['json-orphans', 'orphans']);
    };
    for (const tenant of ['acme', 'second', 'third']) {
      const [apps, items] = [await generator('apps'), await generator('items')];
      const { runId } = await run(asTenant(small, tenant), small.targetDatabase);
      await expectMoved(tenant, apps, items);
      if (tenant !== 'third') continue;
      await rollback(asTenant(small, tenant), runId, small.targetDatabase);
      expect(await references(small, tenant)).toEqual([]);
      const again = [await generator('apps'), await generator('items')] as const;
      await run(asTenant(small, tenant), small.targetDatabase);
      await expectMoved(tenant, ...again);
    }
    expect(await ask(small.target, `SELECT name FROM apps WHERE tenant_id = 'resident'`)).toEqual([
      { name: 'theirs' },
    ]);
  });

  it('are found again, damaged or gone, and repaired', async () => {
    const small = await openCase({
      ...shape,
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { ids: 'offset', batch_size: 3 } },
      source: `${tablesSql('')}
        INSERT INTO apps VALUES ${Array.from({ length: 12 }, (_, n) => `(${high + 11 + n}, 'app ${n}', NULL)`).join(', ')};
        INSERT INTO items VALUES ${Array.from({ length: 12 }, (_, n) => `(${high + 1 + n}, ${high + 11 + n}, '[${high + 1 + n}]')`).join(', ')};`,
      target: tablesSql(tenantSql),
    });
    const { runId } = await small.run();
    await small.target.query('DELETE FROM items ORDER BY id LIMIT 1');
    await small.target.query('UPDATE items SET app_id = 1 ORDER BY id DESC LIMIT 1');
    const result = await validated(small.context);
    expect(result.ok).toBe(false);
    const proposed = await operations.repair(
      small.context,
      { runId, confirm: small.targetDatabase, deleteExtra: false },
      () => {},
      controls().control,
    );
    expect(proposed).toBeDefined();
    expect(await validated(small.context)).toMatchObject({ ok: true, differences: 0 });
    await rollback(small.context, runId, small.targetDatabase);
    expect(await ask(small.target, 'SELECT id FROM items')).toEqual([]);
  });
});

describe.each(flavours)('keys made of references (%s)', (flavour) => {
  it.each([
    [1, 700],
    [3_000_000_000, 5],
  ])('IDs from %i into a target at %i', async (from, handedOut) => {
    const pairs = [0, 1, 2, 3, 4].flatMap((app) =>
      [0, 1, 2].map((group) => [group === 0 ? 0 : from + group, from + app]),
    );
    const small = await openCase({
      tables: ['apps', 'groups', 'binds'],
      levels: { binds: 2 },
      references: { app_id: 'apps', group_id: 'groups' },
      preset: { id_generators: { ...generatorsOf, without: ['binds'] } },
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { ids: 'offset', batch_size: 2 } },
      source: `
        CREATE TABLE apps (id bigint unsigned PRIMARY KEY);
        CREATE TABLE \`groups\` (id bigint unsigned PRIMARY KEY);
        CREATE TABLE binds (group_id bigint unsigned, app_id bigint unsigned, note varchar(40), PRIMARY KEY (group_id, app_id));
        INSERT INTO apps VALUES (${from + 1}), (${from + 2});
        INSERT INTO \`groups\` VALUES (${from + 2});
        INSERT INTO binds VALUES ${pairs.map(([group, app]) => `(${group}, ${app}, '${group}-${app}')`).join(', ')};`,
      target: `
        CREATE TABLE apps (id bigint unsigned PRIMARY KEY${tenantSql});
        CREATE TABLE \`groups\` (id bigint unsigned PRIMARY KEY${tenantSql});
        CREATE TABLE binds (group_id bigint unsigned, app_id bigint unsigned, note varchar(40)${tenantSql}, PRIMARY KEY (group_id, app_id));
        INSERT INTO id_generators VALUES ('apps', ${handedOut}, NULL), ('groups', ${handedOut}, NULL);
        INSERT INTO binds VALUES (0, 1, 'theirs', 'resident'), (1, 2, 'theirs', 'resident');`,
    });
    const { runId } = await small.run();
    const moved = (await ask(
      small.target,
      `SELECT group_id, app_id, note FROM binds WHERE tenant_id = 'acme'`,
    )) as { group_id: number; app_id: number; note: string }[];
    const back = moved.map((row) => {
      const group = Number(row.group_id);
      return `${group === 0 ? 0 : group - handedOut - 1 + from + 1}-${Number(row.app_id) - handedOut - 1 + from}`;
    });
    expect(back.toSorted()).toEqual(moved.map(({ note }) => note).toSorted());
    expect(moved).toHaveLength(pairs.length);
    expect(await validated(small.context)).toMatchObject({ ok: true, differences: 0 });
    await small.target.query(`DELETE FROM binds WHERE tenant_id = 'acme' LIMIT 2`);
    await small.target.query(
      `UPDATE binds SET note = 'x' WHERE tenant_id = 'acme' ORDER BY app_id DESC LIMIT 1`,
    );
    expect(await validated(small.context)).toMatchObject({ ok: false });
    await operations.repair(
      small.context,
      { runId, confirm: small.targetDatabase, deleteExtra: false },
      () => {},
      controls().control,
    );
    expect(await validated(small.context)).toMatchObject({ ok: true, differences: 0 });
    await rollback(small.context, runId, small.targetDatabase);
    expect(await ask(small.target, 'SELECT DISTINCT note FROM binds')).toEqual([{ note: 'theirs' }]);
  });
});

describe.each(flavours)('what cannot be carried over (%s)', (flavour) => {
  const open = (source: string, target: string, migration: Record<string, unknown>) =>
    openCase({
      ...shape,
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration },
      source: tablesSql('') + source,
      target: tablesSql(tenantSql) + target,
    });

  it('is told with the column that names it: an ID beyond all that services hold', async () => {
    const small = await open(
      `INSERT INTO apps VALUES (1, 'a', NULL);
       INSERT INTO items VALUES (1, 18446744073709551615, NULL);`,
      '',
      { ids: 'offset' },
    );
    expect(await blockersOf(small.context)).toMatchObject([
      { code: 'ids.overflow', table: 'apps', params: { where: 'items.app_id', id: '18446744073709551615' } },
    ]);
    const zero = configured(small, { danglingReferences: 'zero' });
    expect(await blockersOf(zero)).toEqual([]);
  });

  it('is a number that stays: a row of the target, an ID that a shifted row gets, one that is still to come', async () => {
    const small = await open(
      `INSERT INTO apps VALUES (1, 'a', NULL), (2, 'b', NULL);
       INSERT INTO items VALUES (1, 7, '[12]'), (2, 1, '[5000]'), (3, 5, NULL);`,
      `INSERT INTO apps VALUES (7, 'theirs', NULL, 'resident');
       INSERT INTO id_generators VALUES ('apps', 10, NULL), ('items', 10, NULL);`,
      { ids: 'offset', dangling_references: 'keep' },
    );
    expect(await blockersOf(small.context)).toMatchObject([
      { code: 'reference.kept', column: 'app_id', samples: ['7'] },
      { code: 'reference.kept', column: 'app_ids', samples: ['12', '5000'] },
    ]);
    await small.source.query(`UPDATE items SET app_id = 5, app_ids = NULL`);
    await small.run();
    expect(await references(small, 'acme')).toMatchObject([{ app: '5' }, { app: '5' }, { app: '5' }]);
    expect(await validated(small.context)).toMatchObject({ ok: true, differences: 0 });
  });

  it('is 0 where a row has that ID, or where rows would become equal', async () => {
    const small = await open(
      `INSERT INTO apps VALUES (1, 'a', NULL);
       INSERT INTO items VALUES (1, 7, NULL), (2, 8, NULL);`,
      `SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
       INSERT INTO apps VALUES (0, 'nobody', NULL, 'resident');`,
      { ids: 'offset', dangling_references: 'zero' },
    );
    expect(await blockersOf(small.context)).toMatchObject([
      {
        code: 'reference.zero',
        title: expect.stringContaining('as 0 they would mean the row of apps whose ID is 0'),
      },
    ]);
    await small.target.query('DELETE FROM apps');
    await small.target.query('ALTER TABLE items ADD UNIQUE KEY one_app (tenant_id, app_id)');
    const [clash, ...others] = await blockersOf(small.context);
    expect(others).toEqual([]);
    expect(clash).toMatchObject({ code: 'conflict.unique', table: 'items' });
    expect(clash?.remedy).toContain('leave migration.dangling_references out');
  });

  it('is an ID that is kept and would be a resident’s row; shifted, it leads nowhere', async () => {
    const small = await open(
      `INSERT INTO apps VALUES (100, 'a', NULL); 
       INSERT INTO items VALUES (100, 50, NULL);`,
      `INSERT INTO apps VALUES (50, 'theirs', NULL, 'resident');`,
      { ids: 'preserve' },
    );
    expect(await blockersOf(small.context)).toMatchObject([
      { code: 'reference.adopted', column: 'app_id', samples: ['50'], params: { migrated: true } },
    ]);
    // Asked to choose, the tool shifts.
    const auto = configured(small, { ids: 'auto' });
    await run(auto, small.targetDatabase);
    const [{ app } = {}] = (await references(small, 'acme')) as { app?: string }[];
    expect(await ask(small.target, `SELECT id FROM apps WHERE id = ${app}`)).toEqual([]);
    expect(await validated(auto)).toMatchObject({ ok: true, differences: 0 });
  });

  it('are two rows that would become one of the tenant’s: one is taken as there, the other moves', async () => {
    const small = await open(
      `INSERT INTO apps VALUES (1, 'twin', 'x'), (2, 'twin', 'y'), (3, 'other', 'z');
       INSERT INTO items VALUES (1, 1, '[2]'), (2, 2, '[9]');`,
      `INSERT INTO apps VALUES (9, 'twin', 'the console', 'acme');
       INSERT INTO id_generators VALUES ('apps', 9, NULL);`,
      { ids: 'auto', identical_rows: 'skip' },
    );
    await small.run();
    const apps = await ask(
      small.target,
      `SELECT CAST(id AS CHAR) AS id, name, creator FROM apps WHERE tenant_id = 'acme' ORDER BY apps.id`,
    );
    expect(apps.map(({ id, creator }) => [id, creator])).toEqual([
      ['9', 'the console'],
      ['11', 'y'],
      ['12', 'z'],
    ]);
    // 9 is gone in the source, and is not the row of the console that has this number in the target.
    expect(await references(small, 'acme')).toMatchObject([
      { app: '9', apps: '[11]' },
      { app: '11', apps: '[18]' },
    ]);
    expect(await validated(small.context)).toMatchObject({ ok: true, differences: 0 });
  });
});

describe.each(flavours)('a migration in parts (%s)', (flavour) => {
  it('leads to what an earlier part brought, and to what a later one brings', async () => {
    const small = await openCase({
      ...shape,
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { ids: 'offset' } },
      source: `${tablesSql('')}
        INSERT INTO apps VALUES (11, 'a', NULL), (12, 'b', NULL);
        INSERT INTO items VALUES (1, 12, '[11, 15]'), (2, 15, NULL);`,
      target: `${tablesSql(tenantSql)}
        INSERT INTO id_generators VALUES ('apps', 500, NULL), ('items', 500, NULL);`,
    });
    const { config } = small.context;
    const only = (table: string) => configured(small, { tables: { ...config.tables, only: [table] } });
    for (const parts of [
      ['items', 'apps'],
      ['apps', 'items'],
    ]) {
      const runIds: string[] = [];
      for (const part of parts) runIds.push((await run(only(part), small.targetDatabase)).runId);
      const joined = await ask(
        small.target,
        `SELECT a.name FROM items i JOIN apps a ON a.id = i.app_id AND a.tenant_id = 'acme' WHERE i.tenant_id = 'acme'`,
      );
      expect(joined).toEqual([{ name: 'b' }]);
      for (const [index, runId] of runIds.entries()) {
        const context = only(parts[index] ?? '');
        expect(await operations.validate(context, { level: 'full', runId }, () => {})).toMatchObject({
          ok: true,
        });
      }
      for (const [index, runId] of runIds.entries()) {
        await rollback(only(parts[index] ?? ''), runId, small.targetDatabase);
      }
    }
  });
});

describe.each(flavours)('in rows without a key (%s)', (flavour) => {
  it('are the source’s own fault, in a column as inside JSON, and a new one is not', async () => {
    const columns = 'biz_id int NOT NULL, app_id bigint unsigned NULL, app_ids json NULL';
    const opened = await openCase({
      ...shape,
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { ids: 'offset' } },
      source: `CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL);
CREATE TABLE items (${columns});
INSERT INTO apps VALUES (50, 2), (52, 2);
INSERT INTO items VALUES (2, 50, '[50, 51, 0]'), (2, 51, '[52, 49]'), (2, 51, '[51]'), (2, NULL, NULL);
`,
      target: `CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, tenant_id varchar(50) NOT NULL);
CREATE TABLE items (${columns}, tenant_id varchar(50) NOT NULL);
INSERT INTO apps VALUES (51, 2, 'other');
`,
    });
    const { runId } = await run(opened.context, opened.targetDatabase);
    const failures = async () => {
      const { checks } = await operations.validate(opened.context, { level: 'counts', runId }, () => {});
      return checks
        .filter(({ ok }) => !ok)
        .map(({ check, code, params }) => `${check} ${code} ${params?.rows}`)
        .toSorted();
    };
    const inherited = ['json-orphans orphans.inherited 3', 'orphans orphans.inherited 2'];
    expect(await failures()).toEqual(inherited);
    await opened.target.query(
      "UPDATE items SET app_ids = '[51]' WHERE app_ids IS NULL AND tenant_id = 'acme'",
    );
    expect(await failures()).toEqual(['json-orphans orphans.found 1', ...inherited]);
  });
});
