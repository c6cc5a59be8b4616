import { openCopies } from '../components/copy-screen.js';
import { chosenInPalette, mayAct } from '../components/palette-screen.js';
import { findKey, type KeyId, keyTable } from '../keys.js';
import type { KeyPress } from '../terminal/key-press.js';
import { editOf } from '../terminal/text-field.js';
import { interrupt } from './interrupt.js';
import { activeKeys, canAskForHelp, screenOf } from './steps.js';
import { notify, type Wizard } from './wizard.js';

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
