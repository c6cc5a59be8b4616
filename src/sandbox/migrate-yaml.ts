import { dump } from 'js-yaml';
import type { FilesEndpoint } from '../config/config.js';
import type { DatabaseServer } from './servers/types.js';
import type { VaultServer } from './vault/server.js';

/** One environment of sandbox servers, as a migrate.yaml names it. */
export interface SandboxEnvironment {
  readonly server: Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password'>;
  readonly database: string;
  /** Absent: the file has no vault block. */
  readonly vault?: { readonly server: Pick<VaultServer, 'address' | 'rootToken'>; readonly mount: string };
  readonly credentialMasterKey?: string;
  /** Where its files lie, and further settings of that, e.g. `{ also_plain_project: true }`. Absent: the file has no files block. */
  readonly files?: {
    readonly endpoint: FilesEndpoint;
    readonly settings?: Readonly<Record<string, unknown>>;
  };
}

/** Top-level blocks of migrate.yaml that go in as they are, e.g. `{ options: { batch_size: 100 } }`. */
export type Settings = Readonly<Record<string, Readonly<Record<string, unknown>> | readonly unknown[]>>;

/** Text of a migrate.yaml that carries one sandbox environment into the other. It holds passwords: write it with mode 0600. */
export function migrateYaml(
  tenantId: string | undefined,
  source: SandboxEnvironment,
  target: SandboxEnvironment,
  settings: Settings = {},
): string {
  const withoutKeys = [source, target].every(({ credentialMasterKey }) => credentialMasterKey === undefined);
  return dump({
    // Sandbox services encrypt with one key, unless both are named.
    ...(withoutKeys ? { credential_master_keys: 'same' } : {}),
    ...settings,
    migration: {
      ...(tenantId === undefined ? {} : { target_tenant_id: tenantId }),
      preset: 'bscp',
      ids: 'auto',
      ...settings.migration,
    },
    source: environment(source),
    target: environment(target),
  });
}

function environment({ server, database, vault, credentialMasterKey, files }: SandboxEnvironment) {
  return {
    mysql: {
      host: server.host,
      port: server.port,
      database,
      user: server.user,
      password: server.password,
    },
    ...(vault === undefined
      ? {}
      : { vault: { address: vault.server.address, token: vault.server.rootToken, mount: vault.mount } }),
    ...(files === undefined ? {} : { files: { ...filesBlock(files.endpoint), ...files.settings } }),
    credential_master_key: credentialMasterKey,
  };
}

function filesBlock(endpoint: FilesEndpoint) {
  const tls = endpoint.tls === undefined ? {} : { tls: endpoint.tls };
  if (endpoint.type === 'bkrepo') {
    const { type, url, project, username, password } = endpoint;
    return { type, url, project, username, password: password.reveal(), ...tls };
  }
  return {
    type: endpoint.type,
    endpoint: endpoint.endpoint,
    bucket: endpoint.bucket,
    region: endpoint.region,
    secret_id: endpoint.secretId,
    secret_key: endpoint.secretKey.reveal(),
    signature: endpoint.signature,
    path_style: endpoint.pathStyle,
    ...tls,
  };
}
