import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realServices } from '../../../src/cli/real-services.js';
import { processTerminal } from '../../../src/cli/terminal.js';
import { jsonLines, runCli } from '../../cli/support/run-cli.js';
import { type Journey, openJourney } from '../support/journey/journey.js';
import { vaultRequest } from '../support/servers.js';
import { makeKv, publish, updateKv, type Writing } from '../support/services.js';

const services = realServices(processTerminal());

/** Everything of the target but times of pulls, by table. */
async function contents(journey: Journey) {
  return (await journey.everything())[1];
}

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('a repair after both sides moved on, from %s to %s', (from, to) => {
  let journey: Journey;
  let source: Writing;
  let target: Writing;

  beforeAll(async () => {
    journey = await openJourney({ source: from, target: to, size: 'field' });
    expect((await journey.run()).outcome).toBe('complete');
    source = { side: journey.pair.source, connection: await journey.pair.source.connect() };
    target = { side: journey.pair.target, connection: await journey.pair.target.connect() };
  });
  afterAll(async () => {
    await Promise.all([source.connection.end(), target.connection.end()]);
    await journey.pair.drop();
  });

  const cli = (...args: readonly string[]) =>
    runCli([...args, '-c', journey.pair.configFile, '--json'], { services });
  const repairs = (lines: readonly Record<string, unknown>[]) =>
    new Map(lines.filter(({ type }) => type === 'repair').map((line) => [`${line.table} ${line.key}`, line]));

  test('a client’s pull on either side is no difference, and nothing to repair', async () => {
    for (const { connection } of [source, target]) {
      await connection.query(
        'UPDATE applications SET last_consumed_time = NOW(6), updated_at = NOW(6) WHERE biz_id = 2',
      );
    }
    const proposed = await cli('validate', '--repair', '--dry-run');
    expect(jsonLines(proposed).find(({ type }) => type === 'repair-result')).toMatchObject({ proposals: 0 });
  });

  test('takes what was damaged, and nothing that is newer than the run', async () => {
    await makeKv(source, 500, 'made-in-source', 'a');
    await updateKv(source, 4, 'conf-json', 'newer in the source');
    await publish(source, { release: 47, kv: 900, strategy: 60, group: 70 });
    await source.connection.query(
      'DELETE FROM hooks WHERE id = (SELECT id FROM (SELECT MAX(id) AS id FROM hooks) AS last)',
    );
    await makeKv(target, 501, 'made-in-target', 'b');
    await updateKv(target, 5, 'conf-yaml', 'newer in the target');
    await publish(target, { release: 47, kv: 900, strategy: 60, group: 71 });

    // Damage: a value, a row with its secret, a secret alone, a row that the services never replace.
    await target.connection.query(`UPDATE \`groups\` SET name = 'damaged' WHERE id = 1`);
    await target.connection.query('DELETE FROM kvs WHERE id = 7');
    await vaultRequest('DELETE', `${target.side.mount}/metadata/biz/2/apps/1/kvs/db_password`);
    await vaultRequest('DELETE', `${target.side.mount}/metadata/biz/2/apps/2/kvs/k0`);
    await target.connection.query('DELETE FROM contents WHERE id = 1');

    const done = await cli('validate', '--repair', '--confirm', target.side.database, '--delete-extra');
    expect(done.exitCode).toBe(3);
    const lines = repairs(jsonLines(done));
    const state = (name: string) => [lines.get(name)?.state, lines.get(name)?.since];
    for (const name of ['groups id=1', 'kvs id=7', 'kvs id=20', 'contents id=1']) {
      expect(state(name), name).toEqual(['repaired', undefined]);
    }
    expect(state('kvs id=500')).toEqual(['left', 'made-in-source']);
    expect(state('kvs id=4')).toEqual(['left', 'changed-in-source']);
    expect(state('kvs id=501')).toEqual(['left', 'made-in-target']);
    expect(state('kvs id=5')).toEqual(['left', 'changed-in-target']);
    for (const name of ['released_kvs id=900', 'strategies id=60']) {
      expect(state(name), name).toEqual(['left', 'made-in-target']);
    }
    expect(state('released_groups id=70')).toEqual(['left', 'made-in-source']);
    expect(state('released_groups id=71')).toEqual(['left', 'made-in-target']);
    expect([...lines.values()].filter(({ table }) => table === 'hooks')).toMatchObject([
      { state: 'left', since: 'deleted-in-source' },
    ]);
    const rows = [...lines.values()].filter(({ state, key }) => state === 'repaired' && key !== 'generator');
    expect(rows.map(({ table, key }) => `${table} ${key}`).toSorted()).toEqual([
      'contents id=1',
      'groups id=1',
      'kvs id=20',
      'kvs id=7',
    ]);
  });

  test('made twice, changes nothing the second time', async () => {
    const before = await contents(journey);
    const again = await cli('validate', '--repair', '--confirm', target.side.database, '--delete-extra');
    expect(again.exitCode).toBe(3);
    expect(await contents(journey)).toEqual(before);
    const sql = await cli('validate', '--repair-sql', `${journey.pair.folder}/left.sql`);
    expect(sql.exitCode).toBe(0);
  });

  test('says in Chinese what it left', async () => {
    const said = await runCli(
      ['validate', '--repair', '--dry-run', '--lang', 'zh', '-c', journey.pair.configFile],
      { services },
    );
    expect(said.stdout).toContain('本次迁移之后在源端修改过');
    expect(said.stdout).toContain('本次迁移之后在目标端新建');
  });
});
