import type { KeyId } from '../keys.js';
import type { Line } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';
import { filterField } from '../wizard/filter.js';
import type { Screen } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { textInput } from './text-input.js';

/**
 * A screen whose list can be narrowed by `/`: what is typed narrows it at once, Enter keeps that, and the first step back is the whole
 * list.
 */
export function filteredScreen(below: Screen): Screen {
  const listOf = (state: WizardState) => below.list?.(state) ?? null;
  const openList = (state: WizardState) => {
    const list = listOf(state);
    return list !== null && state.frame.filtering === list.id ? list : null;
  };
  return {
    ...below,
    keys: (state) => {
      if (openList(state) !== null) return ['accept', 'cancel', 'up', 'down'];
      return listOf(state) === null ? below.keys(state) : withFilter(below.keys(state));
    },
    edit: (state) => {
      const open = openList(state);
      if (open === null) return below.edit?.(state) ?? null;
      return (edit, wizard) => {
        wizard.store.dispatch({ slice: 'frame', type: 'filter-edit', list: open.id, edit });
        open.reset(wizard);
      };
    },
    press: (key, wizard) => {
      const { store } = wizard;
      const state = store.getState();
      const list = listOf(state);
      const to = list && meaning(key, openList(state) !== null, filterField(state, list.id) !== null);
      if (!list || !to) return below.press(key, wizard);
      store.dispatch({ slice: 'frame', type: 'filter', list: list.id, to });
      if (to !== 'keep') list.reset(wizard);
    },
  };
}

function meaning(key: KeyId, isOpen: boolean, isFiltered: boolean): 'open' | 'keep' | 'clear' | null {
  if (key === 'filter') return 'open';
  if (isOpen) return key === 'accept' ? 'keep' : key === 'cancel' ? 'clear' : null;
  return key === 'back' && isFiltered ? 'clear' : null;
}

/** Behind what the screen itself is for, before what moves in it. */
function withFilter(own: readonly KeyId[]): readonly KeyId[] {
  const at = own.indexOf('up');
  return at < 0 ? [...own, 'filter'] : [...own.slice(0, at), 'filter', ...own.slice(at)];
}

/** The filter as it stands; no row where nothing is filtered. */
export function filterLines(
  below: Screen,
  state: WizardState,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const list = below.list?.(state);
  const field = list ? filterField(state, list.id) : null;
  return field === null ? [] : [textInput(`${ui.text.frame.filter} /`, field, width)];
}
