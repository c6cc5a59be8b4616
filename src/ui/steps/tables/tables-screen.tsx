import { listKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen } from '../../wizard/screen.js';
import { notify } from '../../wizard/wizard.js';
import { applyChoice, leaveAlong, writeTables } from './tables-commands.js';
import { tableRows } from './tables-state.js';
import { TablesView } from './tables-view.js';

export const tablesScreen: Screen = {
  View: TablesView,
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
