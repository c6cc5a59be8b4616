import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { applyChoice } from '../tables/tables-commands.js';

/** Opens the list, and counts the rows of each business in the source. */
export async function openBusinesses(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'frame', type: 'filter', list: 'businesses', to: 'clear' });
  store.dispatch({ slice: 'businesses', type: 'open', marked: context.config.bizIds ?? 'all' });
  using reading = beginReading(wizard);
  const { signal } = reading;
  const tell = (table: number, tables: number): void => {
    if (!signal.aborted) store.dispatch({ slice: 'businesses', type: 'counting', table, tables });
  };
  tell(0, 0);
  try {
    const found = await operations.businesses(context, tell, signal);
    if (!signal.aborted) store.dispatch({ slice: 'businesses', type: 'found', found });
  } catch (error) {
    if (!signal.aborted) store.dispatch({ slice: 'businesses', type: 'failed', problem: problemOf(error) });
  }
}

/** Leaves everything as it was, and ends the counting. */
export function closeBusinesses({ store, reading }: Wizard): void {
  reading.current?.abort();
  store.dispatch({ slice: 'businesses', type: 'close' });
}

/** What is marked is what moves from now on. */
export function chooseBusinesses(wizard: Wizard): void {
  const { store, text } = wizard;
  const { marked, found } = store.getState().businesses;
  if (found.length === 0) {
    closeBusinesses(wizard);
    return;
  }
  if (marked.length === 0) {
    notify(wizard, 'warning', text.businesses.noneChosen);
    return;
  }
  store.dispatch({ slice: 'businesses', type: 'choose', chosen: marked });
  applyChoice(wizard);
}
