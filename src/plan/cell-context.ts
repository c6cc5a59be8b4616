import type { Config } from '../config/config.js';
import { keyRingOf } from './key-ring.js';
import type { CellContext } from './mapping.js';

/** The keys a mapping may need, from the config. */
export function cellContextOf({ source, target }: Pick<Config, 'source' | 'target'>): CellContext {
  return { sourceKeys: keyRingOf(source), targetKeys: keyRingOf(target) };
}
