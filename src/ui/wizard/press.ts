import { findKey, globalKeys, type KeyId } from '../keys.js';
import { openChecklist } from '../steps/checklist/checklist-commands.js';
import type { KeyPress } from '../terminal/key-press.js';
import { editOf, typedText } from '../terminal/text-field.js';
import { interrupt } from './interrupt.js';
import type { Screen } from './screen.js';
import { screenOf } from './screens.js';
import type { Wizard } from './wizard.js';
import type { WizardState } from './wizard-state.js';

/** Keys that mean something now; in a text field letters are text, so only the screen's own named keys are left. */
export function activeKeys(state: WizardState): readonly KeyId[] {
  const screen = screenOf(state);
  const typing = (screen.edit?.(state) ?? null) !== null;
  const own = screen.keys(state);
  if (typing) return [...own, ...(canAskForHelp(screen, state) ? (['help'] as const) : []), 'leaveNow'];
  // Where leaving is asked about, q would be neither yes nor no.
  const asked = state.frame.overlay === 'quit';
  const elsewhere = globalKeys.filter((id) => !own.includes(id) && !(asked && id === 'quit'));
  return [...own, ...elsewhere.filter((id) => id !== 'checklist' || canOpenChecklist(state))];
}

function canOpenChecklist({ context, frame, checklist, rollback, start }: WizardState): boolean {
  const covered = frame.overlay !== 'none' || checklist.isOpen || rollback.phase !== 'closed';
  return context !== null && !covered && start.phase === 'hidden' && frame.step !== 'checklist';
}

function canAskForHelp(screen: Screen, state: WizardState): boolean {
  const field = screen.confirmation?.(state) ?? null;
  return field !== null && typedText(field) === '';
}

/** Does what one key press means. */
export function press(wizard: Wizard, keyPress: KeyPress): void {
  const state = wizard.store.getState();
  const screen = screenOf(state);
  const edit = screen.edit?.(state) ?? null;
  if (edit !== null && !(keyPress.name === '?' && canAskForHelp(screen, state))) {
    const action = editOf(keyPress);
    if (action !== null) {
      edit(action, wizard);
      return;
    }
  }
  const key = findKey(keyPress.name, activeKeys(state));
  if (key === undefined) return;
  if (key === 'interrupt' || key === 'stopNow' || key === 'leaveNow') {
    interrupt(wizard);
    return;
  }
  if (state.frame.notice !== null) wizard.store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  if (key === 'help' || key === 'quit') {
    const overlay = state.frame.overlay === key ? 'none' : key;
    wizard.store.dispatch({ slice: 'frame', type: 'overlay', overlay });
    return;
  }
  if (key === 'checklist' || key === 'beforeItems') {
    openChecklist(wizard);
    return;
  }
  screen.press(key, wizard);
}

/** Pasted text goes into an open text field and nowhere else: a paste must never press keys. */
export function paste(wizard: Wizard, text: string): void {
  const state = wizard.store.getState();
  screenOf(state).edit?.(state)?.({ type: 'insert', text }, wizard);
}
