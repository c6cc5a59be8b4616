import type { Sentence } from '../../core/sentence.js';
import type { Blocker } from '../../live/blockers.js';
import type { GateLine } from '../../live/gate.js';
import type { Work } from '../operation.js';

export interface CutoverRequest {
  /** Must equal the target database's name, else RefusedError; a dry run needs none. */
  readonly confirm: string | undefined;
  /** Says whether it would succeed now; locks and writes nothing. */
  readonly dryRun: boolean;
  /** There need be none: else a cut-over is refused where the target's changes could not be fed back. */
  readonly withoutWayBack?: boolean | undefined;
  /**
   * Asks a person to stop the source's writers, where the config gives no command: true once he says that none is left. Absent:
   * nobody can be asked.
   */
  readonly askFence?: (signal: AbortSignal) => Promise<boolean>;
}

export interface CutoverSummary {
  readonly runId: string;
  /** ready, not-ready: of a dry run. called-off: the source is free, and nothing is switched. already: an earlier one has switched. */
  readonly outcome: 'ready' | 'not-ready' | 'switched' | 'already' | 'called-off';
  /** From the first lock until it was switched or called off; null: nothing was locked. */
  readonly pauseSeconds: number | null;
  /** Of a dry run, without the time of the fence command; null: it cannot be told. */
  readonly expectedPauseSeconds: number | null;
  readonly gate: readonly GateLine[];
  readonly blockers: readonly Blocker[];
  /** Where the source's log ended under the fence. */
  readonly position: string | null;
  /** Resource → what the target's generator stood at when it was switched. */
  readonly boundary: Readonly<Record<string, string>>;
  /** Why it was called off. */
  readonly because: Sentence | null;
}

/**
 * cutover: makes the target the truth; back: makes the source the truth again, with what the target took. Throws RefusedError before anything is locked where there is nothing to cut over; what comes in
 * its way later calls it off, and says so.
 */
export type CutoverOperation = Work<CutoverRequest, CutoverSummary>;
