import { createConnection } from 'mysql2/promise';
import { fetch } from 'undici';
import { columnsByTable } from './columns.js';
import { coreTables } from './map.js';
import type { DatabasePlace, VaultPlace } from './types.js';
import { eachOf, openVaultReader } from './vault-reader.js';

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Copies tables between two databases of one server in plain SQL, ids kept: what a right migration looks like. */
export async function copyRowsHonestly(
  target: DatabasePlace,
  sourceDatabase: string,
  tenantId: string,
  tables: readonly string[] = coreTables,
): Promise<void> {
  const { host, port, user, password, database } = target;
  const connection = await createConnection({ host, port, user, password, database });
  try {
    await connection.query('SET foreign_key_checks = 0');
    for (const table of tables) {
      const columns = (columnsByTable[table] ?? '').split(' ');
      await connection.query(`DELETE FROM \`${table}\` WHERE tenant_id = ?`, [tenantId]);
      await connection.query(
        `INSERT INTO \`${table}\` (${quoted(columns)}, tenant_id)
         SELECT ${quoted(columns)}, ? FROM \`${sourceDatabase}\`.\`${table}\``,
        [tenantId],
      );
      await connection.query(
        `UPDATE id_generators SET max_id = (SELECT COALESCE(MAX(id), 0) FROM \`${table}\`) WHERE resource = ?`,
        [table],
      );
    }
  } finally {
    await connection.end();
  }
}

/** Writes one version of a secret. */
export async function putSecret(vault: VaultPlace, path: string, data: unknown): Promise<void> {
  await send(vault, 'PUT', `data/${path}`, { data });
}

/** One request below the mount; throws on an error answer. */
export async function send(
  { address, token, mount }: VaultPlace,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  const response = await fetch(
    `${address}/v1/${mount}/${path.split('/').map(encodeURIComponent).join('/')}`,
    {
      method,
      headers: { 'X-Vault-Token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );
  await response.text();
  if (!response.ok) throw new Error(`Vault answers ${response.status}`);
}

/** Gives businesses other numbers, so that two sources with the same ones can meet in one target. */
export async function moveBusinesses(place: DatabasePlace, add: number, tenantId?: string): Promise<void> {
  const { host, port, user, password, database } = place;
  const connection = await createConnection({ host, port, user, password, database, rowsAsArray: true });
  try {
    const [tables] = await connection.query(
      `SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'biz_id'`,
    );
    const whose = tenantId === undefined ? '' : ` AND tenant_id = ${connection.escape(tenantId)}`;
    for (const [table] of tables as unknown as [string][])
      await connection.query(`UPDATE \`${table}\` SET biz_id = biz_id + ${add} WHERE biz_id <> 0${whose}`);
  } finally {
    await connection.end();
  }
}

/** The path of a secret after `moveBusinesses`. */
export function movedPath(path: string, add: number): string {
  return path.replace(/^biz\/(\d+)\//, (_, business: string) => `biz/${Number(business) + add}/`);
}

/** Copies every version of every secret in order, so that the version numbers are the source's. */
export async function copySecretsHonestly(
  source: VaultPlace,
  target: VaultPlace,
  pathInTarget: (path: string) => string = (path) => path,
): Promise<void> {
  const reader = openVaultReader(source);
  try {
    await eachOf(await reader.paths(), async (path) => {
      const metadata = JSON.parse((await reader.metadata(path)) ?? '{}') as {
        versions: Record<string, unknown>;
        custom_metadata: unknown;
      };
      for (const version of Object.keys(metadata.versions)) {
        const secret = await reader.version(path, version);
        await putSecret(target, pathInTarget(path), secret?.data ?? {});
        if (secret === null)
          await send(target, 'POST', `delete/${pathInTarget(path)}`, { versions: [version] });
      }
      if (metadata.custom_metadata !== null)
        await send(target, 'PUT', `metadata/${pathInTarget(path)}`, {
          custom_metadata: metadata.custom_metadata,
        });
    });
  } finally {
    await reader.close();
  }
}
