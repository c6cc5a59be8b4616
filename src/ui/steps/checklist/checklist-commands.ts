import type { ChecklistAnswer } from '../../../ledger/shapes.js';
import { isForPerson } from '../../../operations/checklist/answer-checklist.js';
import { checklistFile } from '../../../report/checklist-file.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { answerOf, nextOpen, orderedItems } from './checklist-state.js';

/** Shows the checklist over the current step, at the first item that is open. */
export function openChecklist(wizard: Wizard): void {
  const { store } = wizard;
  const { context, frame } = store.getState();
  if (context === null || frame.step === 'checklist') return;
  store.dispatch({ slice: 'checklist', type: 'open' });
  const { checklist } = store.getState();
  if (checklist.phase !== 'ready') void loadChecklist(wizard);
  const items = orderedItems(context.preset);
  const before = { ...checklist, selected: items.length - 1 };
  const index = nextOpen(before, context.preset);
  if (index !== null) store.dispatch({ slice: 'checklist', type: 'select', index, items: items.length });
}

/** Moves on to the next item that is not answered. */
export function goToNextOpen(wizard: Wizard): void {
  const { store, text } = wizard;
  const { context, checklist } = store.getState();
  if (context === null) return;
  const index = nextOpen(checklist, context.preset);
  if (index === null) notify(wizard, 'good', text.checklist.allAnswered);
  else {
    const items = orderedItems(context.preset).length;
    store.dispatch({ slice: 'checklist', type: 'select', index, items });
  }
}

/** Writes the checklist, as the command line does, into the folder that reports go to. */
export async function exportChecklist(wizard: Wizard): Promise<void> {
  const { store, operations, text } = wizard;
  const { context, copy } = store.getState();
  if (context === null) return;
  try {
    const state = await operations.checklistState(context, copy.runId);
    const name = `tenantferry-checklist-${state.runId ?? 'before'}.json`;
    const path = await wizard.writeReport(name, checklistFile(state, context.config.tenantId));
    notify(wizard, 'good', text.checklist.exported(path));
  } catch (error) {
    store.dispatch({ slice: 'checklist', type: 'export-failed', problem: problemOf(error) });
  }
}

export async function loadChecklist(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context, copy } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'checklist', type: 'loading' });
  try {
    const answers = await operations.checklist(context, copy.runId);
    store.dispatch({ slice: 'checklist', type: 'loaded', answers });
  } catch (error) {
    store.dispatch({ slice: 'checklist', type: 'failed', problem: problemOf(error) });
  }
}

/** Reads it again where it was read before: validation has answered some of its items anew. */
export function refreshChecklist(wizard: Wizard): void {
  if (wizard.store.getState().checklist.phase === 'ready') void loadChecklist(wizard);
}

/** Makes every probe; what they find is saved and shown. Reads only, but for the ledger. */
export async function runProbes(wizard: Wizard): Promise<void> {
  const { store, operations, text } = wizard;
  const { context, copy, checklist } = store.getState();
  if (context === null || checklist.probing) return;
  if (wizard.reading.current !== null) {
    notify(wizard, 'warning', text.checklist.readingFirst);
    return;
  }
  if (!context.preset.checklist.some(({ kind }) => kind === 'probe')) {
    notify(wizard, 'warning', text.checklist.noProbes);
    return;
  }
  store.dispatch({ slice: 'checklist', type: 'probing' });
  using reading = beginReading(wizard);
  const { signal } = reading;
  try {
    const answers = await operations.probe(context, copy.runId, signal);
    store.dispatch({ slice: 'checklist', type: 'probed', answers });
  } catch (error) {
    const problem = signal.aborted ? null : problemOf(error);
    store.dispatch({ slice: 'checklist', type: 'probe-failed', problem });
  }
}

/** Saves what is not saved yet, one after the other: of two answers to one item the later must be the one that stays. */
async function saveAnswers({ store, operations }: Wizard): Promise<void> {
  const { context, copy } = store.getState();
  if (context === null) return;
  for (;;) {
    const [answer] = store.getState().checklist.unsaved;
    if (answer === undefined) return;
    try {
      await operations.answer(context, copy.runId, answer);
      store.dispatch({ slice: 'checklist', type: 'saved', answer });
    } catch (error) {
      store.dispatch({ slice: 'checklist', type: 'save-failed', problem: problemOf(error) });
      return;
    }
  }
}

/** Changes the selected item's answer and saves it at once, with name and time. */
export async function answerSelected(
  wizard: Wizard,
  change: Partial<Pick<ChecklistAnswer, 'state' | 'note'>>,
): Promise<void> {
  const { context, checklist } = wizard.store.getState();
  if (context === null) return;
  const item = orderedItems(context.preset)[checklist.selected];
  if (item === undefined) return;
  const answer = answerOf(checklist, item.id);
  if (change.state !== undefined && !isForPerson(item, answer)) {
    const notice = { tone: 'warning', text: wizard.text.checklist.automaticOnly } as const;
    wizard.store.dispatch({ slice: 'frame', type: 'notice', notice });
    return;
  }
  const at = new Date(wizard.clock.now()).toISOString();
  const given = { ...answer, ...change, by: checklist.by, at };
  wizard.store.dispatch({ slice: 'checklist', type: 'answered', answer: given });
  if (change.state !== undefined && change.state !== 'open') {
    const items = orderedItems(context.preset).length;
    const index = checklist.selected + 1;
    wizard.store.dispatch({ slice: 'checklist', type: 'select', index, items });
  }
  // While answers are being saved, this one is taken up by who saves them.
  if (checklist.saving !== 'saving') await saveAnswers(wizard);
}

export async function saveAgain(wizard: Wizard): Promise<void> {
  if (wizard.store.getState().checklist.saving === 'saving') return;
  wizard.store.dispatch({ slice: 'checklist', type: 'save-again' });
  await saveAnswers(wizard);
}
