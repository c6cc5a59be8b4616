import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { markedAlert } from './alerts-state.js';

const lookEveryMilliseconds = 1_000;
const silenceMinutes = 60;

/** Shows the alerts, and reads them anew each second as long as they are shown. */
export async function openAlerts(wizard: Wizard): Promise<void> {
  const { store, clock } = wizard;
  store.dispatch({ slice: 'alerts', type: 'open' });
  while (store.getState().alerts.isOpen) {
    await read(wizard);
    await new Promise<void>((resolve) => void clock.after(lookEveryMilliseconds, resolve));
  }
}

async function read({ store, operations }: Wizard): Promise<void> {
  const { context } = store.getState();
  if (context === null) return;
  try {
    const alerts = await operations.alerts(context);
    if (store.getState().alerts.isOpen) store.dispatch({ slice: 'alerts', type: 'read', alerts });
  } catch (error) {
    if (store.getState().alerts.isOpen)
      store.dispatch({ slice: 'alerts', type: 'failed', problem: problemOf(error) });
  }
}

/** Acknowledges the marked alert, or ends it. */
export async function orderMarked(wizard: Wizard, action: 'ack' | 'resolve'): Promise<void> {
  const { context, alerts } = wizard.store.getState();
  const alert = markedAlert(alerts);
  if (context === null || alert === undefined) return;
  await say(wizard, async () => {
    await wizard.operations.orderAlert(context, { action, id: alert.id });
    return wizard.text.alerts.ordered[action](alert.rule);
  });
}

/** Nobody is told of the marked alert's rule for an hour. */
export async function silenceMarked(wizard: Wizard): Promise<void> {
  const { context, alerts } = wizard.store.getState();
  const alert = markedAlert(alerts);
  if (context === null || alert === undefined) return;
  await say(wizard, async () => {
    await wizard.operations.silence(context, { rule: alert.rule, forMs: silenceMinutes * 60_000 });
    return wizard.text.alerts.silenced(alert.rule, silenceMinutes);
  });
}

async function say(wizard: Wizard, work: () => Promise<string>): Promise<void> {
  try {
    notify(wizard, 'good', await work());
  } catch (error) {
    notify(wizard, 'bad', problemOf(error).message);
  }
  await read(wizard);
}
