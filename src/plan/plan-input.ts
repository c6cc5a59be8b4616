import type { Context } from '../config/context.js';
import type { RunParams } from '../preset/params.js';
import type { DatabaseFacts } from './facts.js';
import type { IdAdjustments, Plan } from './plan.js';

/** How IDs are carried over, decided before the plan is built. */
export type IdDecision = Plan['ids'] & {
  /** Table → offset in decimal, which may be negative; tables without an entry keep their IDs. */
  readonly offsets: Readonly<Record<string, string>>;
};

export interface PlanInput extends Context {
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
  /** What it takes for its parameters. */
  readonly params?: RunParams | undefined;
  /** What further phases add. */
  readonly phases?: Readonly<Record<string, unknown>>;
}
