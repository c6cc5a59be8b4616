import { randomBytes } from 'node:crypto';
import type { Config } from '../../../../src/config/config.js';
import type { Finding } from '../../../../src/core/finding.js';
import { Secret } from '../../../../src/core/secret.js';
import type { Flavour } from '../../../../src/plan/facts.js';
import { runPreflight } from '../../../../src/preflight/run-preflight.js';
import type { Preset } from '../../../../src/preset/schema.js';
import { type AdminConnection, connectAdmin } from '../../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../../src/sandbox/servers/types.js';
import { endpointOf } from '../../../../src/sandbox/servers/types.js';
import { config, preset } from '../../../preflight/support/facts.js';
import { expectChineseFindings } from '../../../text/expect-chinese.js';
import type { SharedServer } from '../servers.js';

export const startServer = (flavour: Flavour): Promise<DatabaseServer> =>
  (flavour === 'mariadb' ? startMariadb : startMysql)({ variables: { local_infile: 'ON' } });

const collations = { mariadb: 'utf8mb4_unicode_520_ci', mysql: 'utf8mb4_0900_ai_ci' } as const;

/** A source and a target database of a small system: apps with items, and generators. */
export interface CheckFixture {
  readonly source: AdminConnection;
  readonly target: AdminConnection;
  readonly sourceName: string;
  readonly targetName: string;
  readonly preset: Preset;
  /** The config that runPreflight gets; `change` makes another. */
  config(change?: (config: Config) => Config): Config;
  /** All findings, without those about servers unless asked. */
  check(change?: (config: Config) => Config): Promise<readonly Finding[]>;
  remove(): Promise<void>;
}

export const smallPreset = (more: Partial<Parameters<typeof preset>[1]> = {}): Preset =>
  preset(['apps', 'items', 'credentials'], {
    references: { app_id: 'apps' },
    tables: [
      {
        name: 'apps',
        level: 1,
        unique_across_tenants: [
          {
            columns: ['biz_id', 'name'],
            because: { en: 'clients name only these', zh: '客户端只用这些定位' },
          },
        ],
      },
      { name: 'credentials', level: 1, secret_columns: ['enc_credential'] },
      { name: 'items', level: 2 },
    ],
    credentials: {
      table: 'credentials',
      column: 'enc_credential',
      algorithm: 'aes-cbc-pkcs7-base64',
      key_sizes: [16, 24, 32],
      advice: { en: 'use equal keys', zh: '使用相同的密钥' },
    },
    not_moved: [
      { id: 'files', title: { en: 'files stay', zh: '文件' }, advice: { en: 'copy them', zh: '复制' } },
    ],
    ...more,
  });

function statements(side: 'source' | 'target'): string[] {
  const tenant = side === 'target' ? `, tenant_id varchar(255) NOT NULL DEFAULT 'default'` : '';
  const lead = side === 'target' ? 'tenant_id, ' : '';
  const prefix = side === 'target' ? '(20)' : '';
  return [
    `CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id bigint unsigned NOT NULL, name varchar(255) NOT NULL,
      memo varchar(255)${tenant}, UNIQUE KEY by_name (${lead}biz_id, name))`,
    `CREATE TABLE items (id bigint unsigned PRIMARY KEY, app_id bigint unsigned NOT NULL, path varchar(255) NOT NULL,
      name varchar(255) NOT NULL, made datetime(6)${tenant}, UNIQUE KEY by_path (${lead}app_id, path${prefix}, name${prefix}))`,
    `CREATE TABLE credentials (id bigint unsigned PRIMARY KEY, enc_credential varchar(255) NOT NULL${tenant})`,
    'CREATE TABLE id_generators (resource varchar(50) PRIMARY KEY, max_id bigint unsigned NOT NULL)',
    `INSERT INTO id_generators VALUES ('apps', 0), ('items', 0), ('credentials', 0)`,
  ];
}

/** Makes the two databases, on one server or two. */
export async function openCheckFixture(from: SharedServer, to: SharedServer): Promise<CheckFixture> {
  const suffix = randomBytes(4).toString('hex');
  const [sourceName, targetName] = [`source_${suffix}`, `target_${suffix}`];
  const source = await connectAdmin(from);
  const target = await connectAdmin(to);
  for (const [connection, name, server, side] of [
    [source, sourceName, from, 'source'],
    [target, targetName, to, 'target'],
  ] as const) {
    await connection.query(
      `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE ${collations[server.flavour]}`,
    );
    await connection.query(`USE ${name}`);
    for (const sql of statements(side)) await connection.query(sql);
  }
  const small = smallPreset();
  const make = (change: (config: Config) => Config = (same) => same) =>
    change(
      config({
        source: { mysql: endpointOf(from, sourceName), production: false },
        target: { mysql: endpointOf(to, targetName), production: false },
      }),
    );
  return {
    source,
    target,
    sourceName,
    targetName,
    preset: small,
    config: make,
    async check(change) {
      const { findings } = await runPreflight({ config: make(change), preset: small }, () => undefined);
      expectChineseFindings(findings);
      return findings;
    },
    async remove() {
      await source.query(`DROP DATABASE ${sourceName}`);
      await target.query(`DROP DATABASE ${targetName}`);
      await Promise.all([source.end(), target.end()]);
    },
  };
}

export const blockers = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ severity }) => severity === 'blocker');

/** The config with another account on one side. */
export function asUser(
  side: 'source' | 'target',
  user: string,
  password: string,
): (config: Config) => Config {
  return (before) => ({
    ...before,
    [side]: { ...before[side], mysql: { ...before[side].mysql, user, password: new Secret(password) } },
  });
}
