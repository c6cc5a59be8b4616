import { openCopies } from '../components/copy-screen.js';
import { chosenInPalette, mayAct } from '../components/palette-screen.js';
import { findKey, globalKeys, type KeyId, keyTable } from '../keys.js';
import type { KeyPress } from '../terminal/key-press.js';
import { editOf, typedText } from '../terminal/text-field.js';
import { interrupt } from './interrupt.js';
import { coveringStep, screenOf } from './steps.js';
import { notify, type Screen, type Step, type Wizard } from './wizard.js';
import type { WizardState } from './wizard-state.js';

/** Keys that mean something now; in a text field letters are text, so only the screen's own named keys are left. */
export function activeKeys(steps: readonly Step[], state: WizardState): readonly KeyId[] {
  const screen = screenOf(steps, state);
  const typing = (screen.edit?.(state) ?? null) !== null;
  const own = screen.keys(state);
  const tables = (screen.tables?.(state)?.names.length ?? 0) > 0;
  const copies = (screen.copies?.(state, 'en') ?? []).length > 0;
  if (typing) {
    const help = canAskForHelp(screen, state) ? (['help'] as const) : [];
    const palette = state.frame.overlay === 'palette' ? [] : (['paletteTyping'] as const);
    return [
      ...own,
      ...(copies ? (['copyTyping'] as const) : []),
      ...palette,
      ...help,
      ...(own.includes('stopNow') ? [] : (['leaveNow'] as const)),
    ];
  }
  // Where leaving is asked about, q would be neither yes nor no.
  const asked = state.frame.overlay === 'quit';
  const elsewhere = globalKeys.filter(
    (id) =>
      !own.includes(id) &&
      !(asked && (id === 'quit' || id === 'palette')) &&
      !(id === 'copyText' && !copies) &&
      !(id === 'tableDetails' && !tables),
  );
  return [...own, ...elsewhere.filter((id) => canOpenOver(steps, state, id))];
}

/** A step that a key shows over the others is only opened where nothing lies over them yet. */
function canOpenOver(steps: readonly Step[], state: WizardState, key: KeyId): boolean {
  const opened = steps.find(({ shortcut }) => shortcut?.keys.includes(key));
  if (opened === undefined) return true;
  if (opened.isShown?.(state) === false) return false;
  const covered = state.frame.overlay !== 'none' || coveringStep(steps, state) !== undefined;
  return state.context !== null && !covered && state.frame.step !== opened.id;
}

function canAskForHelp(screen: Screen, state: WizardState): boolean {
  const field = screen.confirmation?.(state) ?? null;
  return field !== null && typedText(field) === '';
}

/** A text field is open: letters are text. */
export function isTyping({ store, steps }: Pick<Wizard, 'store' | 'steps'>): boolean {
  const state = store.getState();
  return (screenOf(steps, state).edit?.(state) ?? null) !== null;
}

/** The key that a press means now, where it is no text. */
export function keyOf({ store, steps }: Pick<Wizard, 'store' | 'steps'>, name: string): KeyId | undefined {
  return findKey(name, activeKeys(steps, store.getState()));
}

/** Does what one key press means. */
export function press(wizard: Wizard, keyPress: KeyPress): void {
  const { store, steps } = wizard;
  const state = store.getState();
  const screen = screenOf(steps, state);
  const edit = screen.edit?.(state) ?? null;
  if (edit !== null && !(keyPress.name === '?' && canAskForHelp(screen, state))) {
    const action = editOf(keyPress);
    if (action !== null) {
      edit(action, wizard);
      return;
    }
  }
  const key = keyOf(wizard, keyPress.name);
  if (key === undefined) return;
  if (key === 'interrupt' || key === 'stopNow' || key === 'leaveNow') {
    interrupt(wizard);
    return;
  }
  if (state.frame.notice !== null) store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  act(wizard, key);
}

/** What the palette's marked row does, on the screen below. */
function choose(wizard: Wizard): void {
  const { store, text } = wizard;
  const chosen = chosenInPalette(store.getState(), text);
  if (chosen === undefined) return;
  store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
  if (mayAct(chosen)) act(wizard, chosen);
  else notify(wizard, 'warning', text.palette.press(keyTable[chosen].shown, text.keys[chosen].label));
}

/** What a key means on the screen that is shown. */
function act(wizard: Wizard, key: KeyId): void {
  const { store, steps } = wizard;
  const state = store.getState();
  const screen = screenOf(steps, state);
  if (state.frame.overlay === 'palette' && key === 'choose') {
    choose(wizard);
    return;
  }
  if (key === 'palette' || key === 'paletteTyping') {
    store.dispatch({ slice: 'frame', type: 'palette', keys: activeKeys(steps, state) });
    return;
  }
  if (key === 'help' || key === 'quit') {
    const overlay = state.frame.overlay === key ? 'none' : key;
    store.dispatch({ slice: 'frame', type: 'overlay', overlay });
    return;
  }
  if (key === 'copyText' || key === 'copyTyping') {
    openCopies(screen, wizard);
    return;
  }
  const opened = steps.find(({ shortcut }) => shortcut?.keys.includes(key));
  if (opened?.shortcut === undefined) screen.press(key, wizard);
  else opened.shortcut.open(wizard);
}

/** Pasted text goes into an open text field and nowhere else: a paste must never press keys. */
export function paste(wizard: Wizard, text: string): void {
  const state = wizard.store.getState();
  screenOf(wizard.steps, state).edit?.(state)?.({ type: 'insert', text }, wizard);
}
