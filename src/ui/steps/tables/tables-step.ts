import { listKeys } from '../../keys.js';
import { moved } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { notify, type Step } from '../../wizard/wizard.js';
import { kept, type Slice } from '../../wizard/wizard-state.js';
import { applyChoice, leaveAlong, openTables, writeTables } from './tables-commands.js';
import { brokenReferences, initialTables, tableRows, tablesReducer } from './tables-state.js';
import { tablesLines } from './tables-view.js';

const slice: Slice<'tables'> = {
  name: 'tables',
  initial: () => initialTables,
  reduce: tablesReducer,
  afterRollback: kept,
};

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
  tables: ({ tables }) => {
    const rows = tableRows(tables);
    const names = rows.flatMap((row) => (row.kind === 'table' ? [row.choice.table] : []));
    const above = rows.slice(0, tables.selected).filter(({ kind }) => kind === 'table').length;
    return { names, marked: above };
  },
  keys: ({ tables }) =>
    tables.filtering
      ? ['accept', 'cancel', 'up', 'down']
      : ['next', 'back', 'toggle', 'leaveAlong', 'writeTables', 'filter', ...listKeys],
  edit: ({ tables }) =>
    tables.filtering
      ? (edit, wizard) => wizard.store.dispatch({ slice: 'tables', type: 'edit', edit })
      : null,
  press: (key, wizard) => {
    const { store, text } = wizard;
    const { tables } = store.getState();
    const rows = tableRows(tables);
    const index = moved(key, tables.selected, rows.length);
    if (index !== null) store.dispatch({ slice: 'tables', type: 'select', index });
    if (key === 'filter') store.dispatch({ slice: 'tables', type: 'filter', to: 'open' });
    if (key === 'accept') store.dispatch({ slice: 'tables', type: 'filter', to: 'keep' });
    if (key === 'cancel') store.dispatch({ slice: 'tables', type: 'filter', to: 'clear' });
    if (key === 'toggle') {
      const row = rows[tables.selected];
      if (row?.kind === 'table' && !row.choice.canChange) notify(wizard, 'warning', text.tables.cannotMove);
      store.dispatch({ slice: 'tables', type: 'toggle' });
      applyChoice(wizard);
    }
    if (key === 'leaveAlong') leaveAlong(wizard);
    if (key === 'writeTables') void writeTables(wizard);
    if (key === 'next') {
      applyChoice(wizard);
      goNext(wizard);
    }
    if (key === 'back') {
      // The first step back from a filtered list is the whole list.
      if (tables.filter.characters.length > 0)
        store.dispatch({ slice: 'tables', type: 'filter', to: 'clear' });
      else goBack(wizard);
    }
  },
};
