import { listKeys } from '../../keys.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { moved, scrolled } from '../../wizard/list-keys.js';
import type { Step } from '../../wizard/wizard.js';
import { kept, type Slice, type WizardState } from '../../wizard/wizard-state.js';
import { chooseForRun } from './start-commands.js';
import { choicesFor, initialStart, offeredRun, startReducer } from './start-state.js';
import { startLines } from './start-view.js';

function choiceCount({ start, context }: WizardState): number {
  return choicesFor(start, context?.config ?? null).length;
}

const slice: Slice<'start'> = {
  name: 'start',
  initial: () => initialStart,
  reduce: startReducer,
  afterLoading: kept,
  afterRollback: kept,
};

/** Runs that are there already, offered before the first step. */
export const startStep: Step = {
  id: 'start',
  slice,
  covers: ({ start }) => start.phase !== 'hidden',
  lines: startLines,
  copies: ({ start }, language) => [
    ...problemCopies(start.problem, language),
    ...runCopies(offeredRun(start)?.runId),
  ],
  isSpinning: ({ start }) => start.phase === 'looking',
  keys: ({ start }) => {
    switch (start.phase) {
      case 'offer':
        return ['choose', 'up', 'down'];
      case 'inspecting':
        return ['back', ...listKeys];
      case 'hidden':
      case 'looking':
        return [];
    }
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const state = store.getState();
    const { start } = state;
    if (start.phase === 'inspecting') {
      if (key === 'back') store.dispatch({ slice: 'start', type: 'offer' });
      const first = scrolled(key, start.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'start', type: 'scroll', first });
      return;
    }
    if (key === 'choose') void chooseForRun(wizard);
    const choices = choiceCount(state);
    const index = moved(key, start.selected, choices);
    if (index !== null) store.dispatch({ slice: 'start', type: 'select', index, choices });
  },
};
