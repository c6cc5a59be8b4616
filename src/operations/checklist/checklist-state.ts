import type { Context } from '../../config/context.js';
import { readAnswers } from '../../ledger/checklist-answers.js';
import { readValidation } from '../../ledger/saved-validations.js';
import type { ChecklistAnswer } from '../../ledger/shapes.js';
import { answer } from '../checklist.js';
import { findRun, lookForRun, withTarget } from '../target-ledger.js';
import { refuse } from '../words.js';
import { answerChecklist } from './answer-checklist.js';
import { readEarlyAnswers } from './early-answers.js';
import { runProbes } from './probes.js';
import type {
  ChecklistConflict,
  ChecklistOperation,
  ChecklistRun,
  ChecklistState,
  ChecklistStateOperation,
  ImportAnswersOperation,
  ProbeOperation,
} from './types.js';

interface ReadChecklist extends Pick<ChecklistState, 'runId'> {
  readonly saved: readonly ChecklistAnswer[];
  /** With what the latest validation says to automatic items. */
  readonly answers: readonly ChecklistAnswer[];
}

/** Of a run, or before any run the answers that wait for one. */
async function readChecklist(context: Context, runId: ChecklistRun): Promise<ReadChecklist> {
  const { config, preset } = context;
  const early = async (): Promise<ReadChecklist> => {
    const saved = await readEarlyAnswers(config);
    return { runId: null, saved, answers: answerChecklist(preset, null, saved) };
  };
  if (runId === null) return early();
  return withTarget(context, async (session) => {
    // A run that was asked for by name must be there; "the latest" may be none.
    const find = runId === undefined ? lookForRun : findRun;
    const found = await find(context, session, runId);
    if (!found) return early();
    const validation = await readValidation(found.ledger);
    const saved = await readAnswers(found.ledger);
    return { runId: found.run.runId, saved, answers: answerChecklist(preset, validation, saved) };
  });
}

/** The checklist with its answers. */
export const checklist: ChecklistOperation = async (context, runId) =>
  (await readChecklist(context, runId)).answers;

/** The same, each item with its words and with what was saved of it. */
export const checklistState: ChecklistStateOperation = async (context, forRun) => {
  const { runId, saved, answers } = await readChecklist(context, forRun);
  const items = new Map(context.preset.checklist.map((item) => [item.id, item]));
  const savedById = new Map(saved.map((one) => [one.itemId, one]));
  const entries = answers.flatMap((shown) => {
    const item = items.get(shown.itemId);
    if (!item) return [];
    const { title, when, kind } = item;
    return [{ ...shown, title, when, kind, saved: savedById.get(shown.itemId) ?? null }];
  });
  return { runId, entries };
};

/** Merges answers into the checklist; the newer of two wins. */
export const importAnswers: ImportAnswersOperation = async (context, runId, answers) => {
  const state = await checklistState(context, runId);
  const entries = new Map(state.entries.map((entry) => [entry.itemId, entry]));
  const unknown = answers.map(({ itemId }) => itemId).filter((itemId) => !entries.has(itemId));
  if (unknown.length > 0) {
    throw refuse('checklist.unknown-items', { items: unknown.join(', ') });
  }
  refuseFuture(answers);
  const imported: ChecklistAnswer[] = [];
  const kept: string[] = [];
  const conflicts: ChecklistConflict[] = [];
  for (const given of answers) {
    const saved = entries.get(given.itemId)?.saved;
    const keeps = saved !== null && saved !== undefined && timeOf(saved) >= timeOf(given);
    if (saved && !sayTheSame(saved, given)) {
      const [stands, overruled] = keeps ? [saved, given] : [given, saved];
      conflicts.push({ itemId: given.itemId, stands, overruled });
    }
    if (keeps) {
      kept.push(given.itemId);
      continue;
    }
    await answer(context, state.runId ?? undefined, given);
    imported.push(given);
  }
  return { imported, kept, conflicts };
};

/** Clocks of two machines may differ by this much. */
const clockToleranceMs = 5 * 60_000;

/** An answer from the future would overrule every later one. */
function refuseFuture(answers: readonly ChecklistAnswer[]): void {
  const future = answers.filter((given) => timeOf(given) > Date.now() + clockToleranceMs);
  if (future.length === 0) return;
  const items = future.map(({ itemId }) => itemId).join(', ');
  throw refuse('checklist.future', { items });
}

/** Whether two people answered alike; when and by whom may differ. An item that is open again says nothing. */
function sayTheSame(a: ChecklistAnswer, b: ChecklistAnswer): boolean {
  return a.state === b.state && a.note === b.note;
}

/** An answer without a readable time is older than any other. */
function timeOf({ at }: ChecklistAnswer): number {
  return Date.parse(at) || 0;
}

/** Makes every probe and saves its answer; a person's note on the item stays. */
export const probe: ProbeOperation = async (context, runId, signal) => {
  const state = await checklistState(context, runId);
  const notes = new Map(state.entries.map(({ itemId, note }) => [itemId, note]));
  const { source, target, tenantId } = context.config;
  const made = await runProbes(context.preset, {
    source: source.mysql,
    target: target.mysql,
    tenantId,
    signal,
  });
  const answers = made.map((one) => ({ ...one, note: notes.get(one.itemId) ?? '' }));
  for (const one of answers) await answer(context, state.runId ?? undefined, one);
  return answers;
};
