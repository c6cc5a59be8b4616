import type { Secret } from '../core/secret.js';
import type { Sentence } from '../core/sentence.js';
import type { RunParams } from '../preset/params.js';
import type { ChecklistItem } from '../preset/schema.js';
import type { RunOptions } from './options.js';
import type { SwitchConfig } from './switch.js';
import type { WatchConfig } from './watch.js';

/** TLS settings of one endpoint; file paths are absolute after loading. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** false accepts any certificate; default true. */
  readonly verify: boolean;
}

/** How to reach one MySQL or MariaDB database. */
export interface MysqlEndpoint {
  readonly host: string;
  readonly port: number;
  /** Unix socket; wins over host and port. */
  readonly socketPath?: string;
  readonly database: string;
  readonly user: string;
  readonly password?: Secret;
  readonly tls?: TlsOptions;
}

/** How a Vault client proves who it is. An empty secret (`Secret.empty`) was not given and must be asked for first. */
export type VaultAuth =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'approle'; readonly mount: string; readonly roleId: string; readonly secretId: Secret };

/** How to reach one Vault or OpenBao KV v2 mount. */
export interface VaultEndpoint {
  /** Base address without a trailing slash, e.g. https://vault:8200 */
  readonly address: string;
  readonly auth: VaultAuth;
  readonly mount: string;
  readonly namespace?: string;
  readonly tls?: TlsOptions;
}

/** How to reach the files of one environment. */
export type FilesEndpoint = BkRepoEndpoint | CosEndpoint;

/** A project of a BkRepo. */
export interface BkRepoEndpoint {
  readonly type: 'bkrepo';
  /** Base address, e.g. https://bkrepo.example */
  readonly url: string;
  readonly project: string;
  readonly username: string;
  readonly password: Secret;
  readonly tls?: TlsOptions;
}

/** A bucket of COS, or of a server that speaks S3. */
export interface CosEndpoint {
  readonly type: 'cos';
  /** Address without the bucket, e.g. https://cos.ap-guangzhou.myqcloud.com */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly secretId: string;
  readonly secretKey: Secret;
  /** cos: Tencent's own signature; v4: AWS's. */
  readonly signature: 'cos' | 'v4';
  /** The bucket stands in the path instead of the host's name. */
  readonly pathStyle: boolean;
  readonly tls?: TlsOptions;
}

/** The files of one environment. */
export interface FilesConfig {
  readonly store: FilesEndpoint;
  /** The target's only: the tenant's own project is written. */
  readonly tenantProject: boolean;
  /** The target's only: the project without a tenant is written as well. */
  readonly alsoPlainProject: boolean;
  /** The target's only: the repository that services fall back to. */
  readonly slave?: FilesEndpoint;
}

/** One of the two environments. */
export interface EnvironmentConfig {
  readonly mysql: MysqlEndpoint;
  /** Absent: the Vault phase is skipped, and every command says so. */
  readonly vault?: VaultEndpoint;
  /** Absent: no files are carried over. */
  readonly files?: FilesConfig;
  /** Master key the services encrypt credentials with. */
  readonly credentialMasterKey?: Secret;
  /** `environment: production` marks the target (or source) as production. */
  readonly production: boolean;
}

export type IdMode = 'auto' | 'preserve' | 'offset';

/** Which tables move, before the preset's own list is applied. */
export interface TableSelection {
  /** Tables to leave out, besides those the preset leaves out by default. */
  readonly skip: readonly string[];
  /** Tables the preset leaves out by default that shall move after all. */
  readonly include: readonly string[];
  /** When given, only these tables move. */
  readonly only?: readonly string[];
}

/** A loaded and checked migrate.yaml, in one shape whatever the file's dialect. */
export interface Config {
  /** Absolute path of the file. */
  readonly path: string;
  readonly tenantId: string;
  /** Name of a built-in preset, or a path to a preset file. */
  readonly preset: string;
  readonly ids: IdMode;
  /** References to rows that are not migrated; by default they go the way of the IDs: kept, or shifted by the same offset. */
  readonly danglingReferences?: 'shift' | 'refuse' | 'keep' | 'zero';
  /** Rows the tenant has in the target already: refuse (default), or take them as migrated. */
  readonly identicalRows?: 'refuse' | 'skip';
  /** Source and target are meant to be one database. */
  readonly inPlace?: boolean;
  /** The preset's parameters with their values; absent: it has none. */
  readonly params?: RunParams;
  /** Only these businesses move; absent means all. */
  readonly bizIds?: readonly number[];
  readonly source: EnvironmentConfig;
  readonly target: EnvironmentConfig;
  /** The operator's word that both environments encrypt credentials with the same key. */
  readonly credentialMasterKeys?: 'same';
  readonly options: RunOptions;
  readonly tables: TableSelection;
  /** Table → source columns whose values may stay behind, besides those that the preset names. */
  readonly leftBehind?: Readonly<Record<string, readonly string[]>>;
  /** Old user name → new user name, for approver columns. */
  readonly users: Readonly<Record<string, string>>;
  /** Values for columns that point at rows of the target's own (preset `targetRows`), by column: `sharding_db_id: 1`. */
  readonly targetRows: Readonly<Record<string, number>>;
  /** The schema's files, which come before the data. */
  readonly schema?: SchemaConfig;
  /** Keys of encrypted columns; absent: the preset encrypts none. Their Vault is `target.vault`. */
  readonly keys?: KeysConfig;
  /** Probes of the team's own, which become items of the checklist. */
  readonly probes?: readonly ChecklistItem[];
  /** What `watch` looks at, and who is told; absent: nothing. */
  readonly watch?: WatchConfig;
  /** Moving read traffic; absent: not wanted. */
  readonly switch?: SwitchConfig;
  /** What was odd about the file but not wrong, one sentence each. */
  readonly warnings?: readonly Sentence[];
}

export interface SchemaConfig {
  /** Folder of `<number>_<name>.up.sql` and `.down.sql`, as an absolute path. */
  readonly dir: string;
  /** What a run does about files that are not applied. */
  readonly onRun: 'refuse' | 'up';
  readonly lockWaitSeconds: number;
  /** null: as long as it takes. */
  readonly statementSeconds: number | null;
}

export interface KeysConfig {
  /** Of the transit engine. */
  readonly mount: string;
  /** Transit key that wraps data keys. */
  readonly key: string;
  readonly hash: 'hmac' | 'sha256';
  /** Transit key of look-up hashes. */
  readonly hmacKey: string;
  /** Table of the target with the wrapped data keys. */
  readonly table: string;
}
