import type { ChecklistAnswer } from '../../../run/ledger-types.js';
import { isForPerson } from '../../../validate/checklist/checklist.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { answerOf, orderedItems } from './checklist-state.js';

export async function loadChecklist(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context, copy } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'checklist', type: 'loading' });
  try {
    const answers = await operations.checklist(context, copy.runId ?? undefined);
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
  if (!context.preset.checklist.some(({ kind }) => kind === 'probe')) {
    notify(wizard, 'warning', text.checklist.noProbes);
    return;
  }
  store.dispatch({ slice: 'checklist', type: 'probing' });
  const { signal, release } = beginReading(wizard);
  try {
    const answers = await operations.probe(context, copy.runId ?? undefined, signal);
    store.dispatch({ slice: 'checklist', type: 'probed', answers });
  } catch (error) {
    const problem = signal.aborted ? null : problemOf(error);
    store.dispatch({ slice: 'checklist', type: 'probe-failed', problem });
  } finally {
    release();
    leaveIfClosing(wizard);
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
      await operations.answer(context, copy.runId ?? undefined, answer);
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
  // While answers are being saved, this one is taken up by who saves them.
  if (checklist.saving !== 'saving') await saveAnswers(wizard);
}

export async function saveAgain(wizard: Wizard): Promise<void> {
  if (wizard.store.getState().checklist.saving === 'saving') return;
  wizard.store.dispatch({ slice: 'checklist', type: 'save-again' });
  await saveAnswers(wizard);
}
