import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';
import { insertRun, newRunId, updateRun } from '../../../src/ledger/runs.js';
import { openLedger } from '../../../src/ledger/upgrade.js';
import { openSession } from '../../../src/mysql/session.js';
import { dryRun } from '../../../src/preflight/dry-run.js';
import { type PreflightResult, runPreflight } from '../../../src/preflight/run-preflight.js';
import { loadPreset } from '../../../src/preset/load.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { blockers } from '../support/check/fixture.js';
import { createPair, type Pair } from '../support/pair.js';
import { vaultRequest } from '../support/servers.js';

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('the checks on BSCP data from %s to %s', (source, target) => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await createPair({ source, target });
  });
  afterAll(async () => {
    await pair.drop();
  });

  async function check(config: Config = pair.config): Promise<PreflightResult> {
    return await runPreflight({ config, preset: await loadPreset('bscp') }, () => undefined);
  }

  test('find no blocker, and name what the operator must know', async () => {
    const { findings, plan } = await check();
    expect(blockers(findings)).toEqual([]);
    expectChineseFindings(findings);
    expect(plan?.tables).toHaveLength(29);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'watch.waiting-schedules',
        'watch.approvals-in-flight',
        'not-moved.files',
        'credentials.sample',
      ]),
    );
    for (const side of ['source', 'target']) {
      expect(findings.some(({ subject, severity }) => subject === `${side}-vault` && severity === 'ok')).toBe(
        true,
      );
    }
    const bad = findings.filter(({ severity }) => severity === 'warning' || severity === 'blocker');
    for (const { remedy, title } of bad) expect(remedy, title).toBeTruthy();
  });

  test('never show a secret', async () => {
    const shown = JSON.stringify((await check()).findings);
    for (const { mysql, vault, credentialMasterKey } of [pair.config.source, pair.config.target]) {
      const secrets = [
        mysql.password,
        credentialMasterKey,
        vault?.auth.kind === 'token' ? vault.auth.token : undefined,
      ];
      for (const secret of secrets) if (secret?.reveal()) expect(shown).not.toContain(secret.reveal());
    }
  });

  test('dry run: counts equal what was filled in, with a forecast for both phases', async () => {
    const { counts, secretRows, forecast } = await dryRun(
      { config: pair.config, preset: await loadPreset('bscp') },
      () => undefined,
    );
    for (const [table, { source: rows }] of Object.entries(counts))
      expect([table, rows]).toEqual([table, pair.filled?.rows[table] ?? 0]);
    expect(secretRows).toEqual({ kvs: pair.filled?.rows.kvs, released_kvs: pair.filled?.rows.released_kvs });
    expect(forecast?.mysqlSeconds).toBeGreaterThan(0);
    expect(forecast?.vaultSeconds).toBeGreaterThan(0);
  });

  test('a target path that holds another secret', async () => {
    const admin = await pair.source.connect();
    const [rows] = await admin.query(
      "SELECT biz_id, app_id, `key` AS name FROM kvs WHERE kv_state <> 'DELETE' ORDER BY id LIMIT 1",
    );
    await admin.end();
    const [{ biz_id, app_id, name }] = rows as [{ biz_id: string; app_id: string; name: string }];
    const path = `biz/${biz_id}/apps/${app_id}/kvs/${encodeURIComponent(name)}`;
    await vaultRequest('POST', `${pair.target.mount}/data/${path}`, {
      data: { kv_type: 'string', value: 'of someone else' },
    });
    onTestFinished(() =>
      vaultRequest('DELETE', `${pair.target.mount}/metadata/${path}`).then(() => undefined),
    );
    const found = blockers((await check()).findings);
    expect(found).toMatchObject([{ code: 'conflict.secret-path', subject: 'target-vault', table: 'kvs' }]);
    expect(JSON.stringify(found)).not.toContain('of someone else');
  });

  test('a wrong Vault token and a wrong database password at the same time', async () => {
    const { source: before } = pair.config;
    const token = new Secret('hvs.no-such-token');
    const found = blockers(
      (
        await check({
          ...pair.config,
          source: {
            ...before,
            mysql: { ...before.mysql, password: new Secret('wrong-pass-word') },
            ...(before.vault ? { vault: { ...before.vault, auth: { kind: 'token', token } } } : {}),
          },
        })
      ).findings,
    );
    expect(found.map(({ subject }) => subject).toSorted()).toEqual(['source-mysql', 'source-vault']);
  });

  test('a second run of the same data, as the ledger knows it', async () => {
    const { plan } = await check();
    const session = await openSession(pair.config.target.mysql, 'target-writer');
    const location = await openLedger(session, pair.target.database);
    onTestFinished(async () => {
      await session.execute(
        `DELETE FROM \`${location.database}\`.\`${location.prefix}runs\` WHERE target_database = '${pair.target.database}'`,
      );
      await session.close();
    });
    if (!plan) throw new Error('no plan');
    const runId = newRunId(new Date());
    const ledger = { session, location, runId };
    const targetDatabase = pair.target.database;
    await insertRun(ledger, {
      startedAt: new Date().toISOString(),
      plan,
      toolVersion: '0',
      targetDatabase,
    });
    expect(blockers((await check()).findings)).toMatchObject([
      { code: 'conflict.earlier-run', title: expect.stringContaining('unfinished run') },
    ]);
    await updateRun(ledger, { state: 'rolling-back' });
    const leaving = blockers((await check()).findings);
    expect(leaving).toMatchObject([
      { code: 'conflict.earlier-run', title: expect.stringContaining('is being rolled back') },
    ]);
    expectChineseFindings(leaving);
    await updateRun(ledger, { state: 'copied', outcome: 'complete' });
    expect(blockers((await check()).findings)).toMatchObject([
      {
        code: 'conflict.earlier-run',
        title: expect.stringContaining(`already migrated to tenant acme by run ${runId}`),
      },
    ]);
    await updateRun(ledger, { state: 'rolled-back' });
    expect(blockers((await check()).findings)).toEqual([]);
  });
});
