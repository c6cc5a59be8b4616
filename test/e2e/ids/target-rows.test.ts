import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PreflightResult, runPreflight } from '../../../src/preflight/run-preflight.js';
import { loadPreset } from '../../../src/preset/load.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { blockers } from '../support/check/fixture.js';
import { createPair, type Pair } from '../support/pair.js';

const made = `'op', 'op', '2026-01-01', '2026-01-01'`;
const shard = `INSERT INTO sharding_dbs (id, type, host, port, user, password, \`database\`, memo, creator, reviser, created_at, updated_at)
  VALUES (5, 'mysql', 'db', 3306, 'u', 'p', 'd', '', ${made})`;
const sharded = `INSERT INTO sharding_bizs (id, biz_id, sharding_db_id, memo, creator, reviser, created_at, updated_at)
  VALUES (1, 2, 5, '', ${made})`;
const app = `(id, name, alias, data_type, config_type, biz_id, creator, reviser, created_at, updated_at)
  VALUES (1, 'shop', 'shop', 'any', 'kv', 2, ${made})`;

/** The services of both versions write neither sharding_bizs nor sharding_dbs. */
describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('the target’s own rows, from %s to %s', (from, to) => {
  let pair: Pair;
  let source: AdminConnection;
  let target: AdminConnection;

  beforeAll(async () => {
    pair = await createPair({ source: from, target: to, size: 'empty', vault: false });
    source = await pair.source.connect();
    target = await pair.target.connect();
  });
  afterEach(async () => {
    for (const table of ['sharding_bizs', 'sharding_dbs', 'applications']) {
      await source.query(`DELETE FROM ${table}`);
      await target.query(`DELETE FROM ${table}`);
    }
  });
  afterAll(async () => {
    await Promise.all([source.end(), target.end()]);
    await pair.drop();
  });

  async function check(bizIds?: readonly number[]): Promise<PreflightResult> {
    const config = bizIds ? { ...pair.config, bizIds } : pair.config;
    const checked = await runPreflight({ config, preset: await loadPreset('bscp') }, () => undefined);
    expectChineseFindings(checked.findings);
    return checked;
  }

  test('are asked for only where rows of the source point at one', async () => {
    await target.query('DELETE FROM sharding_dbs');
    const { findings, plan } = await check();
    expect(blockers(findings)).toEqual([]);
    expect(plan).not.toBeNull();
  });

  test('are not asked for by rows of a business that stays', async () => {
    await target.query('DELETE FROM sharding_dbs');
    await source.query(shard);
    await source.query(sharded);
    expect(blockers((await check([3])).findings).map(({ code }) => code)).toEqual(['config.businesses']);
    expect(blockers((await check([2])).findings)).toMatchObject([
      { code: 'schema.target-row', column: 'sharding_db_id' },
    ]);
  });

  test('do not hide what the data says when they are missing', async () => {
    await target.query('DELETE FROM sharding_dbs');
    await source.query(shard);
    await source.query(sharded);
    await source.query(`INSERT INTO applications ${app}`);
    await target.query(`INSERT INTO applications ${app.replace('VALUES (1', 'VALUES (9')}`);
    const { findings, plan } = await check();
    expect(plan).toBeNull();
    expect(blockers(findings).map(({ code }) => code)).toEqual([
      'schema.target-row',
      'conflict.other-tenant',
    ]);
    expect(findings.map(({ code }) => code)).toContain('watch.waiting-schedules');
  });
});

test('a table that is missing in the target does not hide what the others hold', async () => {
  const pair = await createPair({ size: 'empty', vault: false });
  const source = await pair.source.connect();
  const target = await pair.target.connect();
  try {
    await source.query(`INSERT INTO applications ${app}`);
    await target.query(`INSERT INTO applications ${app}`);
    await target.query('DROP TABLE commits');
    const preset = await loadPreset('bscp');
    const { findings } = await runPreflight({ config: pair.config, preset }, () => undefined);
    expect(blockers(findings).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['schema.missing-table', 'conflict.other-tenant']),
    );
  } finally {
    await Promise.all([source.end(), target.end()]);
    await pair.drop();
  }
});
