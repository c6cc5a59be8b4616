import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../core/secret.js';
import type { Environment } from './loading.js';

/**
 * The token that the Vault or OpenBao command line would use for this address, or none. A token is taken only when the
 * environment says which server it belongs to (VAULT_ADDR or BAO_ADDR), so that it is never sent to another one.
 */
export function findToken(env: Environment, address: string): Secret | undefined {
  const named = ['VAULT', 'BAO'].filter((prefix) => sameAddress(env[`${prefix}_ADDR`], address));
  if (named.length === 0) return undefined;
  const tokens = new Set(named.map((prefix) => env[`${prefix}_TOKEN`]).filter((token) => token));
  if (tokens.size > 1) return undefined;
  const [token] = tokens;
  return token ? new Secret(token) : readTokenFile(env);
}

function sameAddress(left: string | undefined, right: string): boolean {
  return left !== undefined && left !== '' && left.replace(/\/+$/, '') === right;
}

/** `vault login` leaves its token here. */
function readTokenFile(env: Environment): Secret | undefined {
  if (!env.HOME) return undefined;
  try {
    const token = readFileSync(join(env.HOME, '.vault-token'), 'utf8').trim();
    return token === '' ? undefined : new Secret(token);
  } catch {
    return undefined;
  }
}
