import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { sandboxMasterKeys } from '../../../src/sandbox/data/digests.js';
import { fillSource } from '../../../src/sandbox/data/index.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import {
  copyRowsHonestly,
  copySecretsHonestly,
  putSecret,
  send,
} from '../support/independent/honest-copy.js';
import {
  type Bystanders,
  type Comparison,
  captureOtherTenants,
  compareEverything,
  coreTables,
  type VaultPlace,
} from '../support/independent/index.js';
import { readJson, sameJson, shiftNumbers } from '../support/independent/json-text.js';
import { createDatabases, dropDatabases } from '../support/pair.js';
import { createMount, dropMount, sharedServer, sharedVault } from '../support/servers.js';

/** The comparison must find every kind of fault, else it proves nothing about the product. */
describe('the independent comparison', () => {
  let comparison: Comparison & { sourceVault: VaultPlace; targetVault: VaultPlace; before: Bystanders };
  let target: AdminConnection;

  beforeAll(async () => {
    const { server, source, target: targetName } = await createDatabases('mariadb');
    const { flavour, host, port, user, password } = server;
    const place = (database: string) => ({ flavour, host, port, user, password, database });
    const { address, rootToken } = sharedVault();
    const mounted = async (mount: string): Promise<VaultPlace> => {
      await createMount(mount);
      return { address, token: rootToken, mount };
    };
    const sourceVault = await mounted(source);
    const targetVault = await mounted(targetName);
    const auth = { kind: 'token' as const, token: new Secret(rootToken) };
    await fillSource({
      mysql: endpointOf(server, source),
      vault: { address, mount: source, auth },
      size: { rows: 700 },
      seed: 5,
    });
    target = await connectAdmin(server, targetName);
    await target.query(
      `INSERT INTO hooks (id, name, memo, type, biz_id, creator, reviser, created_at, updated_at, tags, tenant_id)
       VALUES (90001, 'theirs', NULL, 'shell', 9, 'a', 'a', NOW(), NOW(), '[]', 'resident')`,
    );
    await putSecret(targetVault, 'biz/9/theirs', { value: 'x' });
    const before = await captureOtherTenants({
      target: place(targetName),
      tenantId: 'acme',
      vault: targetVault,
    });
    await copyRowsHonestly(place(targetName), source, 'acme');
    await copySecretsHonestly(sourceVault, targetVault);
    comparison = {
      source: place(source),
      target: place(targetName),
      sourceVault,
      targetVault,
      tenantId: 'acme',
      before,
    };
  });

  afterAll(async () => {
    await target.end();
    await dropDatabases(sharedServer('mariadb'), comparison.source.database, comparison.target.database);
    for (const { mount } of [comparison.sourceVault, comparison.targetVault]) await dropMount(mount);
  });

  it('finds nothing wrong with a right copy', async () => {
    expect(await compareEverything(comparison)).toEqual([]);
  });

  const plantedInRows = [
    ['a lost row', 'commits', 'DELETE FROM commits ORDER BY id LIMIT 1', 'missing-row', undefined],
    [
      'a row too many',
      'sharding_bizs',
      `INSERT INTO sharding_bizs SELECT 80000, memo, 77, sharding_db_id, creator, reviser, created_at, updated_at, tenant_id
       FROM sharding_bizs LIMIT 1`,
      'extra-row',
      undefined,
    ],
    [
      "another tenant's name",
      'groups',
      `UPDATE groups SET tenant_id = 'acm' LIMIT 1`,
      'missing-row',
      undefined,
    ],
    [
      'a tenant in other letters',
      'groups',
      `UPDATE groups SET tenant_id = 'Acme' LIMIT 1`,
      'tenant',
      'tenant_id',
    ],
    [
      'an empty text for NULL',
      'releases',
      `UPDATE releases SET memo = '' WHERE memo IS NULL LIMIT 1`,
      'value',
      'memo',
    ],
    [
      'NULL for an empty text',
      'releases',
      `UPDATE releases SET memo = NULL WHERE memo = '' LIMIT 1`,
      'value',
      'memo',
    ],
    [
      'a space at the end',
      'applications',
      `UPDATE applications SET name = CONCAT(name, ' ') LIMIT 1`,
      'value',
      'name',
    ],
    [
      'a microsecond',
      'released_groups',
      'UPDATE released_groups SET updated_at = updated_at + INTERVAL 1 MICROSECOND LIMIT 1',
      'value',
      'updated_at',
    ],
    [
      'a space in JSON',
      'hooks',
      `UPDATE hooks SET tags = CONCAT(' ', tags) WHERE tenant_id = 'acme' LIMIT 1`,
      'value',
      'tags',
    ],
    [
      'an id in JSON',
      'strategies',
      `UPDATE strategies SET scope = REPLACE(scope, '"id":0', '"id":1')`,
      'value',
      'scope',
    ],
    [
      'a reference',
      'commits',
      'UPDATE commits SET content_id = content_id + 1 LIMIT 1',
      'value',
      'content_id',
    ],
    ['0 for a reference', 'commits', 'UPDATE commits SET content_id = 0 LIMIT 1', 'value', 'content_id'],
    [
      'a number cast in another way',
      'strategies',
      `UPDATE strategies SET itsm_ticket_state_id = CONCAT('0', itsm_ticket_state_id) WHERE itsm_ticket_state_id IS NOT NULL`,
      'value',
      'itsm_ticket_state_id',
    ],
    [
      'another shard',
      'sharding_bizs',
      'UPDATE sharding_bizs SET sharding_db_id = 2 LIMIT 1',
      'value',
      'sharding_db_id',
    ],
    [
      'a low generator',
      'kvs',
      `UPDATE id_generators SET max_id = max_id - 1 WHERE resource = 'kvs'`,
      'generator',
      undefined,
    ],
  ] as const;

  it.each(plantedInRows)('finds %s', async (_, table, sql, kind, column) => {
    await target.query('SET foreign_key_checks = 0');
    try {
      const [planted] = await target.query(sql);
      expect((planted as { affectedRows: number }).affectedRows).toBeGreaterThan(0);
      const { sourceVault: _s, targetVault: _t, before: _b, ...rowsOnly } = comparison;
      const found = await compareEverything(rowsOnly);
      const summary = new Set(
        found.map((mismatch) => [mismatch.kind, mismatch.table, mismatch.column].join(' ')),
      );
      expect(summary).toEqual(new Set([[kind, table, column].join(' ')]));
    } finally {
      await target.query(`DELETE FROM \`${table}\` WHERE tenant_id = 'acm'`);
      await copyRowsHonestly(comparison.target, comparison.source.database, 'acme', [table]);
    }
  });

  it('expects shifted ids in columns and inside JSON', async () => {
    const { sourceVault: _s, targetVault: _t, before: _b, ...rowsOnly } = comparison;
    const offsets = { groups: 1000 };
    const holders = [
      'groups',
      'released_groups',
      'group_app_binds',
      'strategies',
      'current_published_strategies',
    ];
    const unshifted = await compareEverything({ ...rowsOnly, offsets });
    expect(new Set(unshifted.map(({ table }) => table))).toEqual(new Set(holders));

    const [ids] = await target.query(`SELECT id FROM \`groups\` WHERE tenant_id = 'acme'`);
    for (const { id } of ids as { id: number }[]) {
      for (const table of ['strategies', 'current_published_strategies'])
        await target.query(`UPDATE ${table} SET scope = REPLACE(scope, ?, ?)`, [
          `{"id":${id},"spec"`,
          `{"id":${Number(id) + 1000},"spec"`,
        ]);
    }
    await target.query('UPDATE `groups` SET id = id + 1000');
    await target.query('UPDATE group_app_binds SET group_id = group_id + 1000');
    await target.query('UPDATE released_groups SET group_id = group_id + 1000 WHERE group_id <> 0');
    await target.query(`UPDATE id_generators SET max_id = 2000 WHERE resource = 'groups'`);
    expect(await compareEverything({ ...rowsOnly, offsets })).toEqual([]);
    await copyRowsHonestly(comparison.target, comparison.source.database, 'acme', holders);
  });

  it('finds rows of the tenant in a table that was not to move', async () => {
    await target.query(`INSERT INTO configs (\`key\`, value, tenant_id) VALUES ('a', 'b', 'acme')`);
    const tables = coreTables.filter((table) => table !== 'contents');
    const found = await compareEverything({ ...comparison, tables });
    expect(found.map(({ kind, table }) => `${kind} ${table}`)).toEqual(
      expect.arrayContaining(['extra-row configs', 'extra-row contents']),
    );
    await target.query('DELETE FROM configs');
  });

  it('finds a column that is missing', async () => {
    await target.query('ALTER TABLE templates DROP COLUMN memo');
    const found = await compareEverything({ ...comparison, tables: ['templates'] });
    expect(found).toContainEqual(
      expect.objectContaining({ kind: 'columns', table: 'templates', key: 'target' }),
    );
    await target.query('ALTER TABLE templates ADD COLUMN memo varchar(256) AFTER path');
    await copyRowsHonestly(comparison.target, comparison.source.database, 'acme', ['templates']);
  });

  it('finds credentials that were not encrypted anew, and does not show them', async () => {
    const found = await compareEverything({ ...comparison, masterKeys: sandboxMasterKeys });
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ column }) => column))).toEqual(new Set(['enc_credential']));
    expect(found[0]?.detail).toBe('expected (hidden), found (hidden)');
  });

  it('finds businesses that were not to move', async () => {
    const found = await compareEverything({ ...comparison, bizIds: [2] });
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['extra-row', 'secret-extra']));
  });

  /** A live key of the source with its path. */
  async function someKv(state = 'state'): Promise<{ id: string; path: string; version: string }> {
    const where = state === 'gone' ? `\`key\` = 'secret_is_gone'` : `\`key\` LIKE 'k%' AND version = 1`;
    const [rows] = await target.query(
      `SELECT id, biz_id, app_id, \`key\` AS name, version FROM kvs WHERE tenant_id = 'acme' AND ${where} LIMIT 1`,
    );
    const [row] = rows as { id: string; biz_id: string; app_id: string; name: string; version: string }[];
    if (row === undefined) throw new Error('no such kv');
    return { id: row.id, path: `biz/${row.biz_id}/apps/${row.app_id}/kvs/${row.name}`, version: row.version };
  }
  const kinds = async (more: Partial<Comparison> = {}) => {
    const found = await compareEverything({ ...comparison, ...more });
    return [...new Set(found.map(({ kind, detail }) => `${kind}: ${detail}`))].sort();
  };

  it('finds a version that does not exist, and one that holds another value', async () => {
    const kv = await someKv();
    await target.query('UPDATE kvs SET version = 40 WHERE id = ?', [kv.id]);
    expect(await kinds()).toEqual(['secret-missing: the target lacks version 40']);
    await putSecret(comparison.targetVault, kv.path, { kv_type: 'other', value: 'another', more: 1 });
    const metadata = await fetch(
      `${comparison.targetVault.address}/v1/${comparison.targetVault.mount}/metadata/${kv.path}`,
      {
        headers: { 'X-Vault-Token': comparison.targetVault.token },
      },
    );
    const { data } = (await metadata.json()) as { data: { current_version: number } };
    await target.query('UPDATE kvs SET version = ? WHERE id = ?', [data.current_version, kv.id]);
    expect(await kinds()).toEqual([
      'secret-digest: target: signature, md5, byte_size disagree with the value',
      'secret-value: data differs',
      'secret-value: kv_type differs',
      'secret-value: value differs',
    ]);
    await target.query('UPDATE kvs SET version = ? WHERE id = ?', [kv.version, kv.id]);
    expect(await kinds()).toEqual([]);
  });

  it('finds free metadata that was lost', async () => {
    const kv = await someKv();
    await send(comparison.targetVault, 'PUT', `metadata/${kv.path}`, {
      custom_metadata: { not: 'there before' },
    });
    expect(await kinds()).toEqual(['secret-value: custom_metadata differs']);
    await send(comparison.targetVault, 'PUT', `metadata/${kv.path}`, { custom_metadata: {} });
  });

  it('finds a secret that nobody asked for, also where the source has none', async () => {
    const { path } = await someKv('gone');
    await putSecret(comparison.targetVault, path, { kv_type: 'string', value: 'invented' });
    expect(await kinds()).toEqual([
      'secret-extra: no migrated row names the path',
      'secret-value: the target has a secret that the source lacks',
    ]);
    await send(comparison.targetVault, 'DELETE', `metadata/${path}`);
  });

  it('finds what happened to bystanders', async () => {
    await target.query(`UPDATE hooks SET memo = '' WHERE id = 90001`);
    await target.query(`UPDATE id_generators SET max_id = 5 WHERE resource = 'events'`);
    await putSecret(comparison.targetVault, 'biz/9/theirs', { value: 'x' });
    await target.query(`UPDATE sharding_dbs SET memo = 'ours'`);
    expect(await kinds()).toEqual([
      'bystander: the row was changed',
      'bystander: the secret was changed',
      'bystander: was 1, is 5',
    ]);
    await target.query('DELETE FROM hooks WHERE id = 90001');
    expect(await kinds()).toContain('bystander: the row is gone');
  });
});

