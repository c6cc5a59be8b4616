import type { Config } from '../../../config/config.js';
import type { JobResult } from '../../../core/validation-result.js';
import type { Preset } from '../../../preset/schema.js';
import type { OthersCapture } from './jobs/other-tenants.js';
import type { SourceMarks } from './jobs/source-unchanged.js';
import type { ValidateTablesOptions } from './validate-tables.js';

export interface RunValidationOptions
  extends Omit<ValidateTablesOptions, 'source' | 'target' | 'parallel' | 'pool' | 'count' | 'volatile'> {
  readonly config: Pick<Config, 'source' | 'target' | 'options'>;
  readonly runId: string | null;
  readonly preset: Pick<Preset, 'id' | 'id_generators' | 'tables' | 'skip'>;
  /** Compares the secrets; its results have check `secrets`. Absent without a Vault phase. */
  readonly secrets?: () => Promise<readonly JobResult[]>;
  /** What `captureOthers` saw before the run. */
  readonly othersBefore?: OthersCapture;
  /** What `markSource` saw in the snapshot. */
  readonly sourceMarks?: SourceMarks;
}
