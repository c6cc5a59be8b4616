import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../cache.js';
import type { Demo } from '../demo.js';
import { removeFolder, temporaryFolder } from '../lifetime.js';
import { migrateYaml, type Settings } from '../migrate-yaml.js';
import { connectAdmin } from '../servers/admin.js';
import { startMariadb } from '../servers/index.js';
import { usersPairData, usersPairSchema } from './users-pair.js';

const databases = { source: 'device_monitor', target: 'device_monitor_next' } as const;
const rowsOf = { small: 2_000, medium: 100_000, large: 1_000_000 } as const;

interface SystemDemoOptions {
  readonly size?: keyof typeof rowsOf | undefined;
  readonly rate?: number | undefined;
  readonly onProgress?: Progress;
  readonly signal?: AbortSignal;
}

type SystemDemo = Pick<Demo, 'configFile' | 'source' | 'target' | 'writer' | 'stop'>;

/** The rehearsal of the preset `users-pair`: two private MariaDB servers, users in one, an empty table in the other. */
export async function startUsersPairDemo(options: SystemDemoOptions): Promise<SystemDemo> {
  const { size = 'small', rate, onProgress = () => {}, signal } = options;
  const folder = temporaryFolder('demo');
  const running: { remove(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(running.splice(0).map((server) => server.remove()));
    removeFolder(folder);
  };
  const fill = async (side: 'source' | 'target', statements: readonly string[]) => {
    const server = await startMariadb();
    running.push(server);
    const connection = await connectAdmin(server);
    await connection.query(`CREATE DATABASE ${databases[side]} CHARACTER SET utf8mb4`);
    await connection.query(`USE ${databases[side]}`);
    for (const statement of statements) {
      signal?.throwIfAborted();
      await connection.query(statement);
    }
    await connection.end();
    return { server, database: databases[side] };
  };
  try {
    onProgress('starting two MariaDB servers and filling the source with users');
    const source = await fill('source', [usersPairSchema.source, ...usersPairData(rowsOf[size])]);
    const target = await fill('target', [usersPairSchema.target]);
    const configFile = join(folder, 'migrate.yaml');
    const capped: Settings =
      rate === undefined ? {} : { options: { throttle: { max_rows_per_second: rate } } };
    const yaml = migrateYaml(undefined, source, target, { migration: { preset: 'users-pair' }, ...capped });
    await writeFile(configFile, yaml, { mode: 0o600 });
    const describe = ({ server, database }: typeof source) =>
      `MariaDB ${server.version} at ${server.host}:${server.port}, database ${database}`;
    return { configFile, source: describe(source), target: describe(target), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
