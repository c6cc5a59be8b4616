import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { createDatabases, dropDatabases } from '../support/pair.js';

describe.each(['mariadb', 'mysql'] as const)('the schemas on %s', (flavour) => {
  let databases: Awaited<ReturnType<typeof createDatabases>>;
  let connection: AdminConnection;

  beforeAll(async () => {
    databases = await createDatabases(flavour);
    connection = await connectAdmin(databases.server);
  });
  afterAll(async () => {
    await connection.end();
    await dropDatabases(databases.server, databases.source, databases.target);
  });

  const column = async (sql: string, ...values: string[]): Promise<unknown[]> => {
    const [rows] = await connection.query({ sql, rowsAsArray: true }, values);
    return (rows as unknown[][]).map((row) => row[0]);
  };

  test('have 43 and 42 tables', async () => {
    const tables = 'SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1';
    const source = await column(tables, databases.source);
    const target = await column(tables, databases.target);
    expect(source).toHaveLength(43);
    expect(target).toEqual(source.filter((name) => name !== 'biz_hosts'));
  });

  test('have the columns and indexes that were read from real servers', async () => {
    const columns = 'SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = ?';
    expect(Number((await column(columns, databases.source))[0])).toBe(525);
    expect(Number((await column(columns, databases.target))[0])).toBe(559);
    const parts = 'SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = ?';
    expect(Number((await column(parts, databases.source))[0])).toBe(189);
    expect(Number((await column(parts, databases.target))[0])).toBe(231);
  });

  test('have the tenant column last in 39 tables of the target', async () => {
    const last = await column(
      `SELECT c.table_name FROM information_schema.columns c
       WHERE c.table_schema = ? AND c.column_name = 'tenant_id' AND c.is_nullable = 'NO' AND c.ordinal_position =
         (SELECT MAX(o.ordinal_position) FROM information_schema.columns o
          WHERE o.table_schema = c.table_schema AND o.table_name = c.table_name)`,
      databases.target,
    );
    expect(last).toHaveLength(39);
    expect(last).not.toContain('id_generators');
    const source =
      "SELECT table_name FROM information_schema.columns WHERE table_schema = ? AND column_name = 'tenant_id'";
    expect(await column(source, databases.source)).toEqual([]);
  });

  test('have prefix keys in the target where names are long', async () => {
    const parts = await column(
      `SELECT CONCAT(table_name, '.', column_name, ' ', sub_part) FROM information_schema.statistics
       WHERE table_schema = ? AND sub_part IS NOT NULL ORDER BY 1`,
      databases.target,
    );
    expect(parts).toEqual([
      'config_items.name 100',
      'config_items.path 100',
      'resource_locks.res_key 100',
      'templates.name 100',
      'templates.path 100',
    ]);
  });

  test('have one foreign key, and the ticket state as a number in the source and text in the target', async () => {
    const keys =
      'SELECT table_name FROM information_schema.referential_constraints WHERE constraint_schema = ?';
    expect(await column(keys, databases.source)).toEqual(['sharding_bizs']);
    expect(await column(keys, databases.target)).toEqual(['sharding_bizs']);
    const type =
      "SELECT data_type FROM information_schema.columns WHERE table_schema = ? AND column_name = 'itsm_ticket_state_id'";
    expect(await column(type, databases.source)).toEqual(['int']);
    expect(await column(type, databases.target)).toEqual(['varchar']);
  });

  test('hold what a fresh target has', async () => {
    const count = async (table: string) =>
      Number((await column(`SELECT COUNT(*) FROM \`${databases.target}\`.\`${table}\``))[0]);
    expect(await count('sharding_dbs')).toBe(1);
    expect(await count('id_generators')).toBe(34);
    expect(await count('events')).toBe(1);
    expect(await count('schema_migrations')).toBeGreaterThan(0);
    expect(await count('applications')).toBe(0);
  });
});
