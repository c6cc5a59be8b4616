import { Secret } from '../core/secret.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { shownKey } from '../core/yaml/yaml.js';
import type { EnvironmentConfig, MysqlEndpoint, TlsOptions, VaultAuth, VaultEndpoint } from './config.js';
import { type Loading, readablePath, report, resolvePath, resolveSecret, resolveText } from './loading.js';
import { type EnvironmentFile, type MysqlFile, type VaultFile, vaultAddress } from './schema.js';
import type { TlsFile } from './schema-words.js';
import { findToken } from './vault-token.js';
import { say } from './words.js';

type Side = 'source' | 'target';
type Path = readonly PropertyKey[];

const defaultPort = 3306;
const defaultAppRoleMount = 'approle';

/** One environment of the file, with its secrets and files found. Mistakes are noted in `loading`. */
export function resolveEnvironment(
  loading: Loading,
  side: Side,
  file: EnvironmentFile,
  defaultMount: string | undefined,
): EnvironmentConfig {
  const masterKey = resolveSecret(
    loading,
    [side],
    'credential_master_key',
    file.credential_master_key,
    file.credential_master_key_file,
  );
  // Older tools write an empty address for "no Vault".
  const vault = file.vault && file.vault.address !== '' ? file.vault : undefined;
  return {
    mysql: resolveMysql(loading, [side, 'mysql'], file.mysql),
    vault: vault && resolveVault(loading, [side, 'vault'], vault, defaultMount),
    credentialMasterKey: masterKey,
    production: file.environment === 'production',
  };
}

function resolveMysql(loading: Loading, path: Path, file: MysqlFile): MysqlEndpoint {
  const address = mysqlAddress(loading, path, file);
  const password = resolveSecret(loading, path, 'password', file.password, file.password_file);
  const tls = resolveTls(loading, [...path, 'tls'], file.tls);
  return {
    ...address,
    socketPath: file.socket ? resolvePath(loading, [...path, 'socket'], file.socket) : undefined,
    database: resolveText(loading, [...path, 'database'], file.database),
    user: resolveText(loading, [...path, 'user'], file.user),
    password,
    tls,
  };
}

function mysqlAddress(loading: Loading, path: Path, file: MysqlFile): { host: string; port: number } {
  const key = shownKey(path);
  if (file.endpoints) {
    const endpointPath = [...path, 'endpoints'];
    if (file.host !== undefined || file.port !== undefined) {
      const problem = say('config.both', { one: `${key}.endpoints`, other: `${key}.host or port` });
      report(loading, endpointPath, problem);
    }
    if (file.endpoints.length > 1) {
      const problem = say('config.servers', { key: `${key}.endpoints`, servers: file.endpoints.length });
      report(loading, [...endpointPath, 1], problem);
    }
    return parseEndpoint(loading, [...endpointPath, 0], file.endpoints[0] ?? '');
  }
  if (file.host === undefined && file.socket === undefined) {
    report(loading, path, say('config.no-host', { key: `${key}.host` }));
  }
  const host = file.host === undefined ? 'localhost' : resolveText(loading, [...path, 'host'], file.host);
  return { host, port: file.port ?? defaultPort };
}

/** `host`, `host:port` or `[v6 address]:port`. */
function parseEndpoint(loading: Loading, path: Path, value: string): { host: string; port: number } {
  const resolved = resolveText(loading, path, value);
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/.exec(resolved);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65535) {
    if (resolved !== '') report(loading, path, say('config.endpoint', { key: shownKey(path) }));
    return { host: '', port: defaultPort };
  }
  return { host, port };
}

function resolveVault(
  loading: Loading,
  path: Path,
  file: VaultFile,
  defaultMount: string | undefined,
): VaultEndpoint {
  const address = resolveText(loading, [...path, 'address'], file.address).replace(/\/+$/, '');
  // What a variable holds is not shown: it may name a user and a password.
  if (!vaultAddress.test(address)) {
    const problem = { key: `${shownKey(path)}.address`, wanted: sayYaml('form.vault-address') };
    report(loading, [...path, 'address'], sayYaml('yaml.form', problem));
  }
  const within = (key: 'mount' | 'namespace') =>
    resolveText(loading, [...path, key], file[key] ?? '').replace(/^\/+|\/+$/g, '');
  const mount = file.mount === undefined ? (defaultMount ?? '') : within('mount');
  const namespace = within('namespace');
  if (mount === '') report(loading, path, sayYaml('yaml.missing', { key: `${shownKey(path)}.mount` }));
  const tls = resolveTls(loading, [...path, 'tls'], file.tls);
  return {
    address,
    auth: resolveVaultAuth(loading, path, file, address),
    mount,
    ...(namespace === '' ? {} : { namespace }),
    tls,
  };
}

function resolveVaultAuth(loading: Loading, path: Path, file: VaultFile, address: string): VaultAuth {
  const key = shownKey(path);
  const token = resolveSecret(loading, path, 'token', file.token, file.token_file);
  const flat =
    file.role_id !== undefined || file.secret_id !== undefined || file.secret_id_file !== undefined;
  if (file.approle && flat) {
    const problem = { one: `${key}.approle`, other: `${key}.role_id or secret_id` };
    report(loading, path, say('config.both', problem));
  }
  if (token && (file.approle || flat)) {
    report(loading, path, say('config.two-logins', { key }));
  }
  if (file.approle || flat) {
    const rolePath = file.approle ? [...path, 'approle'] : path;
    const role = file.approle ?? {
      role_id: file.role_id,
      secret_id: file.secret_id,
      secret_id_file: file.secret_id_file,
    };
    if (role.role_id === undefined) report(loading, path, sayYaml('yaml.missing', { key: `${key}.role_id` }));
    const secretId = resolveSecret(loading, rolePath, 'secret_id', role.secret_id, role.secret_id_file);
    return {
      kind: 'approle',
      mount: (file.approle?.mount ?? defaultAppRoleMount).replace(/^\/+|\/+$/g, ''),
      roleId: resolveText(loading, [...rolePath, 'role_id'], role.role_id ?? ''),
      secretId: secretId ?? new Secret(''),
    };
  }
  return { kind: 'token', token: token ?? findToken(loading.env, address) ?? new Secret('') };
}

export function resolveTls(loading: Loading, path: Path, tls: TlsFile | undefined): TlsOptions | undefined {
  if (tls === undefined || tls === false) return undefined;
  if (tls === true) return { verify: true };
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const key = shownKey(path);
    report(loading, path, say('config.together', { one: `${key}.cert`, other: `${key}.key` }));
  }
  const file = (key: 'ca' | 'cert' | 'key') => {
    const value = tls[key];
    return value === undefined ? {} : { [key]: readablePath(loading, [...path, key], value) };
  };
  return { ...file('ca'), ...file('cert'), ...file('key'), verify: tls.verify ?? true };
}
