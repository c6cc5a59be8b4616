import { listKeys } from '../../keys.js';
import { filterText } from '../../wizard/filter.js';
import { moved } from '../../wizard/list-keys.js';
import type { Step } from '../../wizard/wizard.js';
import { kept, type Slice } from '../../wizard/wizard-state.js';
import { chooseBusinesses, closeBusinesses, openBusinesses } from './businesses-commands.js';
import { businessesReducer, businessRows, initialBusinesses } from './businesses-state.js';
import { businessesLines } from './businesses-view.js';

const slice: Slice<'businesses'> = {
  name: 'businesses',
  initial: () => initialBusinesses,
  reduce: businessesReducer,
  afterRollback: kept,
};

/** Which businesses move, over the choice of tables. */
export const businessesStep: Step = {
  id: 'businesses',
  name: { en: 'Businesses', zh: '业务' },
  slice,
  covers: ({ businesses }) => businesses.isOpen,
  lines: businessesLines,
  isSpinning: ({ businesses }) => businesses.counting !== null,
  list: ({ businesses: { found } }) =>
    found.length === 0
      ? null
      : {
          id: 'businesses',
          reset: ({ store }) => store.dispatch({ slice: 'businesses', type: 'select', index: 0 }),
        },
  keys: ({ businesses: { counting, problem, found } }) => {
    if (problem !== null) return ['again', 'back'];
    return counting !== null || found.length === 0
      ? ['back']
      : ['choose', 'back', 'toggle', 'allBusinesses', ...listKeys];
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const state = store.getState();
    const { selected } = state.businesses;
    const rows = businessRows(state.businesses, filterText(state, 'businesses'));
    const index = moved(key, selected, rows.length);
    const row = rows[selected];
    if (index !== null) store.dispatch({ slice: 'businesses', type: 'select', index });
    if (key === 'toggle' && row) store.dispatch({ slice: 'businesses', type: 'toggle', id: row.id });
    if (key === 'allBusinesses') store.dispatch({ slice: 'businesses', type: 'mark-all' });
    if (key === 'choose') chooseBusinesses(wizard);
    if (key === 'again') void openBusinesses(wizard);
    if (key === 'back') closeBusinesses(wizard);
  },
};
