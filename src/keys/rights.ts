import type { KeysConfig } from '../config/config.js';

/** What a token is asked to do at a transit engine. */
export type TransitUse = 'make' | 'open' | 'hash' | 'read' | 'rotate' | 'rewrap' | 'config';

/** A path below the mount, and what a policy must grant there. */
interface Right {
  readonly path: string;
  readonly capability: 'read' | 'update';
}

const rights: Readonly<Record<TransitUse, (keys: Pick<KeysConfig, 'key' | 'hmacKey'>) => Right>> = {
  make: ({ key }) => ({ path: `datakey/plaintext/${key}`, capability: 'update' }),
  open: ({ key }) => ({ path: `decrypt/${key}`, capability: 'update' }),
  hash: ({ hmacKey }) => ({ path: `hmac/${hmacKey}/sha2-256`, capability: 'update' }),
  read: ({ key }) => ({ path: `keys/${key}`, capability: 'read' }),
  rotate: ({ key }) => ({ path: `keys/${key}/rotate`, capability: 'update' }),
  rewrap: ({ key }) => ({ path: `rewrap/${key}`, capability: 'update' }),
  config: ({ key }) => ({ path: `keys/${key}/config`, capability: 'update' }),
};

/** The right that a use needs, with the whole path of the call. */
export function rightOf(keys: KeysConfig, use: TransitUse): Right {
  const { path, capability } = rights[use](keys);
  return { path: `${keys.mount}/${path}`, capability };
}

/** The lines of a policy for some uses, as `vault policy write` takes them. */
export function policyOf(keys: KeysConfig, uses: readonly TransitUse[]): string {
  return [...new Set(uses)]
    .map((use) => rightOf(keys, use))
    .map(({ path, capability }) => `path "${path}" { capabilities = ["${capability}"] }`)
    .join('\n');
}
