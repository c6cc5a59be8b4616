import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { captureOtherTenants, compareEverything } from '../support/independent/index.js';
import { controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';
import { vaultRequest } from '../support/servers.js';

const value = "the tenant's own value";
const hash = (algorithm: string) => createHash(algorithm).update(value).digest('hex');

const who = `'user', 'user', NOW(6), NOW(6)`;

/** A key of the tenant's own application, with its secret. */
async function makeOwnKey(
  { pair }: Journey,
  key: { readonly id: string; readonly name: string; readonly bizId: number; readonly appId: number },
): Promise<string> {
  const connection = await pair.target.connect();
  await connection.query(
    `INSERT INTO kvs (id, \`key\`, version, kv_type, kv_state, biz_id, app_id, creator, reviser, created_at, updated_at,
        signature, md5, byte_size, secret_type, tenant_id)
      VALUES (${key.id}, '${key.name}', 1, 'string', 'UNCHANGE', ${key.bizId}, ${key.appId}, ${who}, '${hash('sha256')}',
        '${hash('md5')}', ${Buffer.byteLength(value)}, '', 'acme')`,
  );
  await connection.end();
  const path = `biz/${key.bizId}/apps/${key.appId}/kvs/${key.name}`;
  await vaultRequest('POST', `${pair.target.mount}/data/${path}`, { data: { kv_type: 'string', value } });
  return path;
}

/** The next ID of keys, as the services take it. */
async function nextKeyId({ pair }: Journey): Promise<string> {
  const connection = await pair.target.connect();
  await connection.query(`UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'kvs'`);
  const [rows] = await connection.query(
    `SELECT CAST(max_id AS CHAR) AS id FROM id_generators WHERE resource = 'kvs'`,
  );
  await connection.end();
  return String((rows as { id: string }[])[0]?.id);
}

/** What a user of the tenant made in the new environment before the migration: an application with a key and its secret. */
async function makeOwnApplication(journey: Journey, id: number, bizId: number): Promise<string> {
  const connection = await journey.pair.target.connect();
  await connection.query(
    `INSERT INTO applications (id, name, config_type, biz_id, creator, reviser, created_at, updated_at, alias, data_type, tenant_id)
      VALUES (${id}, 'their own', 'kv', ${bizId}, ${who}, 'their own', 'any', 'acme')`,
  );
  await connection.query(
    `UPDATE id_generators SET max_id = GREATEST(max_id, ${id}) WHERE resource IN ('applications', 'kvs')`,
  );
  await connection.end();
  return makeOwnKey(journey, { id: String(id), name: 'own', bizId, appId: id });
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

  it('makes another one while the run is under way, and that is nothing to the run either', async () => {
    const journey = await journeyOfTest({ size: { rows: 300 }, settings: { migration: { ids } } });
    await makeOwnApplication(journey, id, 2);
    await journey.run({ phase: 'mysql' });
    const rowId = await nextKeyId(journey);
    const path = await makeOwnKey(journey, { id: rowId, name: 'later', bizId: 2, appId: id });
    const { outcome, secrets } = await journey.run({ phase: 'vault', resume: true });
    expect(outcome).toBe('complete');
    expect(secrets.flatMap(({ problems }) => problems).filter(({ key }) => key === 'later')).toEqual([]);
    expect(await vaultRequest('GET', `${journey.pair.target.mount}/data/${path}`)).toMatchObject({
      data: { data: { value }, metadata: { version: 1 } },
    });
  });

  it('keeps what it makes afterwards in a business of its own, and is told of the rest before a rollback', async () => {
    const settings = { migration: { ids }, options: { batch_size: 20 } };
    const journey = await journeyOfTest({ size: { rows: 300 }, settings });
    await makeOwnApplication(journey, id, 77);
    const { runId } = await journey.run();
    const request = { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: false };
    const rollBack = () =>
      operations.rollback(journey.context, request, journey.listener, controls().control);
    const own = { id: await nextKeyId(journey), name: 'later', bizId: 77, appId: id };
    await makeOwnKey(journey, own);
    const moved = { id: await nextKeyId(journey), name: 'in what was moved', bizId: 2, appId: 1 };
    await makeOwnKey(journey, moved);
    // The row and the secret that it names.
    await expect(rollBack()).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`kvs \\(not in the source\\) id=${moved.id}.*in what was moved`),
      ),
      because: { params: { changed: 2 } },
    });
    const connection = await journey.pair.target.connect();
    await connection.query(`DELETE FROM kvs WHERE id = ${moved.id}`);
    expect(await rollBack()).toMatchObject({ done: true });
    const [rows] = await connection.query('SELECT CAST(id AS CHAR) AS id FROM kvs ORDER BY id');
    await connection.end();
    expect((rows as { id: string }[]).map((row) => row.id).toSorted()).toEqual(
      [String(id), own.id].toSorted(),
    );
  });
});

describe('rows of the tenant behind the source’s last one', () => {
  it.each([1, 3, 1000])('are not the run’s, in chunks of %d rows', async (batch_size) => {
    const settings = { options: { batch_size } };
    const journey = await journeyOfTest({ size: { rows: 200 }, vault: false, settings });
    const connection = await journey.pair.target.connect();
    const id = 900_000;
    await connection.query(
      `INSERT INTO template_variables (id, name, type, default_val, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
        VALUES (${id}, 'their own', 'string', 'x', '', 2, ${who}, 'acme')`,
    );
    await connection.query(`UPDATE id_generators SET max_id = ${id} WHERE resource = 'template_variables'`);
    const { runId } = await journey.run();
    const { ok, differences } = await operations.validate(
      journey.context,
      { level: 'full', runId },
      journey.listener,
    );
    expect({ ok, differences }).toEqual({ ok: true, differences: 0 });
    const request = { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: false };
    await operations.rollback(journey.context, request, journey.listener, controls().control);
    const [rows] = await connection.query('SELECT CAST(id AS CHAR) AS id FROM template_variables');
    await connection.end();
    expect(rows).toEqual([{ id: String(id) }]);
  });
});

it.each([
  ['mariadb', 'preserve'],
  ['mysql', 'preserve'],
  ['mariadb', 'offset'],
] as const)('a hundred thousand rows of the tenant hold nothing up on %s, IDs %s', async (flavour, ids) => {
  const settings = { migration: { ids } };
  const options = { size: { rows: 200 }, vault: false, source: flavour, target: flavour, settings } as const;
  const journey = await journeyOfTest(options);
  const connection = await journey.pair.target.connect();
  const digits =
    'SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9';
  await connection.query(
    `INSERT INTO template_variables (id, name, type, default_val, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
      SELECT 900000 + number, CONCAT('own ', number), 'string', 'x', '', 2, ${who}, 'acme'
        FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS number
          FROM (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) d, (${digits}) e) numbers`,
  );
  await connection.query(`UPDATE id_generators SET max_id = 1000000 WHERE resource = 'template_variables'`);
  const { runId } = await journey.run();
  const { context, listener } = journey;
  const { ok, differences } = await operations.validate(context, { level: 'full', runId }, listener);
  expect({ ok, differences }).toEqual({ ok: true, differences: 0 });
  const request = { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: false };
  await operations.rollback(context, request, listener, controls().control);
  const [rows] = await connection.query('SELECT COUNT(*) AS total FROM template_variables');
  await connection.end();
  expect(rows).toEqual([{ total: '100000' }]);
});
