import { type KeyBinding, type KeyId, keyTable, listKeys } from '../keys.js';
import { blank, heading, type Line, labelled, paragraph, windowed } from '../terminal/lines.js';
import { widthOf } from '../terminal/text-width.js';
import type { UiContext } from '../ui-context.js';
import { scrolled } from '../wizard/list-keys.js';
import type { Screen } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';

/** Every key of the screen below, from the key table. */
export function helpLines(keys: readonly KeyId[], width: number, ui: UiContext): readonly Line[] {
  const explained = keys.filter((id) => {
    const binding: KeyBinding = keyTable[id];
    return binding.silent !== true;
  });
  const labelWidth = Math.max(...explained.map((id) => widthOf(keyTable[id].shown))) + 1;
  return [
    heading(ui.text.help.title),
    blank,
    ...explained.flatMap((id) => labelled(keyTable[id].shown, ui.text.keys[id].help, labelWidth, width)),
    blank,
    ...paragraph(ui.text.help.safety, width, 'muted'),
  ];
}

/** The help lies over the screen that it explains. */
export function helpScreen(keysBelow: (state: WizardState) => readonly KeyId[]): Screen {
  return {
    lines: ({ state, width, height, ui }) =>
      windowed(helpLines(keysBelow(state), width, ui), state.frame.helpScroll, height, ui.more),
    keys: () => ['cancel', ...listKeys, 'help'],
    press: (key, wizard) => {
      const { frame } = wizard.store.getState();
      const first = scrolled(key, frame.helpScroll, wizard);
      if (first !== null) wizard.store.dispatch({ slice: 'frame', type: 'scroll-help', first });
      if (key === 'cancel') wizard.store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    },
  };
}
