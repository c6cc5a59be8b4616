import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo, Tell } from '../demo.js';
import { holdServers } from '../lifetime.js';
import { migrateYaml, type Settings } from '../migrate-yaml.js';
import { connectAdmin } from '../servers/admin.js';
import { startMariadb } from '../servers/index.js';
import { startVault, type VaultServer } from '../vault/server.js';
import { say } from '../words.js';
import { danciData, danciSchema } from './danci.js';
import { kratosData, kratosSchema } from './kratos.js';
import { maibotData, maibotSchema } from './maibot.js';
import { usersPairData, usersPairSchema } from './users-pair.js';

/** Systems beside BSCP that can be rehearsed, by their presets. */
export type DemoSystem = 'users-pair' | 'danci' | 'maibot' | 'kratos';

interface System {
  readonly source: string;
  /** Absent: the source's own database. */
  readonly target?: string;
  readonly tenant?: string;
  /** Columns are encrypted: a Vault with a transit engine stands beside the target. */
  readonly encrypts?: true;
  /** Rows of its main table, small to large. */
  readonly rows: Readonly<Record<'small' | 'medium' | 'large', number>>;
  readonly statements: (rows: number) => {
    readonly source: readonly string[];
    readonly target: readonly string[];
  };
}

const systems: Readonly<Record<DemoSystem, System>> = {
  'users-pair': {
    source: 'device_monitor',
    target: 'device_monitor_next',
    rows: { small: 2_000, medium: 100_000, large: 1_000_000 },
    statements: (rows) => ({
      source: [usersPairSchema.source, ...usersPairData(rows)],
      target: [usersPairSchema.target],
    }),
  },
  danci: {
    source: 'vocabulary',
    rows: { small: 500, medium: 20_000, large: 200_000 },
    statements: (rows) => ({ source: [...danciSchema, ...danciData(rows)], target: [] }),
  },
  maibot: {
    source: 'maibot',
    target: 'maibot_tenants',
    tenant: 'default_tenant',
    rows: { small: 200, medium: 10_000, large: 100_000 },
    statements: (rows) => ({
      source: [...maibotSchema.source, ...maibotData(rows)],
      target: maibotSchema.target,
    }),
  },
  kratos: {
    source: 'kratos_users',
    target: 'kratos_users_kms',
    encrypts: true,
    rows: { small: 1_000, medium: 100_000, large: 1_000_000 },
    statements: (rows) => ({
      source: [kratosSchema.source, ...kratosData(rows)],
      target: [kratosSchema.target],
    }),
  },
};

const transit = { mount: 'transit', key: 'pii', hmac_key: 'pii-hmac' } as const;

interface SystemDemoOptions {
  readonly system: DemoSystem;
  readonly size?: keyof System['rows'] | undefined;
  readonly rate?: number | undefined;
  readonly onProgress?: Tell;
  readonly signal?: AbortSignal;
}

type SystemDemo = Pick<Demo, 'configFile' | 'source' | 'target' | 'writer' | 'stop'>;

/** The rehearsal of another system than BSCP on private MariaDB servers: two of them, or one where it is changed in place. */
export async function startSystemDemo(options: SystemDemoOptions): Promise<SystemDemo> {
  const { system, size = 'small', rate, onProgress = () => {}, signal } = options;
  const { rows, tenant, encrypts, ...databases } = systems[system];
  const { folder, keep, stop } = holdServers('demo');
  const fill = async (database: string, statements: readonly string[]) => {
    const server = await keep(startMariadb());
    const connection = await connectAdmin(server);
    await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    await connection.query(`USE ${database}`);
    for (const statement of statements) {
      signal?.throwIfAborted();
      await connection.query(statement);
    }
    await connection.end();
    return { server, database };
  };
  try {
    const statements = databases.statements(rows[size]);
    onProgress(say('demo.server', { database: databases.source }));
    const source = await fill(databases.source, statements.source);
    const target = databases.target === undefined ? source : await fill(databases.target, statements.target);
    const configFile = join(folder, 'migrate.yaml');
    const capped: Settings =
      rate === undefined ? {} : { options: { throttle: { max_rows_per_second: rate } } };
    const keysVault = encrypts ? await keep(startVault({ onProgress })) : undefined;
    if (keysVault) await makeTransit(keysVault);
    const vault = keysVault ? { vault: { server: keysVault, mount: transit.mount } } : {};
    const keys: Settings = keysVault ? { keys: transit } : {};
    const migration = { preset: system, ...(target === source ? { in_place: true } : {}) };
    await writeFile(
      configFile,
      migrateYaml(tenant, source, { ...target, ...vault }, { migration, ...capped, ...keys }),
      {
        mode: 0o600,
      },
    );
    const describe = ({ server, database }: typeof source) =>
      say('demo.side', {
        version: server.version,
        place: `${server.host}:${server.port}`,
        database,
        vault: '',
        mount: '',
        files: '',
      });
    return { configFile, source: describe(source), target: describe(target), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeTransit({ request }: VaultServer): Promise<void> {
  await request('POST', `sys/mounts/${transit.mount}`, { type: 'transit' });
  for (const key of [transit.key, transit.hmac_key])
    await request('POST', `${transit.mount}/keys/${key}`, {});
}
