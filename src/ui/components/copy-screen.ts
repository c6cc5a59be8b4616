import { blank, heading, type Line, line, span } from '../terminal/lines.js';
import { wrap } from '../terminal/text-width.js';
import type { Copy } from '../wizard/copies.js';
import { moved } from '../wizard/list-keys.js';
import type { Screen, Wizard } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { pointer, said } from './marks.js';

/** What can be copied from the screen below, as it stands there. */
function copiesOf(below: Screen, state: WizardState, wizard: Pick<Wizard, 'language'>): readonly Copy[] {
  return below.copies?.(state, wizard.language) ?? [];
}

/** Takes the marked text into the terminal's clipboard. */
function take(below: Screen, wizard: Wizard, index: number): void {
  const copy = copiesOf(below, wizard.store.getState(), wizard)[index];
  if (copy === undefined) return;
  const taken = wizard.toClipboard(copy.text);
  wizard.store.dispatch({ slice: 'frame', type: 'copied', index, taken });
}

/** Copies what matters most on a screen, and shows it with all else that can be. */
export function openCopies(below: Screen, wizard: Wizard): void {
  wizard.store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'copies' });
  take(below, wizard, 0);
}

/** Nothing stands beside its texts, so that they can be marked with the mouse, too. */
export function copyScreen(below: Screen): Screen {
  return {
    fills: true,
    lines: ({ state, width, ui }) => {
      const { copies: text } = ui.text;
      const { copied } = state.frame;
      const copies = copiesOf(below, state, ui);
      const shown = copies[copied.index];
      return [
        heading(text.title),
        ...copies.map(({ what }, index) =>
          line(
            pointer(index === copied.index, ui),
            span(text.what[what], index === copied.index ? 'accent' : 'plain'),
          ),
        ),
        blank,
        ...said(copied.taken ? 'good' : 'warning', copied.taken ? text.taken : text.notTaken, width, ui),
        blank,
        ...(shown === undefined
          ? []
          : shown.text.split('\n').flatMap((row): Line[] => wrap(row, width).map((part) => line(part)))),
      ];
    },
    keys: () => ['cancel', 'up', 'down', 'copyAgain'],
    press: (key, wizard) => {
      const { store } = wizard;
      const { copied } = store.getState().frame;
      const count = copiesOf(below, store.getState(), wizard).length;
      const index = key === 'copyAgain' ? copied.index : moved(key, copied.index, count);
      if (index !== null) take(below, wizard, index);
      if (key === 'cancel') store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    },
  };
}
