import type { KeyPress } from './key-press.js';
import { graphemes } from './text-width.js';

/** What has been typed and where the cursor stands, in characters as seen. */
export interface TextFieldState {
  readonly characters: readonly string[];
  readonly cursor: number;
}

export type TextFieldAction =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'erase-before' }
  | { readonly type: 'erase-after' }
  | { readonly type: 'erase-word' }
  | { readonly type: 'move'; readonly to: 'left' | 'right' | 'start' | 'end' }
  | { readonly type: 'clear' };

export function textField(value = ''): TextFieldState {
  const characters = graphemes(value);
  return { characters, cursor: characters.length };
}

export function typedText(state: TextFieldState): string {
  return state.characters.join('');
}

export function textFieldReducer(state: TextFieldState, action: TextFieldAction): TextFieldState {
  const before = state.characters.slice(0, state.cursor);
  const after = state.characters.slice(state.cursor);
  switch (action.type) {
    case 'insert': {
      // A field is one line: a pasted line break or tab must not act as a key.
      const added = graphemes(action.text.replace(/\s*[\r\n\t]+\s*/g, ' ')).filter((part) => part >= ' ');
      return { characters: [...before, ...added, ...after], cursor: state.cursor + added.length };
    }
    case 'erase-before':
      return { characters: [...before.slice(0, -1), ...after], cursor: Math.max(0, state.cursor - 1) };
    case 'erase-word': {
      const kept = before.join('').replace(/\S+\s*$|\s+$/u, '');
      const characters = graphemes(kept);
      return { characters: [...characters, ...after], cursor: characters.length };
    }
    case 'erase-after':
      return { characters: [...before, ...after.slice(1)], cursor: state.cursor };
    case 'move': {
      const { length } = state.characters;
      const places = { left: state.cursor - 1, right: state.cursor + 1, start: 0, end: length };
      return { ...state, cursor: Math.max(0, Math.min(places[action.to], length)) };
    }
    case 'clear':
      return textField();
  }
}

const edits: Readonly<Record<string, TextFieldAction>> = {
  backspace: { type: 'erase-before' },
  delete: { type: 'erase-after' },
  left: { type: 'move', to: 'left' },
  right: { type: 'move', to: 'right' },
  home: { type: 'move', to: 'start' },
  end: { type: 'move', to: 'end' },
  'ctrl+a': { type: 'move', to: 'start' },
  'ctrl+e': { type: 'move', to: 'end' },
  'ctrl+w': { type: 'erase-word' },
  'ctrl+u': { type: 'clear' },
};

/** The edit a key means in a text field; null when the key is not the field's. */
export function editOf({ text, name }: KeyPress): TextFieldAction | null {
  return text === '' ? (edits[name] ?? null) : { type: 'insert', text };
}
