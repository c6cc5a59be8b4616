import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunControl } from '../../../src/core/events.js';
import type { ValidationLevel } from '../../../src/core/validation-shape.js';
import { operations } from '../../../src/operations/index.js';
import { loadPreset } from '../../../src/preset/load.js';
import { expectChineseChecks } from '../../text/expect-chinese.js';
import { createPair, type Pair } from '../support/pair.js';
import { vaultRequest } from '../support/servers.js';

const pairs = [
  ['mariadb', 'mariadb', 'preserve'],
  ['mysql', 'mysql', 'offset'],
  ['mysql', 'mariadb', 'preserve'],
  ['mariadb', 'mysql', 'offset'],
] as const;

const control: RunControl = {
  waitWhilePaused: async () => undefined,
  parallelism: () => 2,
  stop: new AbortController().signal,
  abort: new AbortController().signal,
};

describe.each(pairs)('a migrated BSCP, %s to %s with ids: %s', (source, target, ids) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await createPair({ source, target, settings: { migration: { ids } } });
    if (ids === 'offset') {
      const connection = await pair.target.connect();
      await connection.query('UPDATE id_generators SET max_id = max_id + 7000');
      await connection.end();
    }
    const preset = await loadPreset('bscp');
    const summary = await operations.run(
      { config: pair.config, preset },
      { phase: 'all', confirm: pair.target.database, resume: false },
      () => undefined,
      control,
    );
    expect(summary.outcome).toBe('complete');
  });
  afterAll(() => pair.drop());

  test.each(['counts', 'checksum', 'full'] satisfies ValidationLevel[])(
    'validates at level %s',
    async (level) => {
      const preset = await loadPreset('bscp');
      const result = await operations.validate({ config: pair.config, preset }, { level }, () => undefined);
      expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
      expect(result.ok).toBe(true);
      expectChineseChecks(result.checks);
      const answers = await operations.checklist({ config: pair.config, preset }, undefined);
      const states = new Map(answers.map(({ itemId, state }) => [itemId, state]));
      for (const item of preset.checklist) {
        if (item.kind === 'automatic') expect([item.id, states.get(item.id)]).toEqual([item.id, 'pass']);
      }
    },
  );

  test('names damaged rows and secrets, repairs them, and is clean again', async () => {
    const context = { config: pair.config, preset: await loadPreset('bscp') };
    const connection = await pair.target.connect();
    const first = async (sql: string): Promise<Record<string, unknown>> => {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return rows[0] ?? {};
    };
    const live = `FROM kvs WHERE kv_state <> 'DELETE' AND tenant_id = 'acme' ORDER BY id LIMIT 1`;
    const lost = await first(`SELECT id, biz_id, app_id, \`key\` AS name ${live}`);
    const deleted = await first(`SELECT id, biz_id, app_id, \`key\` AS name, version ${live} OFFSET 3`);
    const pointed = await first(`SELECT id, version ${live} OFFSET 6`);
    const group = await first('SELECT MIN(id) AS id FROM released_groups');
    const binding = await first('SELECT MAX(id) AS id FROM app_template_bindings');
    const credential = await first('SELECT MIN(id) AS id FROM credentials');
    const item = await first('SELECT MAX(id) AS id FROM config_items');
    const path = (row: Record<string, unknown>) => `biz/${row.biz_id}/apps/${row.app_id}/kvs/${row.name}`;

    await vaultRequest('DELETE', `${pair.target.mount}/metadata/${path(lost)}`);
    await vaultRequest('POST', `${pair.target.mount}/delete/${path(deleted)}`, {
      versions: [Number(deleted.version)],
    });
    await connection.query(`UPDATE kvs SET version = 999 WHERE id = ${pointed.id}`);
    await connection.query(
      `UPDATE released_groups SET updated_at = updated_at + INTERVAL 1 MICROSECOND WHERE id = ${group.id}`,
    );
    await connection.query(
      `UPDATE app_template_bindings SET template_ids = '[4000000000]' WHERE id = ${binding.id}`,
    );
    await connection.query(
      `UPDATE credentials SET enc_credential = REVERSE(enc_credential) WHERE id = ${credential.id}`,
    );
    await connection.query(`DELETE FROM config_items WHERE id = ${item.id}`);
    await connection.end();

    const result = await operations.validate(context, { level: 'full' }, () => undefined);
    const named = (check: string) =>
      result.checks
        .filter((one) => one.check === check && !one.sourceFault)
        .flatMap(({ differences }) =>
          differences.map(({ kind, table, key, column }) => [kind, table, key, column]),
        );
    const rows = named('full');
    expect(rows).toHaveLength(5);
    for (const difference of [
      ['field-mismatch', 'kvs', `id=${pointed.id}`, 'version'],
      ['field-mismatch', 'released_groups', `id=${group.id}`, 'updated_at'],
      ['field-mismatch', 'app_template_bindings', `id=${binding.id}`, 'template_ids'],
      ['field-mismatch', 'credentials', `id=${credential.id}`, 'enc_credential'],
      ['missing-in-target', 'config_items', `id=${item.id}`, undefined],
    ]) {
      expect(rows).toContainEqual(difference);
    }
    const secrets = named('secrets').map(([, table, key]) => `${table} ${key}`);
    for (const row of [lost, deleted, pointed]) expect(secrets).toContain(`kvs id=${row.id}`);
    expect(named('json-orphans').map(([, table]) => table)).toContain('app_template_bindings');

    let sql = '';
    for await (const line of operations.repairSql(context, undefined)) sql += line;
    expect(sql).toContain('UPDATE `released_groups` SET `updated_at` = ');
    expect(sql).not.toContain('SET `enc_credential`');

    const request = { confirm: pair.target.database, deleteExtra: false };
    await expect(
      operations.repair(context, { ...request, confirm: 'x' }, () => undefined, control),
    ).rejects.toThrow('confirm');
    const repaired = await operations.repair(context, request, () => undefined, control);
    expect(repaired.outcomes.filter(({ state }) => state === 'failed' || state === 'left')).toEqual([]);
    expect(repaired.validation.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
    expect(repaired.validation.ok).toBe(true);

    // What was repaired still counts as the run's own, so rollback takes it away without being told to.
    const undo = {
      runId: repaired.runId,
      confirm: pair.target.database,
      dryRun: false,
      includeChanged: false,
    };
    const undone = await operations.rollback(context, undo, () => undefined, control);
    expect(undone).toMatchObject({ done: true, changed: [] });
    await expect(vaultRequest('GET', `${pair.target.mount}/metadata/${path(lost)}`)).rejects.toThrow();
  });
});
