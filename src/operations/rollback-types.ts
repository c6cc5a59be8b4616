import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import type { KeptSecret, NotCompared } from '../phases/phase.js';

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
export interface RollbackSummary {
  readonly runId: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly secrets: number;
  /** Phase → things, of phases beside rows and secrets. */
  readonly others?: Readonly<Record<string, number>>;
  /** What was asked for. */
  readonly includeChanged?: boolean;
  /**
   * Rows and secrets that were changed since, the first rows of each table: while there are any, nothing is removed without
   * `includeChanged`. With those that went before an interruption, once something is removed.
   */
  readonly changed: readonly { readonly subject: string; readonly key: string }[];
  /** Table → changed rows, all of them. */
  readonly changedRows?: Readonly<Record<string, number>>;
  /** false: the rows could not be compared with the source, so `changed` does not name all of them. */
  readonly compared?: boolean;
  /** Why not. */
  readonly notCompared?: NotCompared;
  /** Secrets in which something stays though everything else is gone, and why. */
  readonly kept?: readonly KeptSecret[];
  readonly done: boolean;
}
export type RollbackOperation = (
  context: Context,
  request: RollbackRequest,
  listener: Listener,
  control: RunControl,
) => Promise<RollbackSummary>;
