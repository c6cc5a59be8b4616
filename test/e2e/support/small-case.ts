import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { inject, onTestFinished } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import { loadConfig } from '../../../src/config/load.js';
import type { Listener } from '../../../src/core/events.js';
import { operations } from '../../../src/operations/index.js';
import type { RunSummary } from '../../../src/operations/result-shapes.js';
import type { RunRequest } from '../../../src/operations/types.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { loadPreset } from '../../../src/preset/load.js';
import { hasTenants } from '../../../src/preset/schema.js';
import { migrateYaml, type Settings } from '../../../src/sandbox/migrate-yaml.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import type { Ended } from './cli/binary.js';
import { runHere } from './cli/here.js';
import { controls } from './journey/journey.js';
import { type PairFiles, uniqueName } from './pair.js';
import {
  createMount,
  dropMount,
  type SharedServer,
  sharedServer,
  sharedVault,
  vaultRequest,
} from './servers.js';

/** A few tables of any shape, and what the preset says about them. */
export interface SmallCase {
  /** Statements that make and fill the source's tables; each ends with `;` at the end of a line. */
  readonly source: string;
  /** The same for the target. */
  readonly target: string;
  readonly tables: readonly string[];
  readonly references?: Readonly<Record<string, string>>;
  /** Level of a table; 1 where it is not named. */
  readonly levels?: Readonly<Record<string, number>>;
  /** Servers of the run, or the test's own. Default: both MariaDB. */
  readonly sourceServer?: Flavour | SharedServer;
  readonly targetServer?: Flavour | SharedServer;
  /** Further blocks of migrate.yaml, e.g. `{ migration: { ids: 'offset' } }`. */
  readonly settings?: Settings;
  /** Keys of the preset over the minimal ones; undefined leaves a key out. */
  readonly preset?: Readonly<Record<string, unknown>>;
  /** Secrets of the source's Vault: path → the data of its versions, oldest first. Absent: no Vault. */
  readonly secrets?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** A transit engine of the case's own in the target's Vault, with the keys pii and pii-hmac: further keys of the config's block `keys`. */
  readonly transit?: Readonly<Record<string, unknown>>;
  /** Stores that files lie in and go to; the preset's `files` says which columns name them. */
  readonly files?: Omit<PairFiles, 'fill'>;
  /** false: neither side has an id_generators table. */
  readonly generators?: boolean;
}

/** A small case on its servers. Gone when the test ends. */
export interface OpenedCase {
  readonly context: Context;
  readonly configFile: string;
  readonly presetFile: string;
  /** Root connections into the two databases. */
  readonly source: AdminConnection;
  readonly target: AdminConnection;
  readonly targetDatabase: string;
  /** KV mounts of the two sides, where the case has secrets. */
  readonly mounts: { readonly source: string; readonly target: string; readonly transit: string };
  /** Migrates in this process; what is expected to be refused rejects with RefusedError. */
  run(request?: Partial<RunRequest>, listener?: Listener): Promise<RunSummary>;
  /** The tool's command line with `-c` and `--json`, in this process, e.g. `cli('validate', '--level', 'full')`; `run` is confirmed. */
  cli(command: string, ...flags: readonly string[]): Promise<Ended>;
}

const text = (english: string) => ({ en: english, zh: english });

const generatorsSql =
  'CREATE TABLE id_generators (resource varchar(50) PRIMARY KEY, max_id bigint unsigned NOT NULL, updated_at datetime(6) NULL)';

