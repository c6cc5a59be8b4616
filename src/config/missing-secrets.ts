import { Secret } from '../core/secret.js';
import type { Config, EnvironmentConfig, FilesConfig, VaultEndpoint } from './config.js';

/** A secret that the config leaves open: to be asked for, without echo, before a connection is opened. */
export interface MissingSecret {
  /** Where it belongs: `source.mysql.password`. */
  readonly key: string;
  readonly title: { readonly en: string; readonly zh: string };
}

const sides = ['source', 'target'] as const;

/** The secrets that the config does not give, in the order to ask for them. */
export function missingSecrets(config: Config): MissingSecret[] {
  const missing: MissingSecret[] = [];
  for (const side of sides) {
    const { mysql, vault, files } = config[side];
    const sideZh = side === 'source' ? '源' : '目标';
    const ask = (key: string, en: string, zh: string) =>
      missing.push({ key: `${side}.${key}`, title: { en, zh } });
    // A server may know a socket's user by the operating system's, so no password there means none.
    if (!mysql.password && !mysql.socketPath) {
      const where = `${mysql.user}@${mysql.host}:${mysql.port}`;
      ask('mysql.password', `Password of ${where} (${side} MySQL)`, `${where} 的密码（${sideZh} MySQL）`);
    }
    if (vault?.auth.kind === 'token' && vault.auth.token.empty)
      ask(
        'vault.token',
        `Token for ${vault.address} (${side} Vault)`,
        `${vault.address} 的令牌（${sideZh} Vault）`,
      );
    if (vault?.auth.kind === 'approle' && vault.auth.secretId.empty) {
      const of = 'AppRole secret ID';
      ask(
        'vault.secret_id',
        `${of} for ${vault.address} (${side} Vault)`,
        `${vault.address} 的 ${of}（${sideZh} Vault）`,
      );
    }
    if (files?.store.type === 'bkrepo' && files.store.password.empty) {
      const { url, username } = files.store;
      ask(
        'files.password',
        `Password of ${username} for ${url} (${side} files)`,
        `${username} 在 ${url} 的密码（${sideZh}文件仓库）`,
      );
    }
    if (files?.store.type === 'cos' && files.store.secretKey.empty) {
      const { endpoint, secretId } = files.store;
      ask(
        'files.secret_key',
        `Secret key of ${secretId} for ${endpoint} (${side} files)`,
        `${secretId} 在 ${endpoint} 的 SecretKey（${sideZh}文件仓库）`,
      );
    }
  }
  return missing;
}

/** The config with the answers to `missingSecrets` put in, by their keys; keys without an answer stay open. */
export function withSecrets(config: Config, answers: Readonly<Record<string, string>>): Config {
  const fill = (side: (typeof sides)[number]): EnvironmentConfig => {
    const environment = config[side];
    const password = answers[`${side}.mysql.password`];
    return {
      ...environment,
      mysql:
        password === undefined ? environment.mysql : { ...environment.mysql, password: new Secret(password) },
      vault: environment.vault && fillVault(environment.vault, side, answers),
      files: environment.files && fillFiles(environment.files, side, answers),
    };
  };
  return { ...config, source: fill('source'), target: fill('target') };
}

function fillFiles(files: FilesConfig, side: string, answers: Readonly<Record<string, string>>): FilesConfig {
  const { store } = files;
  const answer = answers[`${side}.files.${store.type === 'bkrepo' ? 'password' : 'secret_key'}`];
  if (answer === undefined) return files;
  const secret = new Secret(answer);
  return {
    ...files,
    store: store.type === 'bkrepo' ? { ...store, password: secret } : { ...store, secretKey: secret },
  };
}

function fillVault(
  vault: VaultEndpoint,
  side: string,
  answers: Readonly<Record<string, string>>,
): VaultEndpoint {
  const answer = answers[`${side}.vault.${vault.auth.kind === 'token' ? 'token' : 'secret_id'}`];
  if (answer === undefined) return vault;
  const secret = new Secret(answer);
  const auth =
    vault.auth.kind === 'token' ? { ...vault.auth, token: secret } : { ...vault.auth, secretId: secret };
  return { ...vault, auth };
}
