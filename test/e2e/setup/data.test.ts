import { createDecipheriv, createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxMasterKeys } from '../../../src/sandbox/data/digests.js';
import { fillSource } from '../../../src/sandbox/data/index.js';
import { allTables, createSourceSchema } from '../../../src/sandbox/schema/index.js';
import { columnsOf } from '../../../src/sandbox/schema/table-text.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { createPair, dropDatabases, type Pair, uniqueName } from '../support/pair.js';
import { vaultRequest } from '../support/servers.js';

const references: Readonly<Record<string, string>> = {
  app_id: 'applications',
  release_id: 'releases',
  current_release_id: 'releases',
  original_release_id: 'releases',
  target_release_id: 'releases',
  config_item_id: 'config_items',
  content_id: 'contents',
  commit_id: 'commits',
  strategy_id: 'strategies',
  strategy_set_id: 'strategy_sets',
  template_space_id: 'template_spaces',
  template_set_id: 'template_sets',
  template_id: 'templates',
  template_revision_id: 'template_revisions',
  hook_id: 'hooks',
  hook_revision_id: 'hook_revisions',
  group_id: 'groups',
  credential_id: 'credentials',
  client_id: 'clients',
  sharding_db_id: 'sharding_dbs',
};

/** table, column, path of the rows in the JSON, path of the id in a row, referenced table */
const jsonReferences = [
  ['template_sets', 'template_ids', '$[*]', '$', 'templates'],
  ['template_sets', 'bound_apps', '$[*]', '$', 'applications'],
  ['app_template_bindings', 'template_space_ids', '$[*]', '$', 'template_spaces'],
  ['app_template_bindings', 'template_set_ids', '$[*]', '$', 'template_sets'],
  ['app_template_bindings', 'template_ids', '$[*]', '$', 'templates'],
  ['app_template_bindings', 'latest_template_ids', '$[*]', '$', 'templates'],
  ['app_template_bindings', 'template_revision_ids', '$[*]', '$', 'template_revisions'],
  ['app_template_bindings', 'bindings', '$[*]', '$.template_set_id', 'template_sets'],
  ['app_template_bindings', 'bindings', '$[*].template_revisions[*]', '$.template_id', 'templates'],
  [
    'app_template_bindings',
    'bindings',
    '$[*].template_revisions[*]',
    '$.template_revision_id',
    'template_revisions',
  ],
  ['strategies', 'scope', '$.groups[*]', '$.id', 'groups'],
  ['current_published_strategies', 'scope', '$.groups[*]', '$.id', 'groups'],
  ['published_strategy_histories', 'scope', '$.groups[*]', '$.id', 'groups'],
] as const;

