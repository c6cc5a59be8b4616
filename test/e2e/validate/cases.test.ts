import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import type { JobResult, ValidationResult } from '../../../src/core/validation-shape.js';
import { openSession } from '../../../src/mysql/session.js';
import { runProbes } from '../../../src/operations/checklist/probes.js';
import { compileTable } from '../../../src/phases/rows/compare/compared-table.js';
import { readKey } from '../../../src/phases/rows/compare/keys.js';
import { readRowPair } from '../../../src/phases/rows/compare/row-pair.js';
import { captureOthers } from '../../../src/phases/rows/validate/jobs/other-tenants.js';
import { markSource } from '../../../src/phases/rows/validate/jobs/source-unchanged.js';
import { validateTables } from '../../../src/phases/rows/validate/validate-tables.js';
import {
  makeWorld,
  shift,
  sizes,
  validateWorld,
  versionChanges,
  type World,
} from '../../support/damage/world.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const failed = ({ checks }: ValidationResult): JobResult[] => checks.filter(({ ok }) => !ok);
const of = ({ checks }: ValidationResult, check: string, table: string): JobResult | undefined =>
  checks.find((one) => one.check === check && one.table === table);

describe.each(['mariadb', 'mysql'] as const)('validation on %s', (flavour) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld(sharedServer(flavour), sharedServer(flavour), uniqueName('cases'));
  });
  afterEach(() => world.close());

  test('rows of the tenant that were there before the run are not judged', async () => {
    await world.run(
      'target',
      `INSERT INTO apps VALUES (50, 2, 'Made by hand', NULL, 'ann', '2024-01-01', 'acme')`,
    );
    expect(failed(await validateWorld(world, 'full'))).not.toEqual([]);
    expect(failed(await validateWorld(world, 'full', { rowsBefore: { apps: [['50']] } }))).toEqual([]);
  });

  test('a row is read on both sides as it must be and as it is, and not where it is another tenant’s', async () => {
    const plan = world.plan.tables.find(({ table }) => table === 'apps');
    if (!plan) throw new Error('the world has no apps');
    const id = String(1 + shift.apps);
    const read = async () => {
      await using source = await openSession(world.source, 'source');
      await using target = await openSession(world.target, 'target');
      const table = compileTable(plan, { cellContext: {}, exclude: [] });
      const wanted = { rowKey: [id], version: undefined, versionChange: undefined };
      return await readRowPair({ source, target }, table, wanted);
    };
    expect(readKey(plan, `id=${id}`)).toEqual([id]);
    expect((await read()).columns.filter(({ differs }) => differs)).toEqual([]);
    await world.run('target', `UPDATE apps SET name = ' tab\there ' WHERE id = ${id}`);
    const changed = await read();
    expect(changed).toMatchObject({ inSource: true, inTarget: true, key: `id=${id}` });
    expect(changed.columns.filter(({ differs }) => differs)).toMatchObject([
      { name: 'name', actual: ' tab\there ' },
    ]);
    expect(changed.columns.find(({ name }) => name === 'id')).toMatchObject({ expected: id, actual: id });
    await world.run('target', `UPDATE apps SET tenant_id = 'other' WHERE id = ${id}`);
    const others = await read();
    expect(others.owner).toContain('other');
    expect(others.columns.every(({ actual }) => actual === undefined)).toBe(true);
    await world.run('target', `DELETE FROM apps WHERE id = ${id}`);
    expect(await read()).toMatchObject({ inSource: true, inTarget: false });
  });

  test('only the chosen businesses are compared', async () => {
    const plan = {
      ...world.plan,
      tables: world.plan.tables.map((table) => ({ ...table, filter: { column: 'biz_id', values: [2] } })),
    };
    await world.run('target', `DELETE FROM items WHERE biz_id = 3`, `DELETE FROM apps WHERE biz_id = 3`);
    const result = await validateTables({
      source: world.source,
      target: world.target,
      plan,
      level: 'full',
      parallel: 1,
      cellContext: {},
      versionChanges,
      listener: () => undefined,
      signal: new AbortController().signal,
    });
    expect(result.filter(({ ok }) => !ok)).toEqual([]);
    expect(result.find(({ table }) => table === 'items')?.actual).toBe(String((sizes.items * 3) / 4));
  });

  test('orphans that the source has as well are its own fault, and no reason to fail', async () => {
    await world.run(
      'source',
      'UPDATE items SET app_id = 999 WHERE id = 3',
      `UPDATE bindings SET app_ids = '[998, 2]' WHERE id = 4`,
    );
    await world.run(
      'target',
      `UPDATE items SET app_id = ${999 + shift.apps} WHERE id = ${3 + shift.items}`,
      `UPDATE bindings SET app_ids = '[${998 + shift.apps}, ${2 + shift.apps}]' WHERE id = ${4 + shift.bindings}`,
    );
    const result = await validateWorld(world, 'full');
    expect(result.ok).toBe(true);
    expect(result.differences).toBe(0);
    expect(failed(result)).toMatchObject([
      {
        check: 'orphans',
        table: 'items',
        sourceFault: true,
        differences: [{ key: `id=${3 + shift.items}`, actual: '1999' }],
      },
      { check: 'json-orphans', table: 'bindings', sourceFault: true, differences: [{ actual: '1998' }] },
    ]);
  });

  test('what was written to the source since its snapshot is named', async () => {
    const options = { plan: world.plan, changedColumn: 'updated_at', volatile: {} };
    const source = await openSession(world.source, 'source');
    const sourceMarks = await markSource(source, options);
    await source.close();
    const unchanged = await validateWorld(world, 'counts', { sourceMarks });
    expect(failed(unchanged)).toEqual([]);

    await world.run(
      'source',
      `UPDATE apps SET memo = 'new', updated_at = '2025-01-01 00:00:00.000001' WHERE id = 5`,
      'DELETE FROM creds WHERE id = 2',
      `INSERT INTO kvs VALUES (21, 2, 1, 'late', 1)`,
    );
    const result = await validateWorld(world, 'counts', { sourceMarks });
    expect(of(result, 'source-unchanged', 'apps')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('id 5'),
    });
    expect(of(result, 'source-unchanged', 'kvs')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('id 21'),
    });
    expect(of(result, 'source-unchanged', 'creds')?.detail).toContain('6 rows then, 5 now');
    expect(of(result, 'source-unchanged', 'items')?.ok).toBe(true);
  });

  test("other tenants' own changes are told from ours by their time", async () => {
    const target = await openSession(world.target, 'target');
    const captured = await captureOthers({ target, plan: world.plan, changedColumn: 'updated_at' });
    await target.close();
    expect(captured.tables.apps?.own).toHaveLength(sizes.apps);
    const othersBefore = {
      ...captured,
      tables: { apps: { ...captured.tables.apps, own: [] } },
    } as typeof captured;
    await world.run(
      'target',
      `UPDATE apps SET memo = 'theirs', updated_at = '2030-01-01' WHERE id = 2`,
      `INSERT INTO apps VALUES (9999, 2, 'Their new one', NULL, 'ann', '2030-01-01', 'other')`,
    );
    const tolerated = await validateWorld(world, 'counts', { othersBefore });
    expect(of(tolerated, 'other-tenants', 'apps')).toMatchObject({ ok: true });
    expect(of(tolerated, 'other-tenants', 'apps')?.detail).toContain('1 row bears a later updated_at');
    await world.run('target', 'DELETE FROM apps WHERE id = 3');
    const gone = await validateWorld(world, 'counts', { othersBefore });
    expect(of(gone, 'other-tenants', 'apps')).toMatchObject({ ok: false });
  });

  test('columns that clients bump may be newer on either side', async () => {
    await world.run(
      'source',
      `UPDATE apps SET memo = 'memo 9' WHERE id = 2`,
      `UPDATE apps SET memo = NULL WHERE id = 3`,
    );
    await world.run('target', `UPDATE apps SET memo = 'pulled' WHERE id = ${4 + shift.apps}`);
    for (const level of ['checksum', 'full'] as const) {
      const bumped = await validateWorld(world, level);
      expect(failed(bumped)).toEqual([]);
      expect(of(bumped, level, 'apps')?.detail).toContain(
        'not compared, because clients keep changing them: memo',
      );
    }
    await world.run('target', `UPDATE apps SET name = 'renamed', memo = 'x' WHERE id = ${4 + shift.apps}`);
    const renamed = await validateWorld(world, 'full');
    expect(failed(renamed)).toMatchObject([
      { table: 'apps', differences: [{ key: `id=${4 + shift.apps}`, column: 'name' }] },
    ]);
    expect(failed(renamed)[0]?.differences).toHaveLength(1);
  });

  test('a table that cannot be compared fails, and the others go on', async () => {
    await world.run('target', 'DROP TABLE creds', 'ALTER TABLE kvs DROP COLUMN name');
    const result = await validateWorld(world, 'checksum');
    expect(of(result, 'checksum', 'creds')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('creds'),
    });
    expect(of(result, 'checksum', 'kvs')?.ok).toBe(false);
    expect(of(result, 'tables-present', 'creds')?.ok).toBe(false);
    expect(of(result, 'tables-present', 'kvs')?.detail).toContain('name');
    for (const table of ['apps', 'items', 'bindings']) expect(of(result, 'checksum', table)?.ok).toBe(true);
  });

  test('results of tables done before are kept, and each finished table is handed over', async () => {
    const saved: JobResult[] = [];
    const listener = () => undefined;
    const shared = {
      source: world.source,
      target: world.target,
      plan: world.plan,
      level: 'checksum',
      parallel: 2,
      cellContext: {},
      versionChanges,
      listener,
      signal: new AbortController().signal,
    } as const;
    const first = await validateTables({
      ...shared,
      onTable: async (_, results) => void saved.push(...results),
    });
    expect(saved).toHaveLength(first.length);
    await world.run('target', 'DELETE FROM items', 'DELETE FROM apps');
    const finished = saved.filter(({ table }) => table !== 'apps');
    const second = await validateTables({ ...shared, finished });
    expect(second.filter(({ ok }) => !ok).map(({ table }) => table)).toEqual(['apps', 'apps']);
  });

  test('SQL probes ask the side they name, for the tenant', async () => {
    const item = (id: string, on: 'source' | 'target', sql: string, expected: string) =>
      ({
        id,
        when: 'after',
        title: { en: id, zh: id },
        kind: 'probe',
        probe: { sql, on, expect: expected },
      }) as const;
    const answers = await runProbes(
      {
        checklist: [
          item('ours', 'target', 'SELECT COUNT(*) FROM apps WHERE tenant_id = :tenant', String(sizes.apps)),
          item('theirs', 'source', 'SELECT COUNT(*) FROM apps', '13'),
          item('writes', 'target', 'SELECT nothing FROM apps', '1'),
        ],
      },
      { source: world.source, target: world.target, tenantId: 'acme', signal: new AbortController().signal },
    );
    expect(answers.map(({ state, evidence }) => [state, evidence])).toEqual([
      ['pass', `the target answered ${sizes.apps}`],
      ['fail', `the source answered ${sizes.apps}, not 13`],
      ['fail', expect.stringContaining('nothing')],
    ]);
  });

  test('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const listener = (event: RunEvent) => {
      if (event.type === 'validation-progress') stop.abort();
    };
    await expect(validateWorld(world, 'full', { signal: stop.signal, listener })).rejects.toThrow();
  });

  test('waits while it is paused', async () => {
    let waited = 0;
    const control = {
      waitWhilePaused: async () => {
        waited += 1;
      },
      parallelism: () => 1,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
    };
    await validateWorld(world, 'checksum', { control });
    expect(waited).toBeGreaterThan(world.plan.tables.length);
  });

  test('goes on with new connections when the old ones are cut', async () => {
    let cut: Promise<void> | undefined;
    const events: RunEvent[] = [];
    const database = world.plan.target.database;
    const listener = (event: RunEvent) => {
      events.push(event);
      if (event.type !== 'validation-progress' || cut) return;
      cut = (async () => {
        const rows = await world.query(
          'target',
          `SELECT id FROM information_schema.processlist WHERE db = '${database}' AND id <> CONNECTION_ID()`,
        );
        for (const row of rows)
          await world.run('target', `KILL ${Object.values(row)[0]}`).catch(() => undefined);
      })();
    };
    const slowly = {
      waitWhilePaused: async () => cut,
      parallelism: () => 1,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
    };
    const result = await validateWorld(world, 'checksum', { listener, control: slowly });
    expect(failed(result)).toEqual([]);
    expect(events.some(({ type }) => type === 'retry')).toBe(true);
  });
});

