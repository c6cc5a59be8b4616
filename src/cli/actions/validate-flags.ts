import type { ValidationLevel } from '../../core/validation-result.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `validate`. */
export interface ValidateFlags extends SharedFlags {
  readonly level: ValidationLevel;
  readonly run?: string;
  readonly repair?: true;
  readonly confirm?: string;
  readonly deleteExtra?: true;
  readonly dryRun?: true;
  readonly repairSql?: string;
}
