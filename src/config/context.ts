import type { Preset } from '../preset/schema.js';
import type { Config } from './config.js';

/** What every operation starts from. */
export interface Context {
  readonly config: Config;
  readonly preset: Preset;
}
