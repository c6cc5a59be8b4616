import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import type { RollbackSummary } from './result-shapes.js';

export interface RollbackRequest {
  readonly runId: string;
  /** Must equal the target database's name, else RefusedError. Not needed for a dry run. */
  readonly confirm?: string;
  /** Only count what would be removed. */
  readonly dryRun: boolean;
  /** Remove rows and secrets that were changed since the run, too. */
  readonly includeChanged: boolean;
  /** Take files back, too: by default they stay. */
  readonly files?: boolean;
}
export type RollbackOperation = (
  context: Context,
  request: RollbackRequest,
  listener: Listener,
  control: RunControl,
) => Promise<RollbackSummary>;
