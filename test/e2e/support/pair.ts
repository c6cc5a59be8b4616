import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Config, FilesEndpoint } from '../../../src/config/config.js';
import { loadConfig } from '../../../src/config/load.js';
import { Secret } from '../../../src/core/secret.js';
import type { ObjectStore } from '../../../src/objects/store.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { sandboxMasterKeys } from '../../../src/sandbox/data/digests.js';
import { type Filled, fillSource } from '../../../src/sandbox/data/index.js';
import type { Size } from '../../../src/sandbox/data/shape.js';
import { migrateYaml, type SandboxEnvironment, type Settings } from '../../../src/sandbox/migrate-yaml.js';
import { createSourceSchema, createTargetSchema } from '../../../src/sandbox/schema/index.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { fieldMasterKey, fillField } from './field.js';
import { createMount, dropMount, type SharedServer, sharedServer, sharedVault } from './servers.js';

export interface PairOptions {
  /** A shared server of this kind, or a server of the test's own. Default mariadb. */
  readonly source?: Flavour | SharedServer;
  /** As `source`. */
  readonly target?: Flavour | SharedServer;
  /** Sample data in the source; 'empty' leaves the tables empty, 'field' fills in what the real services made. Default small. */
  readonly size?: Size | 'empty' | 'field';
  /** Default 1. */
  readonly seed?: number;
  /** Businesses of the sample data, where the usual ones would clash with another pair's. */
  readonly bizIds?: readonly number[];
  /** Default acme. */
  readonly tenantId?: string;
  /** false: no mounts, and no vault block in the config. */
  readonly vault?: boolean;
  /** Stores that files lie in and go to; the source's is filled. Default none. */
  readonly files?: PairFiles;
  /** Further blocks of migrate.yaml. */
  readonly settings?: Settings;
}

export interface PairFiles {
  readonly source: FilesEndpoint;
  readonly target: FilesEndpoint;
  /** Further keys of target.files. */
  readonly targetSettings?: Readonly<Record<string, unknown>>;
  /** Where the sample data's contents go. */
  readonly fill: ObjectStore;
}

/** One side of a migration on the shared servers, with a database and a mount of its own. */
export interface Side {
  readonly server: SharedServer;
  readonly database: string;
  readonly mount: string;
  /** A new root connection into the database; the caller ends it. */
  connect(): Promise<AdminConnection>;
}

/** A source with sample data, an empty target, and the config that carries one into the other. */
export interface Pair {
  readonly source: Side;
  readonly target: Side;
  readonly tenantId: string;
  /** Path of the migrate.yaml, mode 0600, in a folder of this pair. */
  readonly configFile: string;
  readonly config: Config;
  /** Folder for whatever the test writes. */
  readonly folder: string;
  readonly filled: Filled | null;
  /** Keys that the two sides' credentials are encrypted with. */
  readonly masterKeys: { readonly source: string; readonly target: string };
  /** Writes the config anew with other settings and loads it. */
  configure(settings: Settings): Promise<Config>;
  drop(): Promise<void>;
}

/** A name no other test of the run has. */
export function uniqueName(stem: string): string {
  return `${stem}_${randomBytes(5).toString('hex')}`;
}

/** Two databases on one shared server: the source's tables, empty, and the target's. Drop them with `dropDatabases`. */
export async function createDatabases(flavour: Flavour): Promise<{
  readonly server: SharedServer;
  readonly source: string;
  readonly target: string;
}> {
  const server = sharedServer(flavour);
  const source = uniqueName('source');
  const target = uniqueName('target');
  await createSourceSchema(server, source);
  await createTargetSchema(server, target);
  return { server, source, target };
}

export async function dropDatabases(server: SharedServer, ...names: readonly string[]): Promise<void> {
  const connection = await connectAdmin(server);
  for (const name of names) await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
  await connection.end();
}

/** Makes a pair; `drop()` it when done, best in afterAll or onTestFinished. */
export async function createPair(options: PairOptions = {}): Promise<Pair> {
  const withVault = options.vault !== false;
  const source = side(options.source ?? 'mariadb', 'source');
  const target = side(options.target ?? 'mariadb', 'target');
  const tenantId = options.tenantId ?? 'acme';
  const folder = await mkdtemp(join(inject('folder'), 'pair-'));
  const configFile = join(folder, 'migrate.yaml');
  await createSourceSchema(source.server, source.database);
  await createTargetSchema(target.server, target.database);
  if (withVault) for (const { mount } of [source, target]) await createMount(mount);
  const filled = await fill(source, options, withVault);
  const masterKeys =
    options.size === 'field' ? { source: fieldMasterKey, target: fieldMasterKey } : sandboxMasterKeys;

  const configure = async (settings: Settings): Promise<Config> => {
    const yaml = migrateYaml(
      tenantId,
      {
        ...environment(source, masterKeys.source, withVault),
        ...(options.files ? { files: { endpoint: options.files.source } } : {}),
      },
      {
        ...environment(target, masterKeys.target, withVault),
        ...(options.files
          ? { files: { endpoint: options.files.target, settings: options.files.targetSettings ?? {} } }
          : {}),
      },
      // Pairs of one flavour share a server: without this they would never read a snapshot nor stream a row.
      { ...settings, options: { within_server: false, ...settings.options } },
    );
    await writeFile(configFile, yaml, { mode: 0o600 });
    return loadConfig(configFile);
  };
  const drop = async () => {
    await dropDatabases(source.server, source.database);
    await dropDatabases(target.server, target.database);
    if (withVault) for (const { mount } of [source, target]) await dropMount(mount);
    await rm(folder, { recursive: true, force: true });
  };
  const config = await configure(options.settings ?? {});
  return { source, target, tenantId, configFile, config, folder, filled, masterKeys, configure, drop };
}

function side(which: Flavour | SharedServer, stem: string): Side {
  const server = typeof which === 'string' ? sharedServer(which) : which;
  const database = uniqueName(stem);
  return { server, database, mount: database, connect: () => connectAdmin(server, database) };
}

async function fill(source: Side, options: PairOptions, withVault: boolean): Promise<Filled | null> {
  if (options.size === 'empty') return null;
  if (options.size === 'field') {
    await fillField(source, withVault);
    return null;
  }
  const { address, rootToken } = sharedVault();
  const vault = {
    address,
    auth: { kind: 'token' as const, token: new Secret(rootToken) },
    mount: source.mount,
  };
  return fillSource({
    mysql: endpointOf(source.server, source.database),
    ...(withVault ? { vault } : {}),
    ...(options.files ? { files: options.files.fill } : {}),
    size: options.size ?? 'small',
    seed: options.seed ?? 1,
    ...(options.bizIds ? { bizIds: options.bizIds } : {}),
  });
}

function environment(from: Side, credentialMasterKey: string, withVault: boolean): SandboxEnvironment {
  return {
    server: from.server,
    database: from.database,
    credentialMasterKey,
    ...(withVault ? { vault: { server: sharedVault(), mount: from.mount } } : {}),
  };
}
