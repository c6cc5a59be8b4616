import { describe, expect, it } from 'vitest';
import { footerLines } from '../../src/ui/components/footer.js';
import { helpLines } from '../../src/ui/components/help-screen.js';
import { findKey, globalKeys, type KeyBinding, type KeyId, keyTable } from '../../src/ui/keys.js';
import { registry } from '../../src/ui/steps/registry.js';
import { plainText } from '../../src/ui/terminal/lines.js';
import { themeFor } from '../../src/ui/theme.js';
import { createUi } from '../../src/ui/ui-context.js';
import { activeKeys, listedSteps, screenOf } from '../../src/ui/wizard/steps.js';
import { initialState } from './support/initial-state.js';

const ui = createUi('en', themeFor({}), false);

describe('the key table', () => {
  it('finds what a key means among the active bindings, the first one wins', () => {
    expect(findKey('enter', ['back', 'next'])).toBe('next');
    expect(findKey('escape', ['back'])).toBe('back');
    expect(findKey('p', ['pause'])).toBe('pause');
    expect(findKey('p', ['next'])).toBeUndefined();
  });

  it('gives no key two meanings on one screen', () => {
    const state = initialState();
    const listed = listedSteps(registry, state);
    expect(listed).toHaveLength(9);
    for (const { id: step } of listed) {
      const keys = activeKeys(registry, { ...state, frame: { ...state.frame, step } });
      const names = keys.flatMap((id: KeyId): readonly string[] => keyTable[id].keys);
      expect(names, step).toEqual([...new Set(names)]);
    }
  });
});

describe('the footer', () => {
  it('shows label and key, help and quit last', () => {
    expect(footerLines(['next', 'back', 'help', 'quit'], 76, ui).map(plainText)).toEqual([
      'Enter next   b back   ? help   q quit',
    ]);
  });

  it('takes two rows at most, and never loses help and quit', () => {
    const many: readonly KeyId[] = [
      'next',
      'pass',
      'fail',
      'notApplicable',
      'reopen',
      'note',
      'name',
      'back',
    ];
    const rows = footerLines([...many, ...many, ...many, 'help', 'quit'], 40, ui).map(plainText);
    expect(rows).toHaveLength(2);
    expect(rows.join(' ')).toContain('? help');
    expect(rows.join(' ')).toContain('q quit');
    expect(rows.join(' ')).toContain('b back');
    expect(rows.join(' ')).toContain('Enter next');
  });
});

describe('the help', () => {
  it('explains each key once, from the key table', () => {
    const rows = helpLines(['next', 'up', 'down', 'help'], 60, ui).map(plainText);
    expect(rows.some((row) => row.startsWith('Enter') && row.includes('Go to the next step.'))).toBe(true);
    expect(rows.filter((row) => row.includes('Move down.'))).toEqual([]);
  });

  it('names the keys that mean something on the screen below, and none that does nothing there', () => {
    const { frame, ...rest } = initialState();
    for (const { id: step } of listedSteps(registry, { frame, ...rest })) {
      const at = (overlay: 'none' | 'help') => ({ ...rest, frame: { ...frame, step, overlay } });
      const state = at('help');
      const shown = screenOf(registry, state)
        .lines({ state, width: 400, height: 400, ui })
        .map(plainText)
        .join('\n');
      const active = activeKeys(registry, at('none'));
      const isSilent = (id: KeyId): boolean => {
        const binding: KeyBinding = keyTable[id];
        return binding.silent === true;
      };
      for (const id of globalKeys)
        expect([step, id, shown.includes(ui.text.keys[id].help)]).toEqual([step, id, active.includes(id)]);
      for (const id of active.filter((one) => !isSilent(one))) expect(shown).toContain(ui.text.keys[id].help);
    }
  });
});
