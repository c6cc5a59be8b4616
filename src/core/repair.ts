import type { Reason, Sentence } from './sentence.js';
import type { Difference } from './validation-shape.js';

/** What would put one difference right. */
export const repairActions = [
  /** Take the row out of the target, if it is there, and copy it again from the source. */
  'recopy-row',
  /** Delete a row the source does not have. Never done unless asked for: the target's users may have made it. */
  'delete-row',
  /** Set the row's secret version to what the ledger says it must be. */
  'rewrite-version',
  /** Copy the row's secret again. */
  'recopy-secret',
  /** Copy a thing of another phase again. */
  'recopy-item',
  /** Raise the generator to the highest ID in its table. */
  'raise-generator',
  /** Nothing this tool should do by itself; `reason` says what to do. */
  'by-hand',
] as const;
export type RepairAction = (typeof repairActions)[number];

/** unneeded: the row was right when it was looked at again. */
export const repairStates = ['repaired', 'unneeded', 'left', 'failed'] as const;

export interface RepairProposal {
  readonly action: RepairAction;
  readonly table: string;
  /** As shown: `id=42`. */
  readonly key: string;
  /** By what it is said in another language, where it is words. */
  readonly keyReason?: Reason;
  /** The target row's key values, where the action is about one row. */
  readonly rowKey?: readonly string[];
  /** Columns that differ. */
  readonly columns: readonly string[];
  readonly reason: string | Sentence;
  /** rewrite-version: the number to write. raise-generator: the least value. */
  readonly value?: string;
  /** by-hand: what happened to the row since the run's snapshot. */
  readonly since?: SinceRun;
}

/** What makes a row newer than the run: on which side, and how. A repair by the source would undo it, or bring half of it. */
export type SinceRun =
  | 'made-in-source'
  | 'changed-in-source'
  | 'deleted-in-source'
  | 'made-in-target'
  | 'changed-in-target';

/** What became of one proposal. */
export interface RepairOutcome {
  readonly proposal: RepairProposal;
  readonly state: (typeof repairStates)[number];
  readonly detail: string | Sentence;
  /** What still differs afterwards. */
  readonly remaining: readonly Difference[];
}
