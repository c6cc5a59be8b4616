import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWorld, sizes, validateWorld, type World } from '../../support/damage/world.js';
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
});
