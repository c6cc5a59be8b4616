import type { Listener } from '../../../core/events.js';
import type { TableSurvey } from '../../../operations/types.js';
import type { DryRun } from '../../../preflight/dry-run-result.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import type { Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';

/** Counts and compares; writes nothing. A result that was outdated meanwhile is dropped. */
export async function runDryRun(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  using reading = beginReading(wizard);
  const { signal } = reading;
  store.dispatch({ slice: 'dryRun', type: 'started' });
  const stillWanted = (): boolean => !signal.aborted && store.getState().context === context;
  const deliver = (events: readonly TimedEvent[]): void => {
    if (stillWanted()) store.dispatch({ slice: 'dryRun', type: 'events', events });
  };
  try {
    const plan = (listen: Listener) => operations.plan(context, listen, signal);
    const result = await atWork(wizard, plan, deliver, signal);
    if (!stillWanted()) return;
    store.dispatch({ slice: 'dryRun', type: 'finished', result });
    store.dispatch({ slice: 'tables', type: 'estimated', estimates: countsOf(wizard, result), exact: true });
  } catch (error) {
    if (stillWanted()) store.dispatch({ slice: 'dryRun', type: 'failed', problem: problemOf(error) });
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
