import type { Config } from '../config/config.js';
import type { CellContext } from './mapping.js';

/** The keys a mapping may need, from the config. */
export function cellContextOf({ source, target }: Config): CellContext {
  return {
    ...(source.credentialMasterKey ? { sourceMasterKey: source.credentialMasterKey } : {}),
    ...(target.credentialMasterKey ? { targetMasterKey: target.credentialMasterKey } : {}),
  };
}
