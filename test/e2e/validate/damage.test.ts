import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Difference, JobResult, ValidationResult } from '../../../src/core/validation-shape.js';
import { openSession } from '../../../src/mysql/session.js';
import { captureOthers } from '../../../src/phases/rows/validate/jobs/other-tenants.js';
import { damages } from '../../support/damage/damages.js';
import { makeWorld, validateWorld, type World } from '../../support/damage/world.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const pairs = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mysql', 'mariadb'],
  ['mariadb', 'mysql'],
] as const;

const identity = ({ kind, table, key, column }: Pick<Difference, 'kind' | 'table' | 'key' | 'column'>) =>
  [kind, table, key, column ?? ''].join(' ');

describe.each(pairs)('a damaged target, %s to %s', (from, to) => {
  let world: World;
  let result: ValidationResult;
  const all = damages(from === 'mysql');
  const named = (check: string): Difference[] =>
    result.checks.filter((one) => one.check === check).flatMap(({ differences }) => differences);
  const failing = (check: string, table: string): JobResult | undefined =>
    result.checks.find((one) => one.check === check && one.table === table && !one.ok);

  beforeAll(async () => {
    world = await makeWorld(sharedServer(from), sharedServer(to), uniqueName('damage'));
    const target = await openSession(world.target, 'target');
    const othersBefore = await captureOthers({ target, plan: world.plan, changedColumn: 'updated_at' });
    await target.close();
    for (const { sql } of all) await world.run('target', ...sql);
    await world.run(
      'target',
      `UPDATE apps SET memo = 'touched' WHERE id = 2 AND tenant_id = 'other'`,
      `DELETE FROM creds WHERE id = 3 AND tenant_id = 'other'`,
      `UPDATE id_generators SET max_id = 5119 WHERE resource = 'items'`,
      `DELETE FROM id_generators WHERE resource = 'creds'`,
    );
    // The copy is in the target already, so its rows must not pass for rows that were there before.
    const tables = Object.fromEntries(
      Object.entries(othersBefore.tables).map(([table, capture]) => [table, { ...capture, own: [] }]),
    );
    result = await validateWorld(world, 'full', { othersBefore: { ...othersBefore, tables } });
  });
  afterAll(() => world.close());

  test.each(all)('$name is found, located and named', ({ named: expected, shows }) => {
    for (const difference of expected) {
      const found = named('full').filter(
        ({ table, key }) => table === difference.table && key === difference.key,
      );
      if (difference.column === '*') {
        expect(found.length).toBeGreaterThan(5);
        continue;
      }
      expect(found.map(identity)).toEqual([identity(difference)]);
      if (shows) expect(found[0]).toMatchObject(shows);
    }
  });

  test('no row is accused that was not damaged', () => {
    const expected = new Set(
      all.flatMap((damage) => damage.named.map(({ table, key }) => `${table} ${key}`)),
    );
    const found = new Set(named('full').map(({ table, key }) => `${table} ${key}`));
    expect([...found].toSorted()).toEqual([...expected].toSorted());
    expect(result.ok).toBe(false);
    expect(result.consistency).toBeLessThan(1);
  });

  test('a difference in a secret column shows no values', () => {
    const [found] = named('full').filter(({ column }) => column === 'secret_text');
    expect(found).toBeDefined();
    expect(found).not.toHaveProperty('expected');
    expect(found).not.toHaveProperty('actual');
    expect(JSON.stringify(result)).not.toContain('ciphertext-');
  });

  test('a long value is shown around its difference', () => {
    const [found] = named('full').filter(({ key, column }) => key === 'id=5010' && column === 'note');
    expect(found?.actual).toMatch(/ipsum! \(1080000 characters, shown from \d+\)$/);
    expect(found?.actual?.length).toBeLessThan(200);
  });

  test('rows without their parent are orphans', () => {
    const items = failing('orphans', 'items');
    expect(items?.differences).toContainEqual(
      expect.objectContaining({
        kind: 'field-mismatch',
        table: 'items',
        key: 'id=5053',
        column: 'app_id',
        expected: 'the ID of a row of apps',
        actual: '1006',
      }),
    );
    expect(items?.differences.map(({ actual }) => actual)).toContain('12');
    expect(failing('orphans', 'kvs')?.differences.map(({ key }) => key)).toEqual(['id=305', 'id=317']);
    const inJson = failing('json-orphans', 'bindings');
    expect(inJson).toBeDefined();
    const wrong = named('json-orphans').map(({ key, actual }) => `${key} ${actual}`);
    expect(wrong).toContain('id=75 1000');
    expect(wrong).toContain('id=75 1006');
  });

  test('a generator too low and one lost are named', () => {
    expect(failing('generators', 'items')?.detail).toContain('5119');
    expect(failing('generators', 'creds')?.detail).toContain('no row');
    expect(result.checks.filter(({ check, ok }) => check === 'generators' && !ok)).toHaveLength(2);
  });

  test("rows under another tenant, and under ours in other letters, fail the tenant's check", () => {
    const found = named('tenant-column').map(({ key, actual }) => `${key} ${actual}`);
    expect(found.toSorted()).toEqual(['id=5016 other', 'id=5037 ACME']);
  });

  test("a change in another tenant's rows is noticed", () => {
    expect(failing('other-tenants', 'apps')?.differences[0]?.kind).toBe('field-mismatch');
    expect(failing('other-tenants', 'creds')?.differences[0]?.kind).toBe('missing-in-target');
  });

  test('the level checksum finds every damaged table, too', async () => {
    const quick = await validateWorld(world, 'checksum');
    const broken = quick.checks
      .filter(({ check, ok }) => check === 'checksum' && !ok)
      .map(({ table }) => table);
    expect(broken.toSorted()).toEqual(['apps', 'bindings', 'creds', 'items', 'kvs']);
  });
});
