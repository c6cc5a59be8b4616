import { type AdminConnection, connectAdmin } from '../servers/admin.js';
import type { DatabaseServer } from '../servers/types.js';
import { createTableSql, defaultCollation, type TableText } from './table-text.js';
import { clientsTables } from './tables/clients.js';
import { filesTables } from './tables/files.js';
import { publishingTables } from './tables/publishing.js';
import { secretsTables } from './tables/secrets.js';
import { systemTables } from './tables/system.js';
import { templatesTables } from './tables/templates.js';

/** What a sandbox helper needs of a server; DatabaseServer has it. */
type ServerAccess = Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password' | 'flavour'>;

/** All 43 tables of the source version; 42 of them are in the target, too. */
export const allTables: readonly TableText[] = [
  ...systemTables,
  ...filesTables,
  ...templatesTables,
  ...publishingTables,
  ...secretsTables,
  ...clientsTables,
];

/** Makes the database when it is missing, and the 43 empty tables of the source version (v2.3.13) in it. */
export async function createSourceSchema(server: ServerAccess, database: string): Promise<void> {
  await createTables(server, database, 'source');
}

/**
 * Makes the database when it is missing, the 42 tables of the target version (v2.3.8-multi-tenant.alpha.2), and
 * what a freshly installed environment has in them: one sharding database, generators, migrations, the events' cursor.
 */
export async function createTargetSchema(server: ServerAccess, database: string): Promise<void> {
  await createTables(server, database, 'target', insertInitialRows);
}

async function createTables(
  server: ServerAccess,
  database: string,
  version: 'source' | 'target',
  fill: (connection: AdminConnection) => Promise<void> = async () => {},
): Promise<void> {
  const connection = await connectAdmin(server);
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE ${defaultCollation[server.flavour]}`,
    );
    await connection.query(`USE \`${database}\``);
    for (const table of allTables) {
      if (version === 'target' && table.sourceOnly) continue;
      await connection.query(createTableSql(table, version, server.flavour));
    }
    await fill(connection);
  } finally {
    await connection.end();
  }
}

const migrations = ['20230511114513', '20230620110540', '20240312094821', '20240903163012', '20250116101507'];

async function insertInitialRows(connection: AdminConnection): Promise<void> {
  const made = '2025-03-01 08:00:00.000000';
  await connection.query(
    `INSERT INTO sharding_dbs (id, type, host, port, user, password, \`database\`, memo, creator, reviser, created_at, updated_at)
     VALUES (1, 'mysql', '127.0.0.1', 3306, 'bk_bscp', '', 'bk_bscp', 'default', 'system', 'system', ?, ?)`,
    [made, made],
  );
  await connection.query('INSERT INTO id_generators (resource, max_id, updated_at) VALUES ?', [
    generatorResources.map((resource) => [resource, resource === 'events' ? 1 : 0, made]),
  ]);
  await connection.query('INSERT INTO schema_migrations (applied, version) VALUES ?', [
    migrations.map((version) => [made, version]),
  ]);
  // The row that remembers how far the services have read.
  await connection.query(
    `INSERT INTO events (id, resource, op_type, resource_id, resource_uid, final_status, biz_id, app_id, creator, created_at)
     VALUES (1, 'cursor_reminder', 'Insert', 0, '0', 0, 0, 0, 'system', ?)`,
    [made],
  );
}

/** Tables whose ids the services take from id_generators: those with an id that the server does not count up. */
export const generatorResources: readonly string[] = allTables
  .filter((table) => table.tenant !== false && /^\s*id,/.test(table.columns))
  .map((table) => table.name);
