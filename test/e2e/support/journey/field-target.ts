import { createSourceSchema } from '../../../../src/sandbox/schema/index.js';
import { connectAdmin } from '../../../../src/sandbox/servers/admin.js';
import { fillField } from '../field.js';
import {
  copyRowsHonestly,
  copySecretsHonestly,
  moveBusinesses,
  movedPath,
} from '../independent/honest-copy.js';
import { coreTables } from '../independent/index.js';
import { dropDatabases, type Pair, uniqueName } from '../pair.js';
import { type Journey, placeOf, vaultOf } from './journey.js';

/** What is left out by default and can be moved. */
export const furtherTables = [
  ...['clients', 'client_events', 'client_querys', 'audits'],
  ...['published_strategy_histories', 'archived_apps'],
];
const tables = [...coreTables, ...furtherTables];

/** Another tenant with the first apps of the same data under other businesses, its secrets, and the built-in searches. */
export async function settle({ pair }: Journey, apps: number): Promise<void> {
  const target = placeOf(pair.target);
  await copyResident(pair);
  const connection = await pair.target.connect();
  try {
    const [rows] = await connection.query(`SELECT id FROM applications ORDER BY id LIMIT ${apps - 1}, 1`);
    const [last] = rows as { id: string | number }[];
    const [holders] = await connection.query(
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'app_id'`,
    );
    for (const { name } of holders as { name: string }[])
      await connection.query(`DELETE FROM \`${name}\` WHERE app_id > ?`, [last?.id]);
    await connection.query('DELETE FROM applications WHERE id > ?', [last?.id]);
    for (const table of tables)
      await connection.query(
        `UPDATE id_generators SET max_id = (SELECT COALESCE(MAX(id), 0) FROM \`${table}\`) WHERE resource = ?`,
        [table],
      );
    await connection.query(`UPDATE client_querys SET tenant_id = 'default' WHERE biz_id = 0`);
  } finally {
    await connection.end();
  }
  await moveBusinesses(target, 7000, 'resident');
  await copySecretsHonestly(vaultOf(pair.source), vaultOf(pair.target), (path) => movedPath(path, 7000));
}

/** The page makes the default template space of a business, with the target's next ID. */
export async function visitTemplatePage({ pair }: Journey, business: number): Promise<string> {
  const connection = await pair.target.connect();
  try {
    await connection.query(`UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'template_spaces'`);
    await connection.query(
      `INSERT INTO template_spaces (id, name, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
        SELECT max_id, '默认空间', 'this is default space', ?, 'system', 'system', NOW(6), NOW(6), ?
        FROM id_generators WHERE resource = 'template_spaces'`,
      [business, pair.tenantId],
    );
    const [rows] = await connection.query(`SELECT MAX(id) AS id FROM template_spaces`);
    const [made] = rows as { id: string | number }[];
    return String(made?.id);
  } finally {
    await connection.end();
  }
}

/** Rows are copied within one server: where the source is on another, its rows are filled in once more beside the target. */
async function copyResident({ source, target }: Pair): Promise<void> {
  const place = placeOf(target);
  if (source.server.port === target.server.port) {
    await copyRowsHonestly(place, source.database, 'resident', tables);
    return;
  }
  const beside = uniqueName('source');
  await createSourceSchema(target.server, beside);
  try {
    await fillField({ mount: source.mount, connect: () => connectAdmin(target.server, beside) }, false);
    await copyRowsHonestly(place, beside, 'resident', tables);
  } finally {
    await dropDatabases(target.server, beside);
  }
}