/** Makes both databases, the preset and the config of a small case; without Vault unless the case has secrets. */
export async function openCase(small: SmallCase): Promise<OpenedCase> {
  const name = uniqueName('case');
  const servers = [small.sourceServer ?? 'mariadb', small.targetServer ?? 'mariadb'].map((which) =>
    typeof which === 'string' ? sharedServer(which) : which,
  ) as [SharedServer, SharedServer];
  const databases = [`${name}_s`, `${name}_t`] as const;
  const [source, target] = await Promise.all([
    openSide(servers[0], databases[0], small, small.source),
    openSide(servers[1], databases[1], small, small.target),
  ]);
  const folder = await mkdtemp(join(inject('folder'), 'case-'));
  const mounts = { source: `${name}_s`, target: `${name}_t`, transit: `${name}_k` };
  const vault = (mount: string) => (small.secrets ? { vault: { server: sharedVault(), mount } } : {});
  const keysVault = small.transit ? { vault: { server: sharedVault(), mount: mounts.target } } : {};
  if (small.transit) {
    await vaultRequest('POST', `sys/mounts/${mounts.transit}`, { type: 'transit' });
    for (const key of ['pii', 'pii-hmac']) await vaultRequest('POST', `${mounts.transit}/keys/${key}`, {});
  }
  if (small.secrets) {
    for (const mount of [mounts.source, mounts.target]) await createMount(mount);
    for (const [path, versions] of Object.entries(small.secrets)) {
      for (const data of versions) await vaultRequest('POST', `${mounts.source}/data/${path}`, { data });
    }
  }
  onTestFinished(async () => {
    for (const [connection, database] of [
      [source, databases[0]],
      [target, databases[1]],
    ] as const) {
      // A server that a test has killed is its own, and goes with what it holds.
      const isGone = (error: Error) => {
        if (!/closed state|ended by the other party/.test(error.message)) throw error;
      };
      await connection.query(`DROP DATABASE IF EXISTS \`${database}\``).catch(isGone);
      await connection.end().catch(isGone);
    }
    if (small.secrets) for (const mount of [mounts.source, mounts.target]) await dropMount(mount);
    if (small.transit) await dropMount(mounts.transit);
    await rm(folder, { recursive: true, force: true });
  });

  const { files } = small;
  const stores = {
    source: files ? { files: { endpoint: files.source } } : {},
    target: files ? { files: { endpoint: files.target, settings: files.targetSettings ?? {} } } : {},
  };
  const presetFile = join(folder, 'preset.yaml');
  await writeFile(presetFile, dump(minimalPreset(small), { skipInvalid: true }));
  const configFile = join(folder, 'migrate.yaml');
  const own: Readonly<Record<string, unknown>> = { ...small.settings?.migration };
  const preset = await loadPreset(String(own.preset ?? presetFile), folder);
  const yaml = migrateYaml(
    hasTenants(preset) ? 'acme' : undefined,
    { server: servers[0], database: databases[0], ...vault(mounts.source), ...stores.source },
    { server: servers[1], database: databases[1], ...vault(mounts.target), ...keysVault, ...stores.target },
    {
      ...small.settings,
      ...(small.transit ? { keys: { mount: mounts.transit, key: 'pii', ...small.transit } } : {}),
      migration: { preset: presetFile, ...small.settings?.migration },
      // Else cases on one server would never read a snapshot nor stream a row.
      options: { within_server: false, ...small.settings?.options },
    },
  );
  await writeFile(configFile, yaml, { mode: 0o600 });
  const context = { config: await loadConfig(configFile), preset: await loadPreset(presetFile) };
  return {
    context,
    configFile,
    presetFile,
    source,
    target,
    targetDatabase: databases[1],
    mounts,
    run: (request, listener = () => {}) =>
      operations.run(
        context,
        { phase: 'all', confirm: databases[1], resume: false, ...request },
        listener,
        controls().control,
      ),
    cli: (command, ...flags) =>
      runHere([
        command,
        ...flags,
        '-c',
        configFile,
        '--json',
        ...(command === 'run' ? ['--confirm', databases[1]] : []),
      ]),
  };
}

async function openSide(
  server: SharedServer,
  database: string,
  small: SmallCase,
  statements: string,
): Promise<AdminConnection> {
  const connection = await connectAdmin(server);
  await connection.query(`CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4`);
  await connection.query(`USE \`${database}\``);
  if (small.generators !== false) await connection.query(generatorsSql);
  for (const statement of statements.split(/;\s*$/m)) {
    if (statement.trim() !== '') await connection.query(statement);
  }
  return connection;
}

function minimalPreset(small: SmallCase): Readonly<Record<string, unknown>> {
  return {
    name: 'small',
    title: text('A few tables'),
    source_version: '1',
    target_version: '2',
    tenant: { column: 'tenant_id', max_length: 50 },
    business: { column: 'biz_id' },
    id: { column: 'id', max: 4_294_967_295 },
    references: small.references ?? {},
    tables: small.tables.map((table) => ({ name: table, level: small.levels?.[table] ?? 1 })),
    skip: [],
    id_generators: {
      table: 'id_generators',
      resource_column: 'resource',
      max_column: 'max_id',
      updated_column: 'updated_at',
      without: [],
    },
    not_moved: [],
    watch_lists: [],
    checklist: [{ id: 'done', when: 'after', kind: 'manual', title: text('Done') }],
    ...small.preset,
  };
}
