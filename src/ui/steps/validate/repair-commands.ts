import { createSteering } from '../../../core/steering.js';
import type { RepairRequest, RepairSummary } from '../../../operations/repair-types.js';
import { typedText } from '../../terminal/text-field.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';
import { refreshChecklist } from '../checklist/checklist-commands.js';

/** Looks for what a repair would do; reads only. */
export async function proposeRepair(wizard: Wizard): Promise<void> {
  const { store } = wizard;
  store.dispatch({ slice: 'validate', type: 'repair-proposing' });
  await carryOut(wizard, { dryRun: true, deleteExtra: false }, (summary) => {
    if (summary.proposals.length === 0) {
      store.dispatch({ slice: 'validate', type: 'repair-finished', summary });
      notify(wizard, 'good', wizard.text.validate.repair.nothing);
    } else store.dispatch({ slice: 'validate', type: 'repair-proposed', summary });
  });
}

/** Repairs and validates again, when the name that was typed is the target database's. */
export async function confirmRepair(wizard: Wizard): Promise<void> {
  const { store } = wizard;
  const { context, validate } = store.getState();
  if (context === null || validate.repair?.phase !== 'confirm') return;
  const { confirmation, deleteExtra } = validate.repair;
  const confirm = typedText(confirmation).trim();
  if (confirm !== context.config.target.mysql.database) {
    store.dispatch({ slice: 'validate', type: 'repair-mismatch' });
    return;
  }
  store.dispatch({ slice: 'validate', type: 'repair-started' });
  await carryOut(wizard, { confirm, deleteExtra }, (summary) => {
    store.dispatch({ slice: 'validate', type: 'repair-finished', summary });
    refreshChecklist(wizard);
  });
}

async function carryOut(
  wizard: Wizard,
  request: RepairRequest,
  finished: (summary: RepairSummary) => void,
): Promise<void> {
  const { store, operations, steering } = wizard;
  const { context, copy } = store.getState();
  if (context === null) return;
  const steers = createSteering(context.config.options.parallel);
  steering.current = steers;
  // Whoever leaves the wizard meanwhile stops it, too: the row in hand is finished.
  using reading = beginReading(wizard);
  reading.signal.addEventListener('abort', steers.stop);
  const runId = copy.runId ?? undefined;
  try {
    const summary = await atWork(
      wizard,
      (listen) => operations.repair(context, { ...request, runId }, listen, steers.control),
      (events) => store.dispatch({ slice: 'validate', type: 'events', events }),
    );
    finished(summary);
  } catch (error) {
    if (steers.control.stop.aborted) store.dispatch({ slice: 'validate', type: 'repair-close' });
    else store.dispatch({ slice: 'validate', type: 'repair-failed', problem: problemOf(error) });
  } finally {
    steering.current = null;
  }
}

/** First request: finish the row in hand. Second: give up at once. What is repaired stays repaired. */
export function stopRepair(wizard: Wizard): void {
  const { store, steering } = wizard;
  if (store.getState().validate.repair?.stopping === true) steering.current?.abort();
  else steering.current?.stop();
  store.dispatch({ slice: 'validate', type: 'repair-stopping' });
}
