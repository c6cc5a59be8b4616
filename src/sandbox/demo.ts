import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCount } from '../core/format.js';
import { Secret } from '../core/secret.js';
import type { Sentence } from '../core/sentence.js';
import { openStore } from '../objects/open.js';
import { sandboxMasterKeys } from './data/digests.js';
import { type Filled, fillSource } from './data/index.js';
import type { Size } from './data/shape.js';
import { holdServers } from './lifetime.js';
import { migrateYaml, type Settings } from './migrate-yaml.js';
import { startBkRepo } from './objects/bkrepo/server.js';
import { createSourceSchema, createTargetSchema } from './schema/index.js';
import { startMariadb } from './servers/index.js';
import { endpointOf } from './servers/types.js';
import { type SourceWriter, startSourceWriter } from './source-writer.js';
import { startFallbackVault } from './vault/fallback/server.js';
import { findVault } from './vault/provision.js';
import { startVault, type VaultServer } from './vault/server.js';
import { say } from './words.js';

/** embedded: the small KV server of this program. real: a Vault, built first where there is none. auto: a Vault if there is one. */
type VaultChoice = 'auto' | 'embedded' | 'real';

/** Takes a line for a person to read; what a build of a server says comes in English only. */
export type Tell = (line: string | Sentence) => void;

interface DemoOptions {
  /** Default small. */
  readonly size?: Size;
  /** Default auto. */
  readonly vault?: VaultChoice;
  /** Two stand-ins for BkRepo, the target's with tenants, and the files' contents in the source's. Default no. */
  readonly files?: boolean;
  /** A service goes on writing to the source, which can be followed; the config asks for that. Default no. */
  readonly live?: boolean;
  /** Rows, and requests to a Vault, a second at most, so that the live panels can be watched. Default no cap. */
  readonly rate?: number;
  readonly onProgress?: Tell;
  /** Gives up between two steps, with everything stopped again. */
  readonly signal?: AbortSignal;
}

/** A rehearsal's servers, running: a source with sample data and a target that is freshly installed. */
export interface Demo {
  /** migrate.yaml for them (mode 0600, in a temporary folder). */
  readonly configFile: string;
  /** Where the rehearsal's files may go; removed by stop(). */
  readonly folder: string;
  /** One line each, for a person; no secrets in them. */
  readonly source: Sentence;
  readonly target: Sentence;
  readonly tenantId: string;
  /** Name of the target database, as `--confirm` wants it. */
  readonly targetDatabase: string;
  readonly filled: Filled;
  /** How the service that writes to the source is stopped, and started again; absent: nobody writes. */
  readonly writer?: Pick<SourceWriter, 'fenceCommand' | 'startCommand'>;
  /** Stops the servers and removes all they had. */
  stop(): Promise<void>;
}

const databases = { source: 'bk_bscp', target: 'bk_bscp_tenants' } as const;
const mounts = { source: 'bk_bscp_source', target: 'bk_bscp' } as const;
const tenantId = 'acme';
const seed = 20_260_101;
const filesProject = 'bscp';

/** Two stand-ins for BkRepo, and a client that writes into the source's. */
async function startFileStores(keep: ReturnType<typeof holdServers>['keep']) {
  const source = await keep(startBkRepo());
  const target = await keep(startBkRepo({ tenants: true }));
  const endpoints = { source: source.endpointOf(filesProject), target: target.endpointOf(filesProject) };
  return { endpoints, store: await openStore(endpoints.source, { connections: 16 }) };
}

function startSecretStore(choice: VaultChoice, tell: Tell): Promise<VaultServer> {
  if (choice === 'real' || (choice === 'auto' && findVault() !== undefined)) {
    return startVault({ onProgress: tell });
  }
  const embedded = say('demo.embedded');
  tell(choice === 'auto' ? say('demo.no-vault', { embedded }) : embedded);
  return startFallbackVault();
}

const cappedTo = (rate: number) => ({
  throttle: { max_rows_per_second: rate },
  vault: { max_requests_per_second: rate },
});

/** What a source needs to be followed, and a target for the way back. */
const logged = { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL' };

/** A gate that opens within a rehearsal's patience. */
const liveSettings = ({ fenceCommand }: SourceWriter) => ({
  live: { quiet_seconds: 10, max_lag_seconds: 2, fence: { command: fenceCommand } },
});

function settingsFor({ rate }: DemoOptions, writer: SourceWriter | undefined): Settings {
  return { options: { ...(rate === undefined ? {} : cappedTo(rate)), ...(writer && liveSettings(writer)) } };
}

/**
 * Starts two private MariaDB servers and a Vault with two mounts, fills the source, and writes a config for them.
 * Takes 2 to 3 s with small data when the servers have been provisioned; everything also goes when the process ends.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const progress = options.onProgress ?? (() => {});
  const started = Date.now();
  const tell: Tell = (said) => {
    options.signal?.throwIfAborted();
    const line = typeof said === 'string' ? { code: 'text', text: said } : said;
    progress(say('demo.at', { seconds: ((Date.now() - started) / 1000).toFixed(1), line }));
  };
  const { folder, keep, stop } = holdServers('demo');
  try {
    tell(say('demo.servers'));
    const starting = [
      keep(startMariadb(options.live ? { variables: logged } : {})),
      keep(startMariadb(options.live ? { variables: logged } : {})),
      keep(startSecretStore(options.vault ?? 'auto', tell)),
    ] as const;
    // All of them first: one that fails must not leave another behind that is still starting.
    await Promise.allSettled(starting);
    const [source, target, vault] = await Promise.all(starting);
    tell(say('demo.schemas'));
    await createSourceSchema(source, databases.source);
    await createTargetSchema(target, databases.target);
    await vault.mountKv(mounts.source);
    await vault.mountKv(mounts.target);
    const files = options.files ? await startFileStores(keep) : undefined;
    tell(say('demo.filling'));
    const filled = await fillSource({
      mysql: endpointOf(source, databases.source),
      vault: {
        address: vault.address,
        auth: { kind: 'token', token: new Secret(vault.rootToken) },
        mount: mounts.source,
      },
      files: files?.store,
      size: options.size ?? 'small',
      seed,
      onProgress: tell,
    }).finally(() => files?.store.close());
    const writer = options.live ? await keep(startSourceWriter(source, databases.source, folder)) : undefined;
    const configFile = join(folder, 'migrate.yaml');
    const environment = (server: typeof source, side: 'source' | 'target') => ({
      server,
      database: databases[side],
      vault: { server: vault, mount: mounts[side] },
      credentialMasterKey: sandboxMasterKeys[side],
      files: files && { endpoint: files.endpoints[side] },
    });
    await writeFile(
      configFile,
      migrateYaml(
        tenantId,
        environment(source, 'source'),
        environment(target, 'target'),
        settingsFor(options, writer),
      ),
      { mode: 0o600 },
    );
    const counts = { rows: formatCount(filled.totalRows), secrets: formatCount(filled.secrets.rows) };
    tell(say('demo.ready', counts));
    const describe = (server: typeof source, side: 'source' | 'target') =>
      say('demo.side', {
        version: server.version,
        place: `${server.host}:${server.port}`,
        database: databases[side],
        vault: vault.address,
        mount: mounts[side],
        files: files?.endpoints[side].url ?? '',
      });
    return {
      configFile,
      folder,
      source: describe(source, 'source'),
      target: describe(target, 'target'),
      tenantId,
      targetDatabase: databases.target,
      filled,
      writer,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
