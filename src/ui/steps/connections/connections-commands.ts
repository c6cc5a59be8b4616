import { missingSecrets } from '../../../config/missing-secrets.js';
import type { Listener } from '../../../core/events.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { goTo } from '../../wizard/navigation.js';
import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';
import { loadConfiguration } from '../config/config-commands.js';

/** Reads the config file again, which may be what was corrected, and checks with it. */
export async function checkAgain(wizard: Wizard): Promise<void> {
  const { store, text } = wizard;
  wizard.reading.current?.abort();
  store.dispatch({ slice: 'connections', type: 'started' });
  try {
    const context = await wizard.load(wizard.configPath);
    if (missingSecrets(context.config).length > 0) {
      goTo(wizard, 'config');
      await loadConfiguration(wizard);
      return;
    }
    const choseTables = store.getState().frame.visited.includes('tables');
    store.dispatch({ slice: 'context', type: 'loaded', context });
    notify(wizard, 'good', choseTables ? text.connections.readAgainTables : text.connections.readAgain);
  } catch (error) {
    store.dispatch({ slice: 'connections', type: 'failed', problem: problemOf(error) });
    return;
  }
  await runChecks(wizard);
}

/** Reads both sides and shows what it finds as it comes. */
export async function runChecks(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  using reading = beginReading(wizard);
  const { signal } = reading;
  store.dispatch({ slice: 'connections', type: 'started' });
  const found = (events: readonly TimedEvent[]): void => {
    const findings = events.flatMap(({ event }) => (event.type === 'finding' ? [event.finding] : []));
    store.dispatch({ slice: 'connections', type: 'found', findings });
  };
  try {
    const check = (listen: Listener) => operations.check(context, listen, signal);
    const findings = await atWork(wizard, check, found, signal);
    if (signal.aborted) return;
    store.dispatch({ slice: 'connections', type: 'finished', findings });
  } catch (error) {
    if (!signal.aborted) {
      store.dispatch({ slice: 'connections', type: 'failed', problem: problemOf(error) });
    }
  }
}
