import type { Config } from '../config/config.js';
import type { Preset } from '../preset/schema.js';
import type { DatabaseFacts } from './facts.js';
import type { IdAdjustments, Plan } from './plan.js';
import type { IdSegment } from './treatments.js';

/** How IDs are carried over, decided before the plan is built. */
export interface IdDecision {
  readonly mode: 'preserve' | 'offset';
  readonly reason: string;
  readonly because?: Plan['ids']['because'];
  /** Table → offset in decimal, which may be negative; tables without an entry keep their IDs. */
  readonly offsets: Readonly<Record<string, string>>;
  /** Table → the lowest source ID of its reserved range, and the highest it has room for. */
  readonly lowest?: Readonly<Record<string, string>>;
  readonly room?: Readonly<Record<string, string>>;
  /** Table → room that was made since. */
  readonly segments?: Readonly<Record<string, readonly IdSegment[]>>;
}

export interface PlanInput {
  readonly config: Config;
  readonly preset: Preset;
  readonly source: DatabaseFacts;
  readonly target: DatabaseFacts;
  readonly ids: IdDecision;
  /** IDs present in the target's own tables that the preset's `target_rows` point at, by table name. */
  readonly targetRows: Readonly<Record<string, readonly string[]>>;
  /** `table.column` of the preset's `target_rows` that no row of the source needs: NULL or 0 everywhere, or no row at all. */
  readonly targetRowsUnneeded?: ReadonlySet<string>;
  /** What was found in the data and bends the rule "ID + offset". */
  readonly adjustments?: IdAdjustments;
  /** What the source has of the preset's `not_moved`; absent until it was looked at. */
  readonly notMoved?: Plan['notMoved'];
  /** What SQL of the preset takes for now. */
  readonly runTime?: string | undefined;
  /** What further phases add. */
  readonly phases?: Readonly<Record<string, unknown>>;
}
