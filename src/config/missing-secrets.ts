import { Secret } from '../core/secret.js';
import type { Config, EnvironmentConfig, VaultEndpoint } from './config.js';

/** A secret that the config leaves open: to be asked for, without echo, before a connection is opened. */
export interface MissingSecret {
  /** Where it belongs: `source.mysql.password`. */
  readonly key: string;
  readonly title: { readonly en: string; readonly zh: string };
}

const sides = ['source', 'target'] as const;

/** The secrets that the config does not give, in the order to ask for them. */
export function missingSecrets(config: Config): MissingSecret[] {
  return sides.flatMap((side) => {
    const { mysql, vault } = config[side];
    const side_zh = side === 'source' ? '源' : '目标';
    const missing: MissingSecret[] = [];
    // A server may know a socket's user by the operating system's, so no password there means none.
    if (!mysql.password && !mysql.socketPath) {
      const where = `${mysql.user}@${mysql.host}:${mysql.port}`;
      missing.push({
        key: `${side}.mysql.password`,
        title: { en: `Password of ${where} (${side} MySQL)`, zh: `${where} 的密码（${side_zh} MySQL）` },
      });
    }
    if (vault?.auth.kind === 'token' && vault.auth.token.empty) {
      missing.push({
        key: `${side}.vault.token`,
        title: {
          en: `Token for ${vault.address} (${side} Vault)`,
          zh: `${vault.address} 的令牌（${side_zh} Vault）`,
        },
      });
    }
    if (vault?.auth.kind === 'approle' && vault.auth.secretId.empty) {
      missing.push({
        key: `${side}.vault.secret_id`,
        title: {
          en: `AppRole secret ID for ${vault.address} (${side} Vault)`,
          zh: `${vault.address} 的 AppRole secret ID（${side_zh} Vault）`,
        },
      });
    }
    return missing;
  });
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
      ...(environment.vault ? { vault: fillVault(environment.vault, side, answers) } : {}),
    };
  };
  return { ...config, source: fill('source'), target: fill('target') };
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
