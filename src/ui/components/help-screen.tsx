import type { JSX } from 'react';
import { globalKeys, type KeyBinding, type KeyId, keyTable } from '../keys.js';
import { blank, heading, type Line, labelled, paragraph, windowed } from '../terminal/lines.js';
import { widthOf } from '../terminal/text-width.js';
import type { UiContext, ViewProps } from '../ui-context.js';
import { type Screen, scrolled } from '../wizard/screen.js';
import { screenBelow } from '../wizard/step-screens.js';
import { Lines } from './lines.js';

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

function HelpView({ state, width, height, ui }: ViewProps): JSX.Element {
  const below = screenBelow(state);
  const own = below.keys(state);
  // Where text is typed, letters are text.
  const others: readonly KeyId[] = (below.edit?.(state) ?? null) === null ? globalKeys : ['help', 'leaveNow'];
  const keys = [...own, ...others.filter((id) => !own.includes(id))];
  const lines = helpLines(keys, width, ui);
  return <Lines lines={windowed(lines, state.frame.helpScroll, height, ui.more)} width={width} ui={ui} />;
}

export const helpScreen: Screen = {
  View: HelpView,
  keys: () => ['cancel', 'up', 'down', 'pageUp', 'pageDown', 'help'],
  press: (key, wizard) => {
    const { frame } = wizard.store.getState();
    const first = scrolled(key, frame.helpScroll, wizard);
    if (first !== null) wizard.store.dispatch({ slice: 'frame', type: 'scroll-help', first });
    if (key === 'cancel') wizard.store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
  },
};
