import type { Config } from '../../../config/config.js';
import type { Preset } from '../../../preset/schema.js';
import type { Proving } from '../../phase.js';
import type { OthersCapture, SourceMarks } from '../captures.js';
import type { ValidateTablesOptions } from './validate-tables.js';

export interface RunValidationOptions
  extends Omit<ValidateTablesOptions, 'source' | 'target' | 'parallel' | 'pool' | 'count' | 'volatile'> {
  readonly config: Pick<Config, 'source' | 'target' | 'options'>;
  readonly runId: string | null;
  readonly preset: Pick<Preset, 'id' | 'id_generators' | 'tables' | 'skip'>;
  /** What other phases check at the same time; none when absent. */
  readonly beside?: Proving['beside'];
  /** What `captureOthers` saw before the run. */
  readonly othersBefore?: OthersCapture;
  /** What `markSource` saw in the snapshot. */
  readonly sourceMarks?: SourceMarks;
}
