import { listKeys } from '../../keys.js';
import { scrolled } from '../../wizard/list-keys.js';
import { currentStep } from '../../wizard/steps.js';
import type { Step, Wizard } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { initialTableDetails, tableDetailsReducer } from './table-details-state.js';
import { tableDetailsLines } from './table-details-view.js';

const slice: Slice<'tableDetails'> = {
  name: 'tableDetails',
  initial: () => initialTableDetails,
  reduce: tableDetailsReducer,
};

/** The marked table of the step that is shown. */
function open({ steps, store }: Wizard): void {
  const state = store.getState();
  const listed = currentStep(steps, state).tables?.(state);
  if (listed) store.dispatch({ slice: 'tableDetails', type: 'open', ...listed });
}

/** All that is known of a table: sizes, what happens to its columns, who depends on it, its checks and times. */
export const tableDetailsStep: Step = {
  id: 'table-details',
  slice,
  covers: ({ tableDetails }) => tableDetails.isOpen,
  shortcut: { keys: ['tableDetails'], open },
  lines: tableDetailsLines,
  keys: ({ tableDetails: { names } }) => [
    'closeRow',
    ...(names.length > 1 ? (['nextTable', 'previousTable'] as const) : []),
    ...listKeys,
  ],
  press: (key, { store, ...wizard }) => {
    const { names, marked, scroll } = store.getState().tableDetails;
    const first = scrolled(key, scroll, { store, ...wizard });
    if (first !== null) store.dispatch({ slice: 'tableDetails', type: 'scroll', first });
    if (key === 'closeRow') store.dispatch({ slice: 'tableDetails', type: 'close' });
    const step = key === 'nextTable' ? 1 : key === 'previousTable' ? -1 : 0;
    if (step !== 0) store.dispatch({ slice: 'tableDetails', type: 'open', names, marked: marked + step });
  },
};
