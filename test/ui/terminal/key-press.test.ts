import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { splitKeys } from '../../../src/ui/terminal/key-press.js';

const none: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe('keys of one input event', () => {
  it('takes fast typing apart, so that Enter is not lost in it', () => {
    expect(splitKeys('ab\r', none).map((press) => press.name)).toEqual(['a', 'b', 'enter']);
    expect(splitKeys('x\r\n', none).map((press) => press.name)).toEqual(['x', 'enter']);
  });

  it('names keys that type nothing', () => {
    expect(splitKeys('', { ...none, upArrow: true })).toEqual([{ name: 'up', text: '' }]);
    expect(splitKeys('', { ...none, tab: true, shift: true })).toEqual([{ name: 'shift+tab', text: '' }]);
    expect(splitKeys('c', { ...none, ctrl: true })).toEqual([{ name: 'ctrl+c', text: '' }]);
  });

  it('keeps a composed character whole and drops control characters', () => {
    expect(splitKeys('é中', none).map((press) => press.text)).toEqual(['é', '中']);
    expect(splitKeys('\u0000', none)).toEqual([]);
  });

  it.each([
    ['a letter', '/', none, ['escape', '/']],
    ['Enter', '\r', { ...none, return: true }, ['escape', 'enter']],
    ['another Esc', '', { ...none, escape: true }, ['escape', 'escape']],
    ['letters', 'jj', none, ['escape', 'j', 'j']],
  ])('takes Esc and %s that arrive together as two keys', (_what, input, key, names) => {
    expect(splitKeys(input, { ...key, meta: true }).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['an arrow', { ...none, upArrow: true }, 'up'],
    ['Backspace', { ...none, backspace: true }, 'backspace'],
  ])('takes %s with Alt as that key', (_what, key, name) => {
    expect(splitKeys('', { ...key, meta: true })).toEqual([{ name, text: '' }]);
  });

  it('types nothing on release', () => {
    expect(splitKeys('q', { ...none, eventType: 'release' })).toEqual([]);
  });
});
