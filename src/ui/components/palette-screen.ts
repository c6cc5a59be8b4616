import { type KeyBinding, type KeyId, keyTable } from '../keys.js';
import { blank, heading, type Line, line, paragraph, span } from '../terminal/lines.js';
import { padTo, widthOf } from '../terminal/text-width.js';
import type { Text } from '../text/en.js';
import { filterText, matching } from '../wizard/filter.js';
import { moved, scrollKey } from '../wizard/list-keys.js';
import type { Screen } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { listWithWhole } from './list-with-whole.js';
import { pointer } from './marks.js';
import { textInput } from './text-input.js';

/** Its text field goes by this name. */
export const paletteList = 'palette';

/** What confirms, answers, stops or leaves is only pressed by its own key, on its own screen. */
const ownKeyOnly: ReadonlySet<KeyId> = new Set<KeyId>([
  'accept',
  'choose',
  'writeFile',
  'begin',
  'callOffTyping',
  'interrupt',
  'stopNow',
  'leaveNow',
  'finish',
  'stop',
  'leave',
]);

/** Whether the palette does what the key does; of the others it only says which key it is. */
export function mayAct(id: KeyId): boolean {
  const binding: KeyBinding = keyTable[id];
  return binding.typed !== 'alone' && !ownKeyOnly.has(id);
}

/** What the screen below can do, as far as it holds what was typed. */
function listed(state: WizardState, text: Text): readonly KeyId[] {
  const all = state.frame.palette.filter((id) => {
    const binding: KeyBinding = keyTable[id];
    return binding.silent !== true && id !== 'palette' && id !== 'paletteTyping';
  });
  return matching(
    all,
    filterText(state, paletteList),
    (id) => `${keyTable[id].shown} ${text.keys[id].label} ${text.keys[id].help}`,
  );
}

export function chosenInPalette(state: WizardState, text: Text): KeyId | undefined {
  return listed(state, text)[state.frame.selected];
}

/** Everything that a screen can do, to be looked for by its words: the key table as it applies there. */
export const paletteScreen: Screen = {
  lines: ({ state, width, height, ui }) => {
    const keys = listed(state, ui.text);
    const { selected } = state.frame;
    const field = state.frame.filters[paletteList];
    const widest = (of: (id: KeyId) => string): number => Math.max(0, ...keys.map((id) => widthOf(of(id))));
    const shown = widest((id) => keyTable[id].shown);
    const label = Math.min(
      24,
      widest((id) => ui.text.keys[id].label),
    );
    const rows = keys.map((id, index): Line => {
      const here = index === selected;
      return line(
        pointer(here, ui),
        span(padTo(keyTable[id].shown, shown), 'accent'),
        span(`  ${padTo(ui.text.keys[id].label, label)}  `, here ? 'accent' : 'plain'),
        span(ui.text.keys[id].help, 'muted'),
      );
    });
    const top = [
      heading(ui.text.palette.title),
      ...(field === undefined ? [] : [textInput('>', field, width)]),
      blank,
      ...(rows.length === 0 ? paragraph(ui.text.palette.none, width, 'muted') : []),
    ];
    const chosen = keys[selected];
    const whole = chosen === undefined ? '' : ui.text.keys[chosen].help;
    return [...top, ...listWithWhole({ rows, selected, whole }, { width, height: height - top.length, ui })];
  },
  keys: () => ['choose', 'cancel', 'scrollUp', 'scrollDown'],
  edit:
    () =>
    (edit, { store }) => {
      store.dispatch({ slice: 'frame', type: 'filter-edit', list: paletteList, edit });
      store.dispatch({ slice: 'frame', type: 'select', index: 0 });
    },
  press: (key, { store, text }) => {
    const state = store.getState();
    const index = moved(scrollKey(key), state.frame.selected, listed(state, text).length);
    if (index !== null) store.dispatch({ slice: 'frame', type: 'select', index });
    if (key === 'cancel') store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
  },
};
