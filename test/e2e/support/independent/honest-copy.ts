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

/** Copies every version of every secret in order, so that the version numbers are the source's. */
export async function copySecretsHonestly(source: VaultPlace, target: VaultPlace): Promise<void> {
  const reader = openVaultReader(source);
  try {
    await eachOf(await reader.paths(), async (path) => {
      const metadata = JSON.parse((await reader.metadata(path)) ?? '{}') as {
        versions: Record<string, unknown>;
        custom_metadata: unknown;
      };
      for (const version of Object.keys(metadata.versions))
        await putSecret(target, path, (await reader.version(path, version))?.data);
      if (metadata.custom_metadata !== null)
        await send(target, 'PUT', `metadata/${path}`, { custom_metadata: metadata.custom_metadata });
    });
  } finally {
    await reader.close();
  }
}
