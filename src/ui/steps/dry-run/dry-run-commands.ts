import type { DryRun, TableSurvey } from '../../../operations/types.js';
import type { RunEvent } from '../../../run/events.js';
import { localiseEvent } from '../../../text/localise.js';
import { batchEvents } from '../../wizard/event-batch.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import type { Wizard } from '../../wizard/wizard.js';

/** Counts and compares; writes nothing. A result that was outdated meanwhile is dropped. */
export async function runDryRun(wizard: Wizard): Promise<void> {
  const { store, operations, clock } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  const { signal, release } = beginReading(wizard);
  store.dispatch({ slice: 'dry-run', type: 'started', at: clock.now() });
  const stillWanted = (): boolean => !signal.aborted && store.getState().context === context;
  const batch = batchEvents(clock, wizard.batchMilliseconds, (events) => {
    if (stillWanted()) store.dispatch({ slice: 'dry-run', type: 'events', events });
  });
  const listen = (event: RunEvent): void => batch.push(localiseEvent(event, wizard.language));
  try {
    const result = await operations.plan(context, listen, signal);
    batch.flush();
    if (!stillWanted()) return;
    store.dispatch({ slice: 'dry-run', type: 'finished', result });
    store.dispatch({ slice: 'tables', type: 'estimated', estimates: countsOf(wizard, result), exact: true });
  } catch (error) {
    batch.flush();
    if (stillWanted()) store.dispatch({ slice: 'dry-run', type: 'failed', problem: problemOf(error) });
  } finally {
    release();
    leaveIfClosing(wizard);
  }
}

/** Exact rows where they were counted, sizes as estimated. */
function countsOf(wizard: Wizard, result: DryRun): Readonly<Record<string, TableSurvey>> {
  const estimates: Record<string, TableSurvey> = { ...wizard.store.getState().tables.estimates };
  for (const table of result.plan.tables) {
    estimates[table.table] = {
      rows: result.counts[table.table]?.source ?? table.approximateRows,
      bytes: table.approximateBytes,
      columns: table.columns.map((column) => column.name),
    };
  }
  return estimates;
}
