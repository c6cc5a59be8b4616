import { problemOf } from '../../wizard/problem.js';
import { beginReading } from '../../wizard/reading.js';
import type { Wizard } from '../../wizard/wizard.js';
import { atWork } from '../../wizard/work.js';
import { refreshChecklist } from '../checklist/checklist-commands.js';

/** Compares both sides at the chosen level; reads only. */
export async function runValidation(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context, copy, validate } = store.getState();
  if (context === null || validate.phase === 'running') return;
  store.dispatch({ slice: 'validate', type: 'started' });
  using reading = beginReading(wizard);
  const { signal } = reading;
  try {
    const request = { level: validate.level, runId: copy.runId ?? undefined, signal };
    const result = await atWork(
      wizard,
      (listen) => operations.validate(context, request, listen),
      (events) => store.dispatch({ slice: 'validate', type: 'events', events }),
    );
    store.dispatch({ slice: 'validate', type: 'finished', result });
    refreshChecklist(wizard);
  } catch (error) {
    if (signal.aborted) store.dispatch({ slice: 'validate', type: 'choose-again' });
    else store.dispatch({ slice: 'validate', type: 'failed', problem: problemOf(error) });
  }
}

/** Ends a running validation without a result. */
export function stopValidation(wizard: Wizard): void {
  wizard.reading.current?.abort();
}