describe.each(['mariadb', 'mysql'] as const)('sample data on %s', (flavour) => {
  let pair: Pair;
  let source: AdminConnection;

  beforeAll(async () => {
    pair = await createPair({ source: flavour, target: flavour });
    source = await pair.source.connect();
  });
  afterAll(async () => {
    await source?.end();
    await pair?.drop();
  });

  const rows = async (sql: string): Promise<RowDataPacket[]> => (await source.query<RowDataPacket[]>(sql))[0];
  const number = async (sql: string) => Number(Object.values((await rows(sql))[0] ?? {})[0]);

  test('is small, and fills all 43 tables', async () => {
    expect(pair.filled?.totalRows).toBeGreaterThan(1800);
    expect(pair.filled?.totalRows).toBeLessThan(2600);
    expect(pair.filled?.secrets.rows).toBeGreaterThanOrEqual(300);
    for (const { name } of allTables) {
      expect(await number(`SELECT COUNT(*) FROM \`${name}\``), name).toBe(pair.filled?.rows[name]);
      expect(pair.filled?.rows[name], name).toBeGreaterThan(0);
    }
  });

  test('has no reference to a row that is not there', async () => {
    let checked = 0;
    for (const table of allTables) {
      for (const { name } of columnsOf(table, 'source')) {
        const parent = references[name];
        if (parent === undefined) continue;
        const orphans = await number(
          `SELECT COUNT(*) FROM \`${table.name}\` c LEFT JOIN \`${parent}\` p ON p.id = c.\`${name}\`
           WHERE c.\`${name}\` <> 0 AND p.id IS NULL`,
        );
        expect(orphans, `${table.name}.${name}`).toBe(0);
        checked += 1;
      }
    }
    expect(checked).toBe(68);
  });

  test.each(jsonReferences)('has no unknown id in %s.%s %s %s', async (table, column, list, path, parent) => {
    const from = `FROM \`${table}\` t JOIN JSON_TABLE(t.\`${column}\`, '${list}'
      COLUMNS (ref BIGINT UNSIGNED PATH '${path}' ERROR ON ERROR)) j`;
    expect(await number(`SELECT COUNT(*) ${from}`)).toBeGreaterThan(0);
    const orphans = `${from} LEFT JOIN \`${parent}\` p ON p.id = j.ref WHERE j.ref IS NULL OR (j.ref <> 0 AND p.id IS NULL)`;
    expect(await number(`SELECT COUNT(*) ${orphans}`)).toBe(0);
  });

  test('fits the target, its tenant keys and prefix keys included', async () => {
    for (const table of allTables.filter(
      (candidate) => candidate.tenant !== false && candidate.name !== 'events',
    )) {
      const columns = columnsOf(table, 'source')
        .map((column) => `\`${column.name}\``)
        .join(', ');
      await source.query(
        `INSERT INTO \`${pair.target.database}\`.\`${table.name}\` (${columns}, tenant_id)
         SELECT ${columns}, 'acme' FROM \`${table.name}\``,
      );
    }
  });

  test('has generators that are level with the ids', async () => {
    for (const { resource, max_id } of await rows('SELECT resource, max_id FROM id_generators')) {
      expect(Number(max_id), resource).toBeGreaterThanOrEqual(
        await number(`SELECT COALESCE(MAX(id), 0) FROM \`${resource}\``),
      );
    }
  });

  test('names secrets that hold the signed value, but for the deleted ones that are gone', async () => {
    const named = await rows(
      `SELECT CONCAT('biz/', biz_id, '/apps/', app_id, '/kvs/', \`key\`) AS path, version, signature, md5, byte_size, kv_type, kv_state FROM kvs
       UNION ALL
       SELECT CONCAT('biz/', biz_id, '/apps/', app_id, '/releases/', release_id, '/kvs/', \`key\`), version, signature, md5, byte_size, kv_type, '' FROM released_kvs`,
    );
    const gone: string[] = [];
    const sizes: number[] = [];
    for (const row of named) {
      const path = String(row.path).split('/').map(encodeURIComponent).join('/');
      const answer = vaultRequest('GET', `${pair.source.mount}/data/${path}?version=${row.version}`);
      const secret = (await answer.catch(() => null)) as { data: { data: Record<string, string> } } | null;
      if (secret === null) {
        gone.push(row.kv_state);
        continue;
      }
      const value = Buffer.from(secret.data.data.value ?? 'none', 'utf8');
      expect(createHash('sha256').update(value).digest('hex')).toBe(row.signature);
      expect(createHash('md5').update(value).digest('hex')).toBe(row.md5);
      expect(String(value.length)).toBe(String(row.byte_size));
      expect(secret.data.data.kv_type).toBe(row.kv_type);
      sizes.push(value.length);
    }
    expect(new Set(gone)).toEqual(new Set(['DELETE']));
    expect(Math.min(...sizes)).toBe(0);
    expect(Math.max(...sizes)).toBe(1_000_000);
  });

  test('has the traps', async () => {
    const shared = `SELECT COUNT(*) FROM kvs a JOIN kvs b ON a.app_id = b.app_id AND a.\`key\` = b.\`key\`
      WHERE a.kv_state = 'DELETE' AND a.version < b.version`;
    expect(await number(shared)).toBeGreaterThan(0);
    const memos = ["LIKE '%\\0%'", 'LIKE "%\\\\\\\\%"', "LIKE '%\\t%'", "LIKE '%🚀%'", 'IS NULL', "= ''"];
    for (const memo of memos) {
      expect(
        await number(
          `SELECT COUNT(*) FROM (SELECT memo FROM kvs UNION ALL SELECT memo FROM released_kvs UNION ALL
           SELECT memo FROM released_config_items UNION ALL SELECT memo FROM commits) m WHERE memo ${memo}`,
        ),
        memo,
      ).toBeGreaterThan(0);
    }
    expect(
      await number('SELECT COUNT(*) FROM released_groups WHERE MICROSECOND(updated_at) % 1000 <> 0'),
    ).toBeGreaterThan(0);
    expect(await number('SELECT COUNT(*) FROM released_groups WHERE group_id = 0')).toBeGreaterThan(0);
    expect(await number('SELECT COUNT(*) FROM released_hooks WHERE release_id = 0')).toBeGreaterThan(0);
    expect(await number("SELECT COUNT(*) FROM template_spaces WHERE name = '默认空间'")).toBe(3);
    expect(
      await number(
        'SELECT COUNT(*) FROM (SELECT 1 FROM released_groups GROUP BY app_id, group_id HAVING COUNT(*) > 1) d',
      ),
    ).toBe(0);
    const waiting =
      "SELECT COUNT(*) FROM strategies WHERE publish_type = 'scheduled' AND publish_status = 'pending_publish'";
    expect(await number(waiting)).toBeGreaterThan(0);
    expect(
      await number("SELECT COUNT(*) FROM strategies WHERE itsm_ticket_status = 'created'"),
    ).toBeGreaterThan(0);
  });

  test('has credentials that the master key opens', async () => {
    const key = Buffer.from(sandboxMasterKeys.source);
    for (const { enc_credential } of await rows('SELECT enc_credential FROM credentials')) {
      const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
      const plain = decipher.update(enc_credential, 'base64', 'utf8') + decipher.final('utf8');
      expect(plain).toMatch(/^[A-Za-z0-9]{32}$/);
    }
  });

  test('is the same for the same seed, and other for another', async () => {
    const fill = async (seed: number) => {
      const database = uniqueName('seeded');
      await createSourceSchema(pair.source.server, database);
      await fillSource({ mysql: endpointOf(pair.source.server, database), size: { rows: 1500 }, seed });
      const names = allTables.map((table) => `\`${database}\`.\`${table.name}\``).join(', ');
      const sums = await rows(`CHECKSUM TABLE ${names} EXTENDED`);
      await dropDatabases(pair.source.server, database);
      return sums.map((row) => row.Checksum);
    };
    const [first, again, other] = [await fill(7), await fill(7), await fill(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
