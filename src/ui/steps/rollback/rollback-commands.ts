import type { Listener } from '../../../core/events.js';
import { createSteering } from '../../../core/steering.js';
import { typedText } from '../../terminal/text-field.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';

/** Counts what would be removed; removes nothing. */
export async function previewRollback(wizard: Wizard, runId: string): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'rollback', type: 'counting', runId });
  // With files: how many there are is said, whether they go or stay.
  const request = { runId, dryRun: true, includeChanged: false, files: true };
  try {
    const preview = await atWork(wizard, (listen) =>
      operations.rollback(context, request, listen, createSteering(1).control),
    );
    store.dispatch({ slice: 'rollback', type: 'counted', preview });
  } catch (error) {
    store.dispatch({ slice: 'rollback', type: 'failed', problem: problemOf(error) });
  }
}

/** Removes what the run wrote, when the name that was typed is the target database's. */
export async function confirmRollback(wizard: Wizard): Promise<void> {
  const { store, operations, steering, text } = wizard;
  const { context, rollback } = store.getState();
  if (context === null || rollback.runId === null || rollback.phase !== 'confirm') return;
  const confirm = typedText(rollback.confirmation).trim();
  if (confirm !== context.config.target.mysql.database) {
    store.dispatch({ slice: 'rollback', type: 'mismatch' });
    return;
  }
  if ((rollback.preview?.changed.length ?? 0) > 0 && !rollback.includeChanged) {
    notify(wizard, 'warning', text.rollback.changedFirst);
    return;
  }
  store.dispatch({ slice: 'rollback', type: 'started' });
  const steers = createSteering(1);
  steering.current = steers;
  const deliver = (events: readonly TimedEvent[]): void => {
    if (events.some(({ event }) => event.type === 'phase-started'))
      store.dispatch({ slice: 'rollback', type: 'removing' });
    const notes = events.flatMap(({ event }) =>
      event.type === 'log' && event.level === 'warning' ? [event.message] : [],
    );
    if (notes.length > 0) store.dispatch({ slice: 'rollback', type: 'noted', notes });
  };
  const { runId, includeChanged, files } = rollback;
  const request = { runId, confirm, dryRun: false, includeChanged, files };
  try {
    const rollBack = (listen: Listener) => operations.rollback(context, request, listen, steers.control);
    const summary = await atWork(wizard, rollBack, deliver);
    store.dispatch({ slice: 'rollback', type: 'finished', summary });
    if (summary.done) store.dispatch({ slice: 'context', type: 'rolled-back' });
  } catch (error) {
    store.dispatch({ slice: 'rollback', type: 'failed', problem: problemOf(error) });
  } finally {
    steering.current = null;
    leaveIfClosing(wizard);
  }
}

/** First request: finish the rows in hand. Second: give up at once. A later roll back takes up the rest. */
export function stopRollback(wizard: Wizard): void {
  const { store, steering } = wizard;
  if (store.getState().rollback.stopping) steering.current?.abort();
  else steering.current?.stop();
  store.dispatch({ slice: 'rollback', type: 'stopping' });
}
