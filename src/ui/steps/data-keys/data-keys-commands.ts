import { createSteering } from '../../../core/steering.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';
import { writingNow } from '../../wizard/writing.js';
import { type Act, actsNow, markedVersion } from './data-keys-state.js';

/** Shows how the keys stood when they were looked at last; nothing is looked at before it is asked for: values are counted in whole tables. */
export function openDataKeys(wizard: Wizard): void {
  const { store, steps, reading, text } = wizard;
  const isFree = reading.current === null && writingNow(steps, store.getState()).length === 0;
  if (isFree) store.dispatch({ slice: 'dataKeys', type: 'open' });
  else notify(wizard, 'warning', text.dataKeys.busy);
}

/** Counts which values name which version. Reads only. */
export async function lookAtKeys(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context, dataKeys } = store.getState();
  if (context === null || dataKeys.phase !== 'shown') return;
  store.dispatch({ slice: 'dataKeys', type: 'looking' });
  using reading = beginReading(wizard);
  try {
    const report = await operations.keysStatus(context);
    if (!reading.signal.aborted) store.dispatch({ slice: 'dataKeys', type: 'looked', report });
  } catch (error) {
    if (!reading.signal.aborted)
      store.dispatch({ slice: 'dataKeys', type: 'failed', problem: problemOf(error) });
  }
}

/** What it finds is not waited for any more; the server ends the count by itself. */
export function stopLooking({ store, reading }: Wizard): void {
  reading.current?.abort();
  store.dispatch({ slice: 'dataKeys', type: 'left' });
}

/** Asks for the name, where this can be done now. */
export function askFor({ store }: Wizard, act: Act): void {
  if (actsNow(store.getState().dataKeys).includes(act))
    store.dispatch({ slice: 'dataKeys', type: 'ask', act });
}

/** Does what was asked, when the name that was typed is the target database's. */
export function confirmKeys(wizard: Wizard): void {
  const { store } = wizard;
  const { context, dataKeys } = store.getState();
  if (context === null || dataKeys.phase !== 'confirm') return;
  const confirm = typedText(dataKeys.field).trim();
  if (confirm === context.config.target.mysql.database) void carryOut(wizard, confirm);
  else store.dispatch({ slice: 'dataKeys', type: 'mismatch' });
}

async function carryOut(wizard: Wizard, confirm: string): Promise<void> {
  const { store, operations, steering } = wizard;
  const { context, dataKeys } = store.getState();
  if (context === null) return;
  const version = markedVersion(dataKeys)?.version ?? 0;
  const steers = createSteering(1);
  const { control } = steers;
  steering.current = steers;
  store.dispatch({ slice: 'dataKeys', type: 'started' });
  try {
    const report = await atWork(wizard, (listen) => {
      if (dataKeys.act === 'rotate') return operations.keysRotate(context);
      return dataKeys.act === 'retire'
        ? operations.keysRetire(context, version)
        : operations.keysRewrap(context, confirm, listen, control);
    });
    const isStopped = control.stop.aborted;
    store.dispatch({ slice: 'dataKeys', type: 'finished', report, isStopped });
  } catch (error) {
    store.dispatch({ slice: 'dataKeys', type: 'failed', problem: problemOf(error) });
  } finally {
    steering.current = null;
    leaveIfClosing(wizard);
  }
}

/** It ends behind the transaction that it is at; what is encrypted anew names the newest version, so it can be gone on with. */
export function stopKeys({ store, steering, log, text }: Wizard): void {
  if (store.getState().dataKeys.phase !== 'running') return;
  steering.current?.stop();
  log.note(text.dataKeys.stopping);
  store.dispatch({ slice: 'dataKeys', type: 'stopping' });
}
