import { blank, heading, type Line, line, plainText, span } from '../terminal/lines.js';
import { terminalRows } from '../terminal/unbroken.js';
import type { UiContext, ViewProps } from '../ui-context.js';
import type { Copy } from '../wizard/copies.js';
import { moved } from '../wizard/list-keys.js';
import type { Screen, Wizard } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { shownLine } from './lines.js';
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

/** What can be copied, and that it was. */
function topLines(below: Screen, { state, width, ui }: ViewProps): readonly Line[] {
  const { copies: text } = ui.text;
  const { copied } = state.frame;
  return [
    heading(text.title),
    ...copiesOf(below, state, ui).map(({ what }, index) =>
      line(
        pointer(index === copied.index, ui),
        span(text.what[what], index === copied.index ? 'accent' : 'plain'),
      ),
    ),
    blank,
    ...said(copied.taken ? 'good' : 'warning', copied.taken ? text.taken : text.notTaken, width, ui),
    blank,
  ];
}

/** The marked text line by line, as the terminal may show it. */
function shownText(below: Screen, state: WizardState, ui: UiContext): readonly string[] {
  const shown = copiesOf(below, state, ui)[state.frame.copied.index];
  return shown?.text.split('\n').map((row) => plainText(shownLine(line(row), ui))) ?? [];
}

/** Nothing stands beside its texts, so that they can be marked with the mouse, too: without the breaks of rows that they lack. */
export function copyScreen(below: Screen): Screen {
  return {
    fills: true,
    lines: (props) => [
      ...topLines(below, props),
      ...shownText(below, props.state, props.ui).flatMap((text) =>
        terminalRows(text, props.width).map((row) => line(row)),
      ),
    ],
    unbroken: (props) => {
      let next = topLines(below, props).length;
      return shownText(below, props.state, props.ui).flatMap((text) => {
        const row = next;
        const rows = terminalRows(text, props.width).length;
        next += rows;
        return rows > 1 && next <= props.height ? [{ row, text }] : [];
      });
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
