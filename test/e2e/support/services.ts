import { createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import type { Side } from './pair.js';
import { vaultRequest } from './servers.js';

/** A side as the services of the field data write to it: a row and its secret together, with the times of now. */
export interface Writing {
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

/** A new pair of app 1 in business 2. */
export async function makeKv(writing: Writing, id: number, key: string, value: string): Promise<void> {
  const version = await writeSecret(writing, `biz/2/apps/1/kvs/${key}`, value);
  const facts = { signature: digest('sha256', value), md5: digest('md5', value), byte_size: value.length };
  await copyRow(writing, 'kvs', 3, { id, key, version, kv_type: 'string', kv_state: 'ADD', ...facts });
}

/** Another value for a pair of app 1 in business 2. */
export async function updateKv(writing: Writing, id: number, key: string, value: string): Promise<void> {
  const version = await writeSecret(writing, `biz/2/apps/1/kvs/${key}`, value);
  await writing.connection.query(
    `UPDATE kvs SET version = ?, kv_type = 'string', signature = ?, md5 = ?, byte_size = ?, updated_at = NOW(6) WHERE id = ?`,
    [version, digest('sha256', value), digest('md5', value), value.length, id],
  );
}

/** A release of app 1 with one pair, published to everybody: rows of the app's groups go, and another comes. */
export async function publish(
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
