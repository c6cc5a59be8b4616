import { createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realServices } from '../../src/cli/real-services.js';
import { processTerminal } from '../../src/cli/terminal.js';
import type { AdminConnection } from '../../src/sandbox/servers/admin.js';
import { jsonLines, runCli } from '../cli/support/run-cli.js';
import { type Journey, openJourney } from './journey-support/journey.js';
import type { Side } from './support/pair.js';
import { vaultRequest } from './support/servers.js';

const services = realServices(processTerminal());

/** A side as its services write to it: a row and its secret together. */
interface Writing {
  readonly side: Side;
  readonly connection: AdminConnection;
}

async function writeSecret({ side }: Writing, path: string, value: string): Promise<number> {
  const answer = await vaultRequest('POST', `${side.mount}/data/${path}`, {
    data: { kv_type: 'string', value },
  });
  return (answer as { data: { version: number } }).data.version;
}

const digest = (name: 'sha256' | 'md5', value: string) => createHash(name).update(value).digest('hex');

/** `INSERT … SELECT` of a row under another ID with other values: all columns, whatever the side has. */
async function copyRow(
  { connection, side }: Writing,
  table: string,
  from: number,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  const [columns] = await connection.query<RowDataPacket[]>(
    'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position',
    [side.database, table],
  );
  const names = columns.map(({ name }) => String(name));
  const taken = names.map((name) => {
    if (name in values) return connection.escape(values[name]);
    return name === 'created_at' || name === 'updated_at' ? 'NOW(6)' : `\`${name}\``;
  });
  const list = names.map((name) => `\`${name}\``).join(', ');
  await connection.query(
    `INSERT INTO \`${table}\` (${list}) SELECT ${taken.join(', ')} FROM \`${table}\` WHERE id = ${from}`,
  );
}

async function makeKv(writing: Writing, id: number, key: string, value: string): Promise<void> {
  const version = await writeSecret(writing, `biz/2/apps/1/kvs/${key}`, value);
  const facts = { signature: digest('sha256', value), md5: digest('md5', value), byte_size: value.length };
  await copyRow(writing, 'kvs', 3, { id, key, version, kv_type: 'string', kv_state: 'ADD', ...facts });
}

async function updateKv(writing: Writing, id: number, key: string, value: string): Promise<void> {
  const version = await writeSecret(writing, `biz/2/apps/1/kvs/${key}`, value);
  await writing.connection.query(
    `UPDATE kvs SET version = ?, kv_type = 'string', signature = ?, md5 = ?, byte_size = ?, updated_at = NOW(6) WHERE id = ?`,
    [version, digest('sha256', value), digest('md5', value), value.length, id],
  );
}

/** A release of app 1 with one pair, published to everybody: rows of the app's groups go, and another comes. */
async function publish(
  writing: Writing,
  ids: { release: number; kv: number; strategy: number; group: number },
) {
  const { connection } = writing;
  const value = `released in ${writing.side.database}`;
  const version = await writeSecret(writing, `biz/2/apps/1/releases/${ids.release}/kvs/text`, value);
  await copyRow(writing, 'releases', 1, { id: ids.release, name: `new-${ids.release}` });
  await copyRow(writing, 'released_kvs', 1, {
    id: ids.kv,
    key: 'text',
    release_id: ids.release,
    version,
    kv_type: 'string',
    signature: digest('sha256', value),
    md5: digest('md5', value),
    byte_size: value.length,
  });
  await copyRow(writing, 'strategies', 1, { id: ids.strategy, release_id: ids.release });
  const [[sample]] = (await connection.query<RowDataPacket[]>(
    'SELECT MIN(id) AS id FROM released_groups WHERE app_id = 1',
  )) as unknown as [[{ id: number }]];
  await copyRow(writing, 'released_groups', sample.id, {
    id: ids.group,
    group_id: 0,
    release_id: ids.release,
    strategy_id: ids.strategy,
  });
  await connection.query('DELETE FROM released_groups WHERE app_id = 1 AND id <> ?', [ids.group]);
  await connection.query('UPDATE releases SET publish_num = publish_num + 1 WHERE id = 1');
  await connection.query(`UPDATE kvs SET kv_state = 'UNCHANGE' WHERE app_id = 1 AND id = 19`);
}

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
    expect(said.stdout).toContain('本次运行之后在源端修改过');
    expect(said.stdout).toContain('本次运行之后在目标端新建');
  });
});
