import type { Config } from '../config/config.js';
import type { Preset } from './schema.js';

/** What every operation starts from. */
export interface Context {
  readonly config: Config;
  readonly preset: Preset;
}
