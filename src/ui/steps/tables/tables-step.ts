import { listKeys } from '../../keys.js';
import { filterText } from '../../wizard/filter.js';
import { moved } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { notify, type Step } from '../../wizard/wizard.js';
import { kept, type Slice, type WizardState } from '../../wizard/wizard-state.js';
import { openBusinesses } from '../businesses/businesses-commands.js';
import { applyChoice, leaveAlong, openTables, writeTables } from './tables-commands.js';
import { brokenReferences, initialTables, type TableRow, tableRows, tablesReducer } from './tables-state.js';
import { tablesLines } from './tables-view.js';

const slice: Slice<'tables'> = {
  name: 'tables',
  initial: () => initialTables,
  reduce: tablesReducer,
  afterRollback: kept,
};

function listed(state: WizardState): readonly TableRow[] {
  return tableRows(state.tables, filterText(state, 'tables'));
}

/** Which tables move. */
export const tablesStep: Step = {
  id: 'tables',
  title: { en: 'Tables', zh: '选择表' },
  slice,
  status: ({ frame, tables }) => {
    if (!frame.visited.includes('tables')) return 'todo';
    return brokenReferences(tables).length > 0 ? 'attention' : 'done';
  },
  enter: openTables,
  obstacle: ({ tables }, text) => (tables.choices.some(({ moves }) => moves) ? null : text.tables.noneChosen),
  lines: tablesLines,
  tables: (state) => {
    const { tables } = state;
    const rows = listed(state);
    const names = rows.flatMap((row) => (row.kind === 'table' ? [row.choice.table] : []));
    const above = rows.slice(0, tables.selected).filter(({ kind }) => kind === 'table').length;
    return { names, marked: above };
  },
  list: () => ({
    id: 'tables',
    // The first match, not its group's heading: Space means what was looked for.
    reset: ({ store }) => {
      const index = filterText(store.getState(), 'tables') === '' ? 0 : 1;
      store.dispatch({ slice: 'tables', type: 'select', index });
    },
  }),
  keys: ({ context }) => [
    'next',
    'back',
    'toggle',
    'leaveAlong',
    ...(context?.preset.business ? (['businesses'] as const) : []),
    'writeTables',
    ...listKeys,
  ],
  press: (key, wizard) => {
    const { store, text } = wizard;
    const { tables } = store.getState();
    const rows = listed(store.getState());
    const row = rows[tables.selected];
    const index = moved(key, tables.selected, rows.length);
    if (index !== null) store.dispatch({ slice: 'tables', type: 'select', index });
    if (key === 'toggle' && row !== undefined) {
      if (row.kind === 'table' && !row.choice.canChange) notify(wizard, 'warning', text.tables.cannotMove);
      store.dispatch({ slice: 'tables', type: 'toggle', row });
      applyChoice(wizard);
    }
    if (key === 'leaveAlong' && row !== undefined) leaveAlong(wizard, row);
    if (key === 'businesses') void openBusinesses(wizard);
    if (key === 'writeTables') void writeTables(wizard);
    if (key === 'next') {
      applyChoice(wizard);
      goNext(wizard);
    }
    if (key === 'back') goBack(wizard);
  },
};
