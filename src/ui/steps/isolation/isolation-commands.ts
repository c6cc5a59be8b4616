import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import type { Look } from './isolation-state.js';

/** How long the server is listened to. */
export const listenSeconds = 60;

/** Shows what was found so far; nothing is looked at before it is asked for: it reads whole tables of a live server. */
export function openIsolation(wizard: Wizard): void {
  const { store, reading, text } = wizard;
  if (reading.current === null) store.dispatch({ slice: 'isolation', type: 'open' });
  else notify(wizard, 'warning', text.isolation.busy);
}

/** Looks whether tenants stay apart. Reads only. */
export async function lookApart(wizard: Wizard, look: Look): Promise<void> {
  const { store, operations } = wizard;
  const { context, isolation } = store.getState();
  if (context === null || isolation.look !== null) return;
  store.dispatch({ slice: 'isolation', type: 'started', look });
  using reading = beginReading(wizard);
  const { signal } = reading;
  const forMs = look === 'listen' ? listenSeconds * 1000 : 0;
  const works = [
    ...(look === 'all' ? [() => operations.probeTenants(context, {})] : []),
    () => operations.auditStatements(context, { forMs, signal }),
  ];
  for (const work of works) {
    if (signal.aborted) break;
    try {
      store.dispatch({ slice: 'isolation', type: 'found', part: await work() });
    } catch (error) {
      if (!signal.aborted) store.dispatch({ slice: 'isolation', type: 'failed', problem: problemOf(error) });
    }
  }
  store.dispatch({ slice: 'isolation', type: 'ended' });
}

/** Ends what is at work; what was found stays. */
export function stopLooking({ reading }: Wizard): void {
  reading.current?.abort();
}
