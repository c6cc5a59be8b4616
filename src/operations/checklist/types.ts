import type { Context } from '../../config/context.js';
import type { ChecklistAnswer } from '../../ledger/shapes.js';
import type { Question } from '../operation.js';

/** undefined: the tenant's latest run. null: the run that is still to come; its answers wait beside the config. */
export type ChecklistRun = string | null | undefined;

/** Reads the checklist of a run with its answers; automatic items hold the latest validation's evidence. */
export type ChecklistOperation = Question<ChecklistRun, readonly ChecklistAnswer[]>;
/** Saves one answer at once; without a run's name, for the run to come. */
export type AnswerOperation = (
  context: Context,
  runId: ChecklistRun,
  answer: ChecklistAnswer,
) => Promise<void>;

/** One item as a person sees it, and what was saved of it. */
export interface ChecklistEntry extends ChecklistAnswer {
  readonly title: { readonly en: string; readonly zh: string };
  readonly when: 'before' | 'during' | 'after';
  readonly kind: string;
  /** What a person or a probe answered; null when nothing was saved. What checks answer is never saved. */
  readonly saved: ChecklistAnswer | null;
}
export interface ChecklistState {
  /** null: there is no run yet, so answers wait beside the config. */
  readonly runId: string | null;
  readonly entries: readonly ChecklistEntry[];
}
/** The whole checklist. RefusedError when the named run is not known. Reads only. */
export type ChecklistStateOperation = Question<ChecklistRun, ChecklistState>;

/** Two answers to one item that do not say the same. */
export interface ChecklistConflict {
  readonly itemId: string;
  readonly stands: ChecklistAnswer;
  /** Was saved or imported, and is overruled. */
  readonly overruled: ChecklistAnswer;
}

interface ImportSummary {
  readonly imported: readonly ChecklistAnswer[];
  /** Items whose saved answer is as new or newer. */
  readonly kept: readonly string[];
  /** Items that were answered differently on both sides: the newer answer stands. */
  readonly conflicts: readonly ChecklistConflict[];
}
/** Merges answers, the newer of two wins. RefusedError that names every unknown item, and every
 * answer that is dated in the future; then nothing is saved. */
export type ImportAnswersOperation = (
  context: Context,
  runId: string | undefined,
  answers: readonly ChecklistAnswer[],
) => Promise<ImportSummary>;

/** Makes every probe of preset and config, and saves the answers. Reads only, but for the ledger. */
export type ProbeOperation = (
  context: Context,
  runId: ChecklistRun,
  signal: AbortSignal,
) => Promise<readonly ChecklistAnswer[]>;
