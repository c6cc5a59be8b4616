import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RepairProposal } from '../../../src/core/repair.js';
import { openSession } from '../../../src/mysql/session.js';
import { repair } from '../../../src/phases/rows/repair/repair.js';
import { proposeRepairs } from '../../../src/phases/rows/repair/repair-plan.js';
import { repairSql } from '../../../src/phases/rows/repair/repair-sql.js';
import type { RepairOptions } from '../../../src/phases/rows/repair/repairing.js';
import { damages } from '../../support/damage/damages.js';
import {
  makeWorld,
  shift,
  tenant,
  validateWorld,
  versionChanges,
  type World,
  worldPreset,
} from '../../support/damage/world.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const pairs = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mysql', 'mariadb'],
  ['mariadb', 'mysql'],
] as const;

describe.each(pairs)('repair, %s to %s', (from, to) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld(sharedServer(from), sharedServer(to), uniqueName('repair'));
  });
  afterEach(() => world.close());

  const options = (more: Partial<RepairOptions> = {}): RepairOptions => ({
    source: world.source,
    target: world.target,
    plan: world.plan,
    preset: worldPreset,
    cellContext: {},
    volatile: {},
    unseenChanges: {},
    // MySQL has local_infile off by default, MariaDB on.
    method: to === 'mariadb' ? 'load-data' : 'insert',
    versionChanges,
    deleteExtra: true,
    listener: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
  const exported = async (proposals: readonly RepairProposal[]): Promise<readonly string[]> => {
    const pair = {
      source: await openSession(world.source, 'source'),
      target: await openSession(world.target, 'target'),
    };
    let script = '';
    for await (const line of repairSql(pair, options(), proposals)) script += line;
    await Promise.all([pair.source.close(), pair.target.close()]);
    return script.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  };
  const damage = async () => {
    for (const { sql } of damages(from === 'mysql')) await world.run('target', ...sql);
  };

  test('puts every damaged row right, and touches no other', async () => {
    await damage();
    const others = `SELECT GROUP_CONCAT(id, name, memo ORDER BY id) AS rows_of_others FROM apps WHERE tenant_id <> '${tenant}'`;
    const before = await world.query('target', others);
    const proposals = proposeRepairs(world.plan, await validateWorld(world, 'full'));
    const recorded: string[] = [];
    const outcomes = await repair(
      options({
        record: async (_, proposal) => {
          recorded.push(`${proposal.table} ${proposal.key}`);
        },
      }),
      proposals,
    );
    expect(outcomes.filter(({ state }) => state !== 'repaired')).toEqual([]);
    const rows = proposals.filter(({ action }) => action !== 'raise-generator');
    expect(new Set(recorded)).toEqual(new Set(rows.map(({ table, key }) => `${table} ${key}`)));
    const after = await validateWorld(world, 'full');
    expect(after.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(after.consistency).toBe(1);
    expect(await world.query('target', others)).toEqual(before);
  });

  test('leaves extra rows alone unless told otherwise', async () => {
    await world.run('target', `UPDATE items SET id = 7777 WHERE id = ${shift.items + 3}`);
    const proposals = proposeRepairs(world.plan, await validateWorld(world, 'full'));
    const outcomes = await repair(options({ deleteExtra: false }), proposals);
    expect(outcomes.map(({ state, proposal }) => [proposal.action, state])).toEqual([
      ['delete-row', 'left'],
      ['recopy-row', 'repaired'],
      // The extra row's key is above it.
      ['raise-generator', 'repaired'],
    ]);
    expect(await world.query('target', 'SELECT id FROM items WHERE id = 7777')).toHaveLength(1);
  });

  test("never overwrites another tenant's row that has the key", async () => {
    const id = shift.items + 3;
    await world.run('target', `UPDATE items SET tenant_id = 'other', name = 'theirs' WHERE id = ${id}`);
    const validation = await validateWorld(world, 'full');
    const proposals = proposeRepairs(world.plan, validation);
    expect(proposals).toMatchObject([{ action: 'by-hand', key: `id=${id}` }]);
    const [proposal] = proposals;
    if (!proposal) throw new Error('no proposal');
    // Not even when it is asked for, or on news that have become old.
    const outcomes = await repair(options(), [{ ...proposal, action: 'recopy-row' }]);
    expect(outcomes).toMatchObject([{ state: 'left' }]);
    expect(await world.query('target', `SELECT name FROM items WHERE id = ${id}`)).toEqual([
      { name: 'theirs' },
    ]);
  });

  test('does nothing to a row that is right by now', async () => {
    await damage();
    const proposals = proposeRepairs(world.plan, await validateWorld(world, 'full')).filter(
      ({ action }) => action !== 'raise-generator',
    );
    const fresh = await makeWorld(sharedServer(from), sharedServer(to), uniqueName('repair'));
    try {
      const outcomes = await repair(
        options({ target: fresh.target, source: fresh.source, deleteExtra: false }),
        proposals,
      );
      expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['unneeded', 'left']));
    } finally {
      await fresh.close();
    }
  });

  test('exports a row with the version that its secret has in the target', async () => {
    const [missing, spoiled] = [shift.kvs + 8, shift.kvs + 12];
    await world.run(
      'target',
      `DELETE FROM kvs WHERE id = ${missing}`,
      `UPDATE kvs SET version = 99, name = 'spoiled' WHERE id = ${spoiled}`,
    );
    const proposals = proposeRepairs(world.plan, await validateWorld(world, 'full'));
    expect(proposals.toSorted((a, b) => a.key.localeCompare(b.key))).toMatchObject([
      { key: `id=${missing}`, columns: [] },
      { key: `id=${spoiled}`, columns: ['name', 'version'] },
    ]);
    const statements = await exported(proposals);
    await world.run('target', ...statements);
    const left = (await validateWorld(world, 'full')).checks.filter(({ ok }) => !ok);
    expect(left).toEqual([]);
    const versions = `SELECT version FROM kvs WHERE id IN (${missing}, ${spoiled})`;
    expect(await world.query('target', versions)).toEqual([{ version: '1' }, { version: '1' }]);
  });

  test('exports the same repairs as SQL, without secrets', async () => {
    await damage();
    const proposals = proposeRepairs(world.plan, await validateWorld(world, 'full'));
    const source = await openSession(world.source, 'source');
    const target = await openSession(world.target, 'target');
    let script = '';
    for await (const line of repairSql(
      { source, target },
      { plan: world.plan, cellContext: {} },
      proposals,
    )) {
      script += line;
    }
    await source.close();
    await target.close();
    expect(script).not.toContain('ciphertext-');
    // Values hold line breaks only as escapes, so a statement is a line.
    const statements = script.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
    // Values that two rows must exchange need an order of their own; that is for the reader of the script.
    const own = statements.filter((line) => !/^UPDATE `apps` SET `name`/.test(line));
    expect(statements.length - own.length).toBe(2);
    const deletes = own.filter((line) => line.startsWith('DELETE'));
    await world.run('target', ...deletes, ...own.filter((line) => !line.startsWith('DELETE')));
    const left = (await validateWorld(world, 'full')).checks
      .filter(({ check }) => check === 'full')
      .flatMap(({ differences }) => differences.map(({ table, key }) => `${table} ${key}`));
    expect(left.toSorted()).toEqual(['apps id=1007', 'apps id=1008', 'creds id=22']);
  });
});
