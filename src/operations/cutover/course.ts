import type { MysqlEndpoint } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { LiveOptions } from '../../config/options.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { Sentence } from '../../core/sentence.js';
import type { Difference } from '../../core/validation-shape.js';
import type { Switched } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import type { StoredRun } from '../../ledger/runs.js';
import type { WorkerRecord } from '../../ledger/workers.js';
import type { FollowedTable } from '../../live/followed-table.js';
import type { GateLine } from '../../live/gate.js';
import type { OwnWrites } from '../../live/own-writes.js';
import type { TouchedRow } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import type { LogPosition } from '../../mysql/log-position.js';
import type { Side } from '../../plan/plan.js';
import type { Pause } from './pause.js';
import type { CutoverRequest } from './types.js';

/** Which side is left, and how it is made sure that the other one has all of it: a cut-over and the way back differ in nothing else. */
export interface Course {
  readonly side: Side;
  /** Whose writers are stopped, and whose log is drained. */
  readonly left: MysqlEndpoint;
  /** The run's tables, by the names of the side that is left. */
  readonly tables: ReadonlyMap<string, FollowedTable>;
  /** Transactions of that side that are the tool's own. */
  readonly own?: OwnWrites | undefined;
  /** Who follows that side, by the ledger. */
  readonly worker: 'follow' | 'feed-back';
  /** Follows it in this process, until it is stopped. */
  readonly follow: (listener: Listener, control: RunControl) => Promise<unknown>;
  /** RefusedError where it could not be followed now. Reads only. */
  readonly refuseUnfollowable: () => Promise<void>;
  /** What is waited for, beside the fence; by the ledger of the follower, and what else has to be looked at. */
  readonly gate: (follower: WorkerRecord | undefined) => Promise<readonly GateLine[]>;
  /** All before it is on the other side. */
  readonly applied: () => Promise<LogPosition>;
  /** Once all is applied: what rows name, and was not to be had when they came. */
  readonly bringRest: (pause: Pause) => Promise<void>;
  /** Compares rows on both sides. */
  readonly compare: (touched: readonly TouchedRow[]) => Promise<readonly Difference[]>;
  /** The next ID that the other side hands out is above all that are in use. Throws CalledOff where it cannot be. */
  readonly raise: () => Promise<void>;
  /** The other side is the truth from then on. Throws CalledOff. */
  readonly switchOver: (
    end: LogPosition,
    refuseLate: () => void,
  ) => Promise<Pick<Switched, 'end' | 'boundary'>>;
  /** What is to be known before the pause. */
  readonly warning?: Sentence | undefined;
}

/** What a cut-over works with, either way. */
export interface Cutting {
  readonly context: Context;
  readonly request: CutoverRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly options: LiveOptions;
  readonly run: StoredRun;
  /** In the target. */
  readonly ledger: RunLedger;
  readonly course: Course;
}

/** The side that is left, as it is called. */
export function sideOf({ side }: Pick<Course, 'side'>): Sentence {
  switch (side) {
    case 'source':
      return say('side.source');
    case 'target':
      return say('side.target');
  }
}
