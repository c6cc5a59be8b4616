import type { Plan } from '../../../plan/plan.js';
import type { Wizard } from '../../wizard/wizard.js';
import { selectionOf } from './tables-state.js';

/** Fills the list the first time it is shown, and asks the source for its sizes meanwhile. */
export function openTables(wizard: Wizard): void {
  const { store, operations } = wizard;
  const { loaded, tables } = store.getState();
  if (loaded === null || tables.choices.length > 0) return;
  store.dispatch({ slice: 'tables', type: 'opened', preset: loaded.preset, config: loaded.config });
  operations.survey?.(loaded).then(
    (estimates) => {
      const now = store.getState();
      if (now.loaded === loaded && !now.tables.exact) {
        store.dispatch({ slice: 'tables', type: 'estimated', estimates, exact: false });
      }
    },
    // Sizes only help to choose: without them the list works, and the dry run counts exactly.
    () => undefined,
  );
}

/** Marks the tables as an earlier run's plan has them. */
export function takeChoiceOf(wizard: Wizard, plan: Plan): void {
  const moving = plan.tables.map((table) => table.table);
  wizard.store.dispatch({ slice: 'tables', type: 'moving', tables: moving });
}

/** Puts the choice into the context that the operations get, and drops a dry run that no longer fits. */
export function applyChoice(wizard: Wizard): void {
  const { store } = wizard;
  const { loaded, context, tables } = store.getState();
  if (loaded === null || context === null) return;
  const selection = selectionOf(tables, loaded.preset, loaded.config.tables);
  if (JSON.stringify(selection) === JSON.stringify(context.config.tables)) return;
  store.dispatch({
    slice: 'context',
    type: 'changed',
    context: { ...loaded, config: { ...loaded.config, tables: selection } },
  });
  store.dispatch({ slice: 'dry-run', type: 'outdated' });
}
