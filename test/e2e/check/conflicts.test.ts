import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';
import { encryptCredential } from '../../../src/plan/credential-cipher.js';
import { blockers, type CheckFixture, openCheckFixture } from '../support/check/fixture.js';
import { sharedServer } from '../support/servers.js';

const pairs = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const;

describe.each(pairs)('conflicts from %s to %s', (from, to) => {
  let fixture: CheckFixture;

  beforeEach(async () => {
    fixture = await openCheckFixture(sharedServer(from), sharedServer(to));
    await fixture.source.query(
      `INSERT INTO apps VALUES (1, 2, 'shop', NULL), (2, 2, 'mail', 'x'), (3, 3, 'shop', '')`,
    );
    await fixture.source.query(
      `INSERT INTO items VALUES (1, 1, '/etc', 'a.conf', '2026-01-01 00:00:00.123456'), (2, 1, '/etc', 'b.conf', NULL)`,
    );
  });
  afterEach(async () => {
    await fixture.remove();
  });

  test('none in an empty target', async () => {
    const findings = await fixture.check();
    expect(blockers(findings)).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'conflict.none',
        'conflict.tenant-rows',
        'generators.present',
        'not-moved.files',
        'vault.skipped',
      ]),
    );
  });

  test('none with another tenant’s rows that do not clash', async () => {
    await fixture.target.query(`INSERT INTO apps VALUES (100, 2, 'other', NULL, 'default')`);
    expect(blockers(await fixture.check())).toEqual([]);
  });

  test('none with rows of this tenant that do not clash; they are told table by table', async () => {
    await fixture.target.query(
      `INSERT INTO apps VALUES (100, 9, 'mine', NULL, 'acme'), (101, 9, 'too', NULL, 'acme')`,
    );
    const findings = await fixture.check();
    expect(blockers(findings)).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'conflict.tenant-rows',
        count: 2,
        sampleCount: 1,
        samples: ['apps: 2'],
      }),
    );
  });

  test('a primary key that another tenant has', async () => {
    await fixture.target.query(
      `INSERT INTO apps VALUES (2, 9, 'other', NULL, 'default'), (3, 9, 'third', NULL, 'default')`,
    );
    expect(blockers(await fixture.check())).toMatchObject([
      {
        code: 'conflict.primary-key',
        table: 'apps',
        count: 2,
        samples: ['id=2 (tenant default)', 'id=3 (tenant default)'],
      },
    ]);
  });

  test('a unique value that the tenant has already, in the target’s collation', async () => {
    await fixture.target.query(`INSERT INTO apps VALUES (100, 2, 'SHOP', NULL, 'acme')`);
    const [finding, ...others] = blockers(await fixture.check());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'conflict.unique',
      table: 'apps',
      count: 1,
      samples: ['id=1 (tenant acme): biz_id=2, name="shop"'],
      params: { key: 'by_name' },
    });
  });

  test('the same business and name under another tenant', async () => {
    await fixture.target.query(`INSERT INTO apps VALUES (100, 2, 'Mail', NULL, 'default')`);
    expect(blockers(await fixture.check())).toMatchObject([
      {
        code: 'conflict.other-tenant',
        table: 'apps',
        count: 1,
        samples: ['biz_id=2, name="mail": also tenant default'],
      },
    ]);
  });

  test('rows that differ only behind the target’s prefix length', async () => {
    const long = 'x'.repeat(20);
    await fixture.source.query(
      `INSERT INTO items VALUES (3, 1, '/${long}a', 'n', NULL), (4, 1, '/${long}b', 'n', NULL), (5, 2, '/${long}b', 'n', NULL)`,
    );
    const [finding, ...others] = blockers(await fixture.check());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'conflict.prefix', table: 'items', count: 1 });
    expect(finding?.samples?.[0]).toMatch(/id=3.*id=4/);
  });

  test('rows that differ only in what the target’s collation ignores', async () => {
    await fixture.source.query(
      'ALTER TABLE apps MODIFY name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
    );
    await fixture.source.query(
      `INSERT INTO apps VALUES (4, 2, 'Shop', NULL), (5, 2, 'shöp', NULL), (6, 4, 'SHOP', NULL)`,
    );
    const [finding, ...others] = blockers(await fixture.check());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'conflict.collation', table: 'apps' });
    expect(finding?.samples?.join()).toMatch(/id=1/);
    expect(finding?.samples?.join()).not.toMatch(/id=6/);
  });

  test('dangling references that become equal for a unique key', async () => {
    await fixture.source.query(
      `INSERT INTO items VALUES (3, 71, '/etc', 'a.conf', NULL), (4, 72, '/etc', 'a.conf', NULL)`,
    );
    const zero = (config: Config): Config => ({ ...config, danglingReferences: 'zero' });
    expect(blockers(await fixture.check(zero))).toMatchObject([
      { code: 'conflict.prefix', table: 'items', count: 1 },
    ]);
    const keep = (config: Config): Config => ({ ...config, danglingReferences: 'keep' });
    expect(blockers(await fixture.check(keep))).toEqual([]);
  });

  test('values too long, out of range, NULL and lost characters', async () => {
    await fixture.target.query('ALTER TABLE apps MODIFY memo varchar(3) NOT NULL');
    await fixture.target.query(
      'ALTER TABLE items MODIFY app_id tinyint unsigned NOT NULL, MODIFY made datetime(3)',
    );
    await fixture.target.query('ALTER TABLE items MODIFY name varchar(255) CHARACTER SET latin1 NOT NULL');
    await fixture.source.query(`INSERT INTO apps VALUES (300, 5, '长名字', '四个汉字')`);
    await fixture.source.query(`INSERT INTO items VALUES (3, 300, '/a', '文件', NULL)`);
    const found = blockers(await fixture.check()).map(({ code, column, count, samples }) => [
      code,
      column,
      count,
      samples?.[0],
    ]);
    expect(found).toEqual([
      ['conflict.null', 'memo', 1, 'id=1: NULL'],
      ['conflict.too-long', 'memo', 1, 'id=300: "四个汉字"'],
      ['conflict.out-of-range', 'app_id', 1, 'id=3: 300'],
      ['conflict.charset', 'name', 1, 'id=3: "文件"'],
      ['conflict.precision', 'made', 1, 'id=1: "2026-01-01 00:00:00.123456"'],
    ]);
  });

  test('IDs over the services’ limit', async () => {
    await fixture.source.query(
      `INSERT INTO apps VALUES (4294967295, 7, 'last', NULL), (4294967296, 7, 'over', NULL)`,
    );
    expect(blockers(await fixture.check())).toMatchObject([
      { code: 'conflict.id-limit', table: 'apps', count: 1, samples: ['4294967296'] },
    ]);
  });

  test('offsets instead of clashing IDs, still finding clashing values', async () => {
    await fixture.target.query(`INSERT INTO apps VALUES (1, 2, 'shop', NULL, 'acme')`);
    const findings = await fixture.check((config) => ({ ...config, ids: 'auto' }));
    expect(findings.find(({ code }) => code === 'plan.ids')?.params?.mode).toBe('offset');
    expect(blockers(findings)).toMatchObject([{ code: 'conflict.unique', table: 'apps', count: 1 }]);
  });

  test('a wrong master key, and one of a wrong length', async () => {
    const [right, wrong] = [new Secret('0123456789abcdef'), new Secret('fedcba9876543210')];
    for (const id of [1, 2, 3]) {
      await fixture.source.query('INSERT INTO credentials VALUES (?, ?)', [
        id,
        encryptCredential(Buffer.from(`secret-${id}`), right),
      ]);
    }
    const withKey = (key: Secret) =>
      fixture.check((config) => ({ ...config, source: { ...config.source, credentialMasterKey: key } }));
    expect(blockers(await withKey(right))).toEqual([]);
    expect(blockers(await withKey(wrong))).toMatchObject([{ code: 'credentials.sample', count: 3 }]);
    expect(blockers(await withKey(new Secret('short')))).toMatchObject([
      { code: 'credentials.key-length', params: { length: 5 } },
    ]);
  });

  test('the one credential of many that cannot be encrypted anew', async () => {
    const [key, other] = [new Secret('0123456789abcdef'), new Secret('fedcba9876543210')];
    const values = Array.from({ length: 250 }, (_, index) => {
      const encrypted = index === 240 ? 'AAAA' : encryptCredential(Buffer.from(`secret-${index}`), key);
      return `(${index + 1}, '${encrypted}')`;
    });
    await fixture.source.query(`INSERT INTO credentials VALUES ${values.join(', ')}`);
    const findings = await fixture.check((config) => ({
      ...config,
      source: { ...config.source, credentialMasterKey: key },
      target: { ...config.target, credentialMasterKey: other },
    }));
    expect(blockers(findings)).toMatchObject([
      { code: 'credentials.sample', samples: ['id=241'], params: { tried: 250, opened: 249 } },
    ]);
  });

  test('a target master key that does not open what the target holds', async () => {
    const [own, theirs, old] = [
      new Secret('0123456789abcdef'),
      new Secret('fedcba9876543210'),
      new Secret('00112233445566778899aabb'),
    ];
    const insert = (id: number, key: Secret, tenant: string) =>
      fixture.target.query('INSERT INTO credentials VALUES (?, ?, ?)', [
        id,
        encryptCredential(Buffer.from(`secret-${id}`), key),
        tenant,
      ]);
    const withKey = async (key: Secret) => {
      const findings = await fixture.check((config) => ({
        ...config,
        source: { ...config.source, credentialMasterKey: own },
        target: { ...config.target, credentialMasterKey: key },
      }));
      return findings
        .filter(({ code, severity }) => code === 'credentials.target-sample' && severity !== 'ok')
        .map(({ severity, count }) => [severity, count]);
    };
    expect(await withKey(theirs)).toEqual([]);
    for (const id of [101, 102]) await insert(id, theirs, 'default');
    expect(await withKey(theirs)).toEqual([]);
    expect(await withKey(own)).toEqual([['blocker', 2]]);
    // A row of another tenant that the services cannot open either is none of the run's.
    await insert(103, old, 'default');
    expect(await withKey(theirs)).toEqual([['warning', 1]]);
    // One of this tenant's: an earlier part of the run had another key.
    await insert(104, own, 'acme');
    expect(await withKey(theirs)).toEqual([['blocker', 2]]);
  });
});
