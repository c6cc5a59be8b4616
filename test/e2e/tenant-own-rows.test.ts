import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/operations/index.js';
import { controls, type Journey, journeyOfTest } from './journey-support/journey.js';
import { offsetsOf } from './journey-support/offsets.js';
import { captureOtherTenants, compareEverything } from './support/independent/index.js';
import { vaultRequest } from './support/servers.js';

const value = "the tenant's own value";
const hash = (algorithm: string) => createHash(algorithm).update(value).digest('hex');

/** What a user of the tenant made in the new environment before the migration: an application with a key and its secret. */
async function makeOwnApplication({ pair }: Journey, id: number, bizId: number): Promise<string> {
  const connection = await pair.target.connect();
  const who = `'user', 'user', NOW(6), NOW(6)`;
  await connection.query(
    `INSERT INTO applications (id, name, config_type, biz_id, creator, reviser, created_at, updated_at, alias, data_type, tenant_id)
      VALUES (${id}, 'their own', 'kv', ${bizId}, ${who}, 'their own', 'any', 'acme')`,
  );
  await connection.query(
    `INSERT INTO kvs (id, \`key\`, version, kv_type, kv_state, biz_id, app_id, creator, reviser, created_at, updated_at,
        signature, md5, byte_size, secret_type, tenant_id)
      VALUES (${id}, 'own', 1, 'string', 'UNCHANGE', ${bizId}, ${id}, ${who}, '${hash('sha256')}', '${hash('md5')}',
        ${Buffer.byteLength(value)}, '', 'acme')`,
  );
  await connection.query(
    `UPDATE id_generators SET max_id = GREATEST(max_id, ${id}) WHERE resource IN ('applications', 'kvs')`,
  );
  await connection.end();
  const path = `biz/${bizId}/apps/${id}/kvs/own`;
  await vaultRequest('POST', `${pair.target.mount}/data/${path}`, { data: { kv_type: 'string', value } });
  return path;
}

async function ownRow({ pair }: Journey): Promise<unknown> {
  const connection = await pair.target.connect();
  const [rows] = await connection.query(`SELECT * FROM kvs WHERE \`key\` = 'own' AND creator = 'user'`);
  await connection.end();
  return rows;
}

describe.each([
  ['offset', 1],
  ['preserve', 900_000],
] as const)('a tenant with keys of its own in the target, IDs %s', (ids, id) => {
  it('keeps them, and they are nothing to the run', async () => {
    const journey = await journeyOfTest({ size: { rows: 300 }, settings: { migration: { ids } } });
    const path = await makeOwnApplication(journey, id, 2);
    const before = await captureOtherTenants({
      target: journey.comparison.target,
      ...(journey.comparison.targetVault ? { vault: journey.comparison.targetVault } : {}),
    });
    const row = await ownRow(journey);
    const { runId, outcome, secrets } = await journey.run();
    expect(outcome).toBe('complete');
    expect(secrets.map(({ table, reused }) => ({ table, reused }))).toEqual([
      { table: 'kvs', reused: 0 },
      { table: 'released_kvs', reused: 0 },
    ]);
    expect(await ownRow(journey)).toEqual(row);
    const offsets = ids === 'offset' ? await offsetsOf(journey, runId) : {};
    const found = await compareEverything({ ...journey.comparison, offsets, before });
    expect(found.filter(({ kind }) => kind.startsWith('secret'))).toEqual([]);

    const { differences, ok } = await operations.validate(
      journey.context,
      { level: 'full', runId },
      journey.listener,
    );
    expect({ differences, ok }).toEqual({ differences: 0, ok: true });

    const confirm = journey.pair.target.database;
    const request = { runId, confirm, dryRun: false, includeChanged: false };
    await operations.rollback(journey.context, request, journey.listener, controls().control);
    expect(await ownRow(journey)).toEqual(row);
    expect(await vaultRequest('GET', `${journey.pair.target.mount}/data/${path}`)).toMatchObject({
      data: { data: { value } },
    });
  });
});
