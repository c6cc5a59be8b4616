import { describe, expect, it } from 'vitest';
import {
  editOf,
  type TextFieldAction,
  textField,
  textFieldReducer,
  typedText,
} from '../../../src/ui/terminal/text-field.js';

function edited(start: string, ...actions: readonly TextFieldAction[]): string {
  const state = actions.reduce(textFieldReducer, textField(start));
  const { characters, cursor } = state;
  return `${characters.slice(0, cursor).join('')}|${characters.slice(cursor).join('')}`;
}

describe('a text field', () => {
  it('inserts at the cursor and erases on both sides of it', () => {
    expect(edited('ac', { type: 'move', to: 'left' }, { type: 'insert', text: 'b' })).toBe('ab|c');
    expect(edited('abc', { type: 'erase-before' })).toBe('ab|');
    expect(edited('abc', { type: 'move', to: 'start' }, { type: 'erase-after' })).toBe('|bc');
    expect(edited('', { type: 'erase-before' })).toBe('|');
    expect(edited('abc', { type: 'clear' })).toBe('|');
    expect(edited('ab 中文 ', { type: 'erase-word' })).toBe('ab |');
    expect(edited('ab cd', { type: 'move', to: 'left' }, { type: 'erase-word' })).toBe('ab |d');
    expect(edited('', { type: 'erase-word' })).toBe('|');
  });

  it('moves within its text', () => {
    expect(edited('ab', { type: 'move', to: 'right' })).toBe('ab|');
    expect(edited('ab', { type: 'move', to: 'start' }, { type: 'move', to: 'left' })).toBe('|ab');
    expect(edited('ab', { type: 'move', to: 'start' }, { type: 'move', to: 'end' })).toBe('ab|');
  });

  it('stays one line: a pasted line break cannot press Enter', () => {
    expect(edited('', { type: 'insert', text: 'bk_bscp\r\n' })).toBe('bk_bscp |');
    expect(edited('', { type: 'insert', text: 'a\u001b[31mb' })).toBe('a[31mb|');
  });

  it('counts a composed character as one', () => {
    expect(edited('中👨‍👩‍👧', { type: 'erase-before' })).toBe('中|');
  });

  it('leaves keys that are not its own', () => {
    expect(editOf({ name: 'enter', text: '' })).toBeNull();
    expect(editOf({ name: 'q', text: 'q' })).toEqual({ type: 'insert', text: 'q' });
    expect(editOf({ name: 'ctrl+u', text: '' })).toEqual({ type: 'clear' });
    expect(editOf({ name: 'ctrl+w', text: '' })).toEqual({ type: 'erase-word' });
    expect(editOf({ name: 'ctrl+a', text: '' })).toEqual({ type: 'move', to: 'start' });
    expect(editOf({ name: 'ctrl+e', text: '' })).toEqual({ type: 'move', to: 'end' });
    expect(typedText(textField('acme'))).toBe('acme');
  });
});
