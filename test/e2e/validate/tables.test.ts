import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ValidationLevel } from '../../../src/core/validation-shape.js';
import { makeWorld, shift, sizes, validateWorld, type World } from '../../support/damage/world.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const pairs = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mysql', 'mariadb'],
  ['mariadb', 'mysql'],
] as const;

describe.each(pairs)('validation of a faultless copy, %s to %s', (from, to) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(sharedServer(from), sharedServer(to), uniqueName('validate'));
  });
  afterAll(() => world.close());

  test.each(['counts', 'checksum', 'full'] as const)('finds nothing at level %s', async (level) => {
    const result = await validateWorld(world, level);
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(result).toMatchObject({ ok: true, differences: 0, level });
    const names = new Set(result.checks.map(({ check }) => check));
    for (const check of [
      'row-counts',
      'tables-present',
      'tenant-column',
      'orphans',
      'json-orphans',
      'generators',
    ]) {
      expect(names).toContain(check);
    }
    const rows = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    const counted = result.checks.filter(({ check }) => check === 'row-counts');
    expect(counted.reduce((sum, { actual }) => sum + Number(actual), 0)).toBe(rows);
    if (level !== 'counts') {
      expect(result.consistency).toBe(1);
      expect(result.checks.reduce((sum, check) => sum + (check.rows ?? 0), 0)).toBe(rows);
    }
  });

  test('a row that is missing or too many is one difference, whichever checks tell of it', async () => {
    const [second, last] = [2 + shift.creds, sizes.creds + shift.creds];
    const found = async (level: ValidationLevel) => {
      const { checks, differences } = await validateWorld(world, level);
      return [differences, ...checks.filter(({ ok }) => !ok).map(({ check, table }) => `${check} ${table}`)];
    };
    await world.run('target', `CREATE TABLE kept AS SELECT * FROM creds WHERE id IN (${second}, ${last})`);
    await world.run('target', `DELETE FROM creds WHERE id = ${second}`);
    expect(await found('counts')).toEqual([1, 'row-counts creds']);
    expect(await found('checksum')).toEqual([1, 'row-counts creds', 'checksum creds']);
    expect(await found('full')).toEqual([1, 'row-counts creds', 'full creds']);
    // Missing at the end: the ends of the key differ as well. Two rows are two differences.
    await world.run('target', `DELETE FROM creds WHERE id = ${last}`);
    expect(await found('full')).toEqual([2, 'row-counts creds', 'full creds']);
    // One missing, one too many: as many rows on both sides, between other ends.
    await world.run('target', `INSERT INTO creds SELECT * FROM kept WHERE id = ${second}`);
    await world.run('target', `UPDATE kept SET id = ${last + 900} WHERE id = ${last}`);
    await world.run('target', `INSERT INTO creds SELECT * FROM kept WHERE id = ${last + 900}`);
    const moved = await validateWorld(world, 'full');
    const ofRows = moved.checks.filter(({ check, ok }) => check === 'full' && !ok);
    expect(ofRows.flatMap(({ differences }) => differences)).toHaveLength(2);
    const others = moved.checks.filter(({ check, sourceFault }) => check !== 'row-counts' && !sourceFault);
    expect(moved.checks.find(({ check, table }) => check === 'row-counts' && table === 'creds')?.ok).toBe(
      false,
    );
    expect(moved.differences).toBe(others.flatMap(({ differences }) => differences).length);
    await world.run('target', `UPDATE creds SET id = ${last} WHERE id = ${last + 900}`, 'DROP TABLE kept');
    expect(await found('full')).toEqual([0]);
  });
});
