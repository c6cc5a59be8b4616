import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { loadPreset } from '../../../src/preset/load.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { blockers } from '../support/check/fixture.js';
import { createPair, type Pair } from '../support/pair.js';

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('a check of what real services wrote, from %s to %s', (source, target) => {
  let pair: Pair;
  let connection: AdminConnection;

  beforeAll(async () => {
    pair = await createPair({ source, target, size: 'field', vault: false });
    connection = await pair.target.connect();
    // As the target's services leave it: nobody ever writes this table.
    await connection.query('DELETE FROM sharding_dbs');
  });
  afterAll(async () => {
    await connection.end();
    await pair.drop();
  });

  async function check(bizIds?: readonly number[]): Promise<readonly Finding[]> {
    const config = bizIds ? { ...pair.config, bizIds } : pair.config;
    const { findings } = await runPreflight({ config, preset: await loadPreset('bscp') }, () => undefined);
    expectChineseFindings(findings);
    return findings;
  }

  const of = (findings: readonly Finding[], code: string) =>
    findings.find((finding) => finding.code === code);

  test('stands in nobody’s way', async () => {
    expect(blockers(await check())).toEqual([]);
  });

  test('counts what is not moved, by business, and only of those that move', async () => {
    const all = await check();
    expect(of(all, 'not-moved.permissions')).toMatchObject({
      title: expect.stringMatching(/: 18$/),
      samples: [expect.stringMatching(/^biz_id=2: \d+$/), expect.anything(), expect.anything()],
    });
    expect(of(all, 'not-moved.businesses')?.title).toMatch(/: 3$/);
    expect(of(all, 'not-moved.files')?.params?.total).toBeGreaterThan(0);
    const one = await check([7]);
    const ids = async (bizIds?: readonly number[]) => {
      const config = bizIds ? { ...pair.config, bizIds } : pair.config;
      const { plan, planInput } = await runPreflight(
        { config, preset: await loadPreset('bscp') },
        () => undefined,
      );
      expect(planInput?.notMoved).toEqual(plan?.notMoved);
      return plan?.notMoved.map(({ id, total }) => [id, total]);
    };
    expect(await ids()).toContainEqual(['permissions', 18]);
    expect((await ids([7]))?.map(([id]) => id)).not.toContain('scheduled-publishes');
    expect(of(one, 'not-moved.businesses')?.title).toMatch(/: 1$/);
    expect(of(one, 'not-moved.scheduled-publishes')).toBeUndefined();
    expect(of(one, 'watch.waiting-schedules')).toMatchObject({ severity: 'ok', count: 0 });
    expect(of(all, 'watch.waiting-schedules')?.remedy).toContain('revoked_publish');
  });

  test('names another tenant’s apps in the businesses that move', async () => {
    await connection.query(
      `INSERT INTO applications (id, name, alias, data_type, config_type, biz_id, creator, reviser, created_at, updated_at, tenant_id)
        VALUES (4000, 'their-app', 'a', 'any', 'kv', 5, 'op', 'op', NOW(6), NOW(6), 'globex')`,
    );
    const findings = await check();
    expect(blockers(findings)).toEqual([]);
    expect(of(findings, 'conflict.shared-business')).toMatchObject({
      severity: 'warning',
      count: 1,
      samples: ['biz_id=5, their-app (tenant globex)'],
    });
    expect(of(await check([2]), 'conflict.shared-business')).toBeUndefined();
    await connection.query('DELETE FROM applications');
  });

  test('tells of kept IDs that clash in many tables once', async () => {
    const tables = ['applications', 'config_items', 'releases', 'template_spaces'];
    for (const table of tables) {
      const [columns] = await connection.query(`SHOW COLUMNS FROM ${table}`);
      const names = (columns as { Field: string; Null: string; Default: unknown; Type: string }[]).filter(
        ({ Field, Null, Default }) => Null === 'NO' && Default === null && Field !== 'tenant_id',
      );
      const values = names.map(({ Field, Type }) => {
        if (Field === 'id') return '1';
        if (Type.startsWith('datetime')) return 'NOW(6)';
        if (Type.startsWith('tinyint')) return '1';
        return /int/.test(Type) ? '9000' : `'${Field.slice(0, 10)}'`;
      });
      await connection.query(
        `INSERT INTO ${table} (${names.map(({ Field }) => `\`${Field}\``).join(', ')}, tenant_id)
          VALUES (${values.join(', ')}, 'globex')`,
      );
    }
    const config = { ...pair.config, ids: 'preserve' as const };
    const { findings } = await runPreflight({ config, preset: await loadPreset('bscp') }, () => undefined);
    expectChineseFindings(findings);
    const clashes = findings.filter(({ code }) => code === 'conflict.primary-key');
    expect(clashes).toHaveLength(1);
    expect(clashes[0]).toMatchObject({ severity: 'blocker', count: tables.length });
    expect(clashes[0]?.title).toContain(`${tables.length} rows of ${tables.length} tables`);
    expect(clashes[0]?.samples).toHaveLength(tables.length);
    expect(clashes[0]?.parts?.map(({ table }) => table).toSorted()).toEqual(tables);
  });
});
