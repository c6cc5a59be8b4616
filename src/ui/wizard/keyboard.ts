import { type KeyBinding, keyTable } from '../keys.js';
import type { KeyPress } from '../terminal/key-press.js';
import { isTyping, keyOf, press } from './press.js';
import type { Wizard } from './wizard.js';

/**
 * Key presses as they come in. A name typed where none is asked for is a row of letters, less than `quietMilliseconds` apart, and some of
 * them are keys. Of a row only the first one counts, and not even that where it would write, answer or stop something: such a key waits
 * whether others follow. Enter behind a row does not count. A key that is held down is one press.
 */
export function openKeyboard(wizard: Wizard): (keyPress: KeyPress) => void {
  const { clock, quietMilliseconds } = wizard;
  let before = nothing;
  let isRow = false;
  let waiting: { readonly name: string; readonly act: () => void; readonly cancel: () => void } | undefined;

  function forget(): void {
    waiting?.cancel();
    waiting = undefined;
  }

  function wait(keyPress: KeyPress): void {
    const { name } = keyPress;
    const meant = keyOf(wizard, name);
    const act = () => {
      forget();
      if (!isTyping(wizard) && keyOf(wizard, name) === meant) press(wizard, keyPress);
    };
    waiting = { name, act, cancel: clock.after(quietMilliseconds, act) };
  }

  return (keyPress) => {
    if (quietMilliseconds === 0) return press(wizard, keyPress);
    if (isTyping(wizard)) {
      before = nothing;
      return press(wizard, keyPress);
    }
    const { name, text } = keyPress;
    const typed = typedOf(keyOf(wizard, name));
    const at = clock.now();
    const isSoon = at - before.at < quietMilliseconds;
    if (text.trim() === '' || typed === 'always') {
      waiting?.act();
      if (name === 'enter' && isRow && isSoon) return;
      if (text.trim() === '') before = nothing;
      return press(wizard, keyPress);
    }
    isRow = isSoon && (isRow || before.name !== name);
    before = { name, at };
    if (isRow) forget();
    else if (typed !== 'alone') press(wizard, keyPress);
    else if (waiting === undefined) wait(keyPress);
  };
}

const nothing = { name: '', at: Number.NEGATIVE_INFINITY };

function typedOf(key: keyof typeof keyTable | undefined): KeyBinding['typed'] {
  const binding: KeyBinding | undefined = key && keyTable[key];
  return binding?.typed;
}
