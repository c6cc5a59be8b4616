import { expect, test } from 'vitest';
import { allTables, generatorResources } from '../../src/sandbox/schema/index.js';
import { columnsOf, createTableSql, type TableText } from '../../src/sandbox/schema/table-text.js';

const sample: TableText = {
  name: 'things',
  columns: "id bigint unsigned, name varchar(64) bin, state int null, memo varchar(256) null default ''",
  targetColumns: 'state varchar(256) null',
  indexes: 'unique idx_name (name)',
  targetIndexes: 'unique idx_tenant_name (tenant_id, name(100))',
};

test('a text becomes the DDL of either version', () => {
  expect(createTableSql(sample, 'source', 'mysql')).toMatchInlineSnapshot(`
    "CREATE TABLE \`things\` (
      \`id\` bigint unsigned NOT NULL,
      \`name\` varchar(64) COLLATE utf8mb4_bin NOT NULL,
      \`state\` int NULL,
      \`memo\` varchar(256) NULL DEFAULT '',
      PRIMARY KEY (\`id\`),
      UNIQUE KEY \`idx_name\` (\`name\`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci"
  `);
  expect(createTableSql(sample, 'target', 'mariadb')).toMatchInlineSnapshot(`
    "CREATE TABLE \`things\` (
      \`id\` bigint unsigned NOT NULL,
      \`name\` varchar(64) COLLATE utf8mb4_bin NOT NULL,
      \`state\` varchar(256) NULL,
      \`memo\` varchar(256) NULL DEFAULT '',
      \`tenant_id\` varchar(255) NOT NULL DEFAULT 'default',
      PRIMARY KEY (\`id\`),
      UNIQUE KEY \`idx_tenant_name\` (\`tenant_id\`, \`name\`(100))
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci"
  `);
});

test('a slip in the text is an error that quotes it', () => {
  const wrong = { ...sample, columns: 'id bigint unsigned, name varchar(64) nul' };
  expect(() => createTableSql(wrong, 'source', 'mysql')).toThrow('not a column: name varchar(64) nul');
});

test('43 tables, 42 in the target, 39 with a tenant, 34 with a generator', () => {
  expect(allTables).toHaveLength(43);
  expect(new Set(allTables.map((table) => table.name)).size).toBe(43);
  expect(allTables.filter((table) => table.sourceOnly).map((table) => table.name)).toEqual(['biz_hosts']);
  const withTenant = allTables.filter(
    (table) => columnsOf(table, 'target').at(-1)?.name === 'tenant_id' && !table.sourceOnly,
  );
  expect(withTenant).toHaveLength(39);
  expect(generatorResources).toHaveLength(34);
});
