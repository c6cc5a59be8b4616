import type { Key } from 'ink';
import { graphemes } from './text-width.js';

/** One key: `name` for the key table, `text` for a text field (empty when the key types nothing). */
export interface KeyPress {
  readonly name: string;
  readonly text: string;
}

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'escape',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl+c',
  '\u0015': 'ctrl+u',
  '\u001a': 'ctrl+z',
};

function pressOf(character: string): KeyPress | null {
  const control = controls[character];
  if (control !== undefined) return { name: control, text: '' };
  if (character < ' ') return null;
  return { name: character === ' ' ? 'space' : character, text: character };
}

/** The keys in one input event: fast typing and unbracketed paste arrive as one string (`acme\r`), to be taken one by one. */
export function splitKeys(input: string, key: Key): readonly KeyPress[] {
  if (key.eventType === 'release') return [];
  const named = namedKey(key);
  const keys: readonly KeyPress[] = named === null ? typedKeys(input, key) : [{ name: named, text: '' }];
  // There are no keys with Alt here: what looks like one is Esc and the next key, which a slow line or fast hands bring together.
  return key.meta && isAfterEscape(key, named) ? [{ name: 'escape', text: '' }, ...keys] : keys;
}

/** Esc before an arrow or Backspace is how terminals send these keys with Alt; before all else it is a key of its own. */
function isAfterEscape(key: Key, named: string | null): boolean {
  return named === null ? !key.ctrl : named === 'enter' || named === 'tab' || named === 'escape';
}

function typedKeys(input: string, key: Key): readonly KeyPress[] {
  if (key.ctrl) return input === '' ? [] : [{ name: `ctrl+${input}`, text: '' }];
  const presses: KeyPress[] = [];
  for (const character of graphemes(input.replaceAll('\r\n', '\r'))) {
    const press = pressOf(character);
    if (press !== null) presses.push(press);
  }
  return presses;
}

function namedKey(key: Key): string | null {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.tab) return key.shift ? 'shift+tab' : 'tab';
  if (key.backspace) return 'backspace';
  if (key.delete) return 'delete';
  return null;
}