describe('its JSON', () => {
  it('shifts nothing but the numbers at the path', () => {
    const text =
      '{"id":7, "groups" :[{"id": 0},{"id":12,"spec":{"id":12}},{"id":"12"},{"id":1.0}], "n":1.50}';
    expect(shiftNumbers(text, [{ path: ['groups', '*', 'id'], become: (id) => id + 1000n }])).toBe(
      '{"id":7, "groups" :[{"id": 0},{"id":1012,"spec":{"id":12}},{"id":"12"},{"id":1.0}], "n":1.50}',
    );
    expect(shiftNumbers('[3,0, 99999999999999999999]', [{ path: ['*'], become: (id) => id + 1n }])).toBe(
      '[4,0, 100000000000000000000]',
    );
  });

  it.each([
    ['{"b":1,"aa":[1,2]}', '{"b": 1, "aa": [1, 2]}', true],
    ['{"b":1,"a":2}', '{"a": 2, "b": 1}', true],
    ['{"a":1.0}', '{"a": 1}', false],
    ['{"a":1}', '{"a": 1.0}', false],
    ['12345678901234567890', '12345678901234567890', true],
    ['12345678901234567890', '12345678901234567000', false],
    ['123456789012345678901234', '1.2345678901234568e23', true],
    ['"\\u00e9"', '"é"', true],
    ['[1,2]', '[2,1]', false],
    ['{"a":null}', '{}', false],
    ['{"a":"1"}', '{"a":1}', false],
  ])('takes %s printed as %s for the same: %s', (given, printed, same) => {
    expect(sameJson(readJson(given), readJson(printed))).toBe(same);
  });

  it('refuses what is not JSON', () => {
    for (const text of ['{', '[1,]', '{"a" 1}', '1 2', '{a:1}', '']) expect(() => readJson(text)).toThrow();
  });
});
