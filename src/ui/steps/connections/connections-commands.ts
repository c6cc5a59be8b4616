import type { RunEvent } from '../../../run/events.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import type { Wizard } from '../../wizard/wizard.js';

/** Reads both sides and shows what it finds as it comes. */
export async function runChecks(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  const { signal, release } = beginReading(wizard);
  store.dispatch({ slice: 'connections', type: 'started' });
  try {
    const found = (event: RunEvent): void => {
      if (signal.aborted || event.type !== 'finding') return;
      store.dispatch({ slice: 'connections', type: 'found', finding: event.finding });
    };
    const findings = await operations.check(context, found, signal);
    if (signal.aborted) return;
    store.dispatch({ slice: 'connections', type: 'finished', findings });
  } catch (error) {
    if (!signal.aborted) {
      store.dispatch({ slice: 'connections', type: 'failed', problem: problemOf(error) });
    }
  } finally {
    release();
    leaveIfClosing(wizard);
  }
}
