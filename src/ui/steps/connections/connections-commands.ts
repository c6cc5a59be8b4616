import { problemOf } from '../../wizard/problem.js';
import type { Wizard } from '../../wizard/wizard.js';

/** Reads both sides and shows what it finds as it comes. */
export async function runChecks(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'connections', type: 'started' });
  try {
    const findings = await operations.check(context, (finding) =>
      store.dispatch({ slice: 'connections', type: 'found', finding }),
    );
    store.dispatch({ slice: 'connections', type: 'finished', findings });
  } catch (error) {
    store.dispatch({ slice: 'connections', type: 'failed', problem: problemOf(error) });
  }
}
