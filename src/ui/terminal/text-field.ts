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
    case 'move':
      switch (action.to) {
        case 'left':
          return { ...state, cursor: Math.max(0, state.cursor - 1) };
        case 'right':
          return { ...state, cursor: Math.min(state.characters.length, state.cursor + 1) };
        case 'start':
          return { ...state, cursor: 0 };
        case 'end':
          return { ...state, cursor: state.characters.length };
      }
      return state;
    case 'clear':
      return textField();
  }
}

/** The edit a key means in a text field; null when the key is not the field's. */
export function editOf(press: KeyPress): TextFieldAction | null {
  if (press.text !== '') return { type: 'insert', text: press.text };
  switch (press.name) {
    case 'backspace':
      return { type: 'erase-before' };
    case 'delete':
      return { type: 'erase-after' };
    case 'left':
      return { type: 'move', to: 'left' };
    case 'right':
      return { type: 'move', to: 'right' };
    case 'home':
      return { type: 'move', to: 'start' };
    case 'end':
      return { type: 'move', to: 'end' };
    case 'ctrl+a':
      return { type: 'move', to: 'start' };
    case 'ctrl+e':
      return { type: 'move', to: 'end' };
    case 'ctrl+w':
      return { type: 'erase-word' };
    case 'ctrl+u':
      return { type: 'clear' };
    default:
      return null;
  }
}
