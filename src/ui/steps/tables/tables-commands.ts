import type { Plan } from '../../../plan/plan.js';
import { localiseRefusal } from '../../../text/localise.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { selectionOf, type TableRow } from './tables-state.js';

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

/** Marks tables and businesses as an earlier run's plan has them. */
export function takeChoiceOf(wizard: Wizard, plan: Plan): void {
  const moving = plan.tables.map((table) => table.table);
  wizard.store.dispatch({ slice: 'businesses', type: 'choose', chosen: plan.bizIds ?? 'all' });
  wizard.store.dispatch({ slice: 'tables', type: 'moving', tables: moving });
}

/** Puts the choice into the context that the operations get, and drops a dry run that no longer fits. */
export function applyChoice(wizard: Wizard): void {
  const { store } = wizard;
  const { loaded, context, tables, businesses } = store.getState();
  if (loaded === null || context === null) return;
  const { chosen } = businesses;
  const choice = {
    tables: selectionOf(tables, loaded.preset, loaded.config.tables),
    bizIds: chosen === null ? loaded.config.bizIds : chosen === 'all' ? undefined : chosen,
  };
  const { tables: before, bizIds } = context.config;
  if (JSON.stringify(choice) === JSON.stringify({ tables: before, bizIds })) return;
  store.dispatch({
    slice: 'context',
    type: 'changed',
    context: { ...loaded, config: { ...loaded.config, ...choice } },
  });
  store.dispatch({ slice: 'dryRun', type: 'outdated' });
}

/** Leaves the selected table out, and what would point at nothing without it. */
export function leaveAlong(wizard: Wizard, row: TableRow): void {
  const { store, text } = wizard;
  const moving = (): number => store.getState().tables.choices.filter(({ moves }) => moves).length;
  const before = moving();
  store.dispatch({ slice: 'tables', type: 'leave-along', row });
  applyChoice(wizard);
  notify(wizard, 'good', text.tables.leftAlong(before - moving()));
}

/** Writes the choice into the config file, so that every later command goes by it. */
export async function writeTables(wizard: Wizard): Promise<void> {
  const { store, text, form, configPath } = wizard;
  const { loaded, tables } = store.getState();
  if (loaded === null) return;
  const selection = selectionOf(tables, loaded.preset, loaded.config.tables);
  if (selection === loaded.config.tables) {
    notify(wizard, 'good', text.tables.asWritten);
    return;
  }
  try {
    await form.writeTables(selection);
  } catch (error) {
    const { message, remedy } = localiseRefusal(problemOf(error), wizard.language);
    notify(wizard, 'bad', [message, remedy ?? ''].filter((part) => part !== '').join(' '));
    return;
  }
  store.dispatch({ slice: 'context', type: 'tables-written', tables: selection });
  notify(wizard, 'good', text.tables.written(configPath));
}