// MySQL's JSON type holds nothing but JSON.
test('a source value that cannot be converted is named by its row, and never shown, on MariaDB', async () => {
  const server = sharedServer('mariadb');
  const world = await makeWorld(server, server, uniqueName('cases'));
  try {
    await world.run(
      'source',
      'SET check_constraint_checks = 0',
      `UPDATE bindings SET app_ids = '[1, secret-looking' WHERE id = 5`,
    );
    const result = await validateWorld(world, 'checksum');
    expect(of(result, 'checksum', 'bindings')?.detail).toBe(
      `cannot be compared: the source value of app_ids in the row id=${5 + shift.bindings} cannot be converted`,
    );
    expect(JSON.stringify(result)).not.toContain('secret-looking');
  } finally {
    await world.close();
  }
});

test("rows too long for a server's digest are compared by their columns", async () => {
  const server = sharedServer('mariadb');
  const world = await makeWorld(server, server, uniqueName('cases'));
  try {
    const limit = Number((await world.query('target', 'SELECT @@max_allowed_packet AS bytes'))[0]?.bytes);
    // Fits in a packet as it is, but not as hex digits.
    const grow = (id: number) =>
      `UPDATE items SET payload = REPEAT('p', ${Math.ceil(limit * 0.6)}) WHERE id = ${id}`;
    await world.run('source', grow(3));
    await world.run('target', grow(3 + shift.items));
    for (const level of ['checksum', 'full'] as const) {
      expect(failed(await validateWorld(world, level))).toEqual([]);
    }
    await world.run(
      'target',
      `UPDATE items SET payload = INSERT(payload, 1000, 1, 'q') WHERE id = ${3 + shift.items}`,
    );
    for (const level of ['checksum', 'full'] as const) {
      expect(failed(await validateWorld(world, level))).toMatchObject([
        { check: level, differences: [{ key: `id=${3 + shift.items}`, column: 'payload' }] },
      ]);
    }
  } finally {
    await world.close();
  }
});
