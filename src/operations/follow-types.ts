import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import type { FollowSummary } from './result-shapes.js';

export interface FollowRequest {
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string | undefined;
  /** Ends by itself once it is less than `options.live.max_lag_seconds` behind. */
  readonly untilCaughtUp: boolean;
}

/** follow: applies what is written to the source. Throws RefusedError before anything is written, and FollowStopped where it cannot go on. */
export type FollowOperation = (
  context: Context,
  request: FollowRequest,
  listener: Listener,
  control: RunControl,
) => Promise<FollowSummary>;
