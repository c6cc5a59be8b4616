import type { ConsistencyLevel } from '../config/config.js';
import type { Context } from '../config/context.js';
import type { VerifiedPass } from '../ledger/verified.js';
import type { WorkerRecord } from '../ledger/workers.js';
import type { GateLine } from '../live/gate.js';

/** Where a run stands in its journey. */
export const runPhases = [
  'prepared',
  'copying',
  'copied',
  'following',
  'cutting-over',
  'switched',
  'feeding-back',
  'back',
  'finished',
  'rolling-back',
  'rolled-back',
] as const;
export type RunPhase = (typeof runPhases)[number];

/** What is left of the way back after a cut-over. */
export const wayBackStates = ['open', 'waiting', 'dead', 'none'] as const;
export type WayBackState = (typeof wayBackStates)[number];

export interface RunStatus {
  readonly runId: string;
  readonly tenantId: string;
  readonly phase: RunPhase;
  /** Things in the target, by the phase of the copy; `total`: null where it was not counted yet, rows are estimates of the server. */
  readonly progress: readonly {
    readonly phase: string;
    readonly done: number;
    readonly total: number | null;
  }[];
  /** null: nobody follows, or it is not known yet. */
  readonly lagSeconds: number | null;
  /** All before this place of the source's log is in the target; null: the run was not made with --live. */
  readonly position: string | null;
  readonly rowEvents: number;
  readonly eventsPerSecond: number | null;
  /** Rows whose change was not compared yet; null: nobody keeps count. */
  readonly dirtyKeys: number | null;
  /** What comparing beside following has shown; null: nobody has. */
  readonly verification: {
    readonly passes: number;
    readonly lastPass: VerifiedPass | null;
    /** When the last pass ended that found no difference. */
    readonly lastCleanAt: string | null;
    /** Rows that differ for certain. */
    readonly mismatches: number;
    /** Of the last minutes: shares of compared rows that were equal when read first, and last. */
    readonly score: { readonly first: number; readonly last: number } | null;
    /** null: it was not noted. */
    readonly level: ConsistencyLevel | null;
  } | null;
  /** What a cut-over waits for; empty where there will be none. */
  readonly gate: readonly GateLine[];
  /** Who works on it, or died at it; null: nobody does. */
  readonly worker: Omit<WorkerRecord, 'figures' | 'ended'> | null;
  /** Somebody should be at work. */
  readonly isDue: boolean;
  /**
   * open: changes are fed back. waiting: that has not begun. dead: nobody feeds them back now. none: it was not wanted, or is over. null:
   * not switched, or no matter any more.
   */
  readonly wayBack: WayBackState | null;
}

/** status: where the tenant's latest run stands, or a named one, out of the ledger. Reads only. RefusedError where there is no run. */
export type StatusOperation = (context: Context, runId: string | undefined) => Promise<RunStatus>;
