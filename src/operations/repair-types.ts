import type { Context } from '../config/context.js';
import type { Listener } from '../core/events.js';
import type { RepairOutcome, RepairProposal } from '../core/repair.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { Work } from './operation.js';

export interface RepairRequest {
  /** Absent: the latest run of this tenant. */
  readonly runId?: string;
  /** Must equal the target database's name, else RefusedError. Not needed for a dry run. */
  readonly confirm?: string;
  /** Only propose. */
  readonly dryRun?: boolean;
  /** Also delete rows of ours that the source does not have. */
  readonly deleteExtra: boolean;
}
/** The validation that repairs go by, and what became of it when both sides were looked at again. */
export interface RepairBasis {
  readonly validatedAt: string;
  /** It was made for this repair; else it was saved before. */
  readonly fresh: boolean;
  /** What it named and is right by now. */
  readonly settled: readonly RepairProposal[];
  /** Proposals that are other ones by now. */
  readonly changed: number;
}
export interface RepairSummary {
  readonly runId: string;
  readonly proposals: readonly RepairProposal[];
  readonly basis?: RepairBasis;
  /** One per proposal that was carried out or looked at; none in a dry run. */
  readonly outcomes: readonly RepairOutcome[];
  /** Made after the repair; where nothing was repaired or it was stopped, the one that the proposals come from. */
  readonly validation: ValidationResult;
  /** The operator ended it between two repairs. */
  readonly stopped: boolean;
}
/**
 * repair: puts right what the latest validation of a run found, rows and secrets through the copy's own writers, and validates
 * again. A saved validation is held against both sides first; where none at level full is saved, or nothing of what it found
 * is left, one is made.
 */
export type RepairOperation = Work<RepairRequest, RepairSummary>;
/** The same repairs as SQL for review, piece by piece; no secret is in it, and nothing is written. */
export type RepairSqlOperation = (
  context: Context,
  runId: string | undefined,
  listener?: Listener,
  signal?: AbortSignal,
) => AsyncIterable<string>;
