import type { Config } from '../config/config.js';
import { keyRingOf } from '../plan/key-ring.js';
import type { CellContext } from '../plan/mapping.js';
import type { CallOptions } from '../vault/caller.js';
import { fieldCipherOf } from './field-cipher.js';

/** The keys a mapping may need, from the config. `trial`: for checks, which come before the first data key. `waiting`: while the keys' Vault is away; absent: it is not waited for. */
export function cellContextOf(
  config: Pick<Config, 'source' | 'target' | 'keys'>,
  purpose: 'work' | 'trial' = 'work',
  waiting?: CallOptions,
): CellContext {
  const { source, target } = config;
  return {
    sourceKeys: keyRingOf(source),
    targetKeys: keyRingOf(target),
    fields: fieldCipherOf(config, purpose, waiting),
  };
}
