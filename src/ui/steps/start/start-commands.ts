import type { RunListEntry } from '../../../operations/result-shapes.js';
import { phases } from '../../../phases/index.js';
import { placeOf } from '../../../phases/run-state.js';
import { goTo } from '../../wizard/navigation.js';
import { problemOf } from '../../wizard/problem.js';
import type { Wizard } from '../../wizard/wizard.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { applyChoice, openTables, takeChoiceOf } from '../tables/tables-commands.js';
import {
  canComeAgain,
  choicesFor,
  type LivingWorker,
  offeredRun,
  offeredRuns,
  type RunChoice,
} from './start-state.js';

/** Offers earlier runs of this tenant. A target that cannot be read yet is no problem here: the checks will say why. */
export async function lookForRuns(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'start', type: 'looking' });
  try {
    const runs = offeredRuns(await operations.runs(context), context.config.tenantId);
    store.dispatch({ slice: 'start', type: 'found', runs, worker: await livingWorker(wizard, runs[0]) });
  } catch {
    store.dispatch({ slice: 'start', type: 'found', runs: [], worker: null });
  }
}

/** Who works on a run. A ledger that cannot tell is no reason not to offer the run: what works alone refuses others itself. */
async function livingWorker(
  { store, operations }: Wizard,
  run: RunListEntry | undefined,
): Promise<LivingWorker | null> {
  const { context } = store.getState();
  if (context === null || run === undefined) return null;
  const status = await operations.status(context, run.runId).catch(() => null);
  return status?.worker?.alive ? status.worker : null;
}

export async function chooseForRun(wizard: Wizard): Promise<void> {
  const { start, context } = wizard.store.getState();
  const run = offeredRun(start);
  const choice: RunChoice | undefined = choicesFor(start, context?.config ?? null)[start.selected];
  if (run === null || choice === undefined || start.busy) return;
  switch (choice) {
    case 'look-again':
      return lookForRuns(wizard);
    case 'resume':
    case 'again':
    case 'follow':
    case 'validate':
    case 'checklist':
      return takeUp(wizard, run, choice);
    case 'inspect':
      return inspect(wizard, run);
    case 'roll-back':
      return previewRollback(wizard, run.runId);
    case 'start-anew':
      wizard.store.dispatch({ slice: 'start', type: 'close' });
      return;
  }
}

async function inspect(wizard: Wizard, run: RunListEntry): Promise<void> {
  const { store, operations } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'start', type: 'busy' });
  try {
    store.dispatch({ slice: 'start', type: 'inspect', data: await operations.report(context, run.runId) });
  } catch (error) {
    store.dispatch({ slice: 'start', type: 'failed', problem: problemOf(error) });
  }
}

/** Goes on where the run stands, with the tables it was planned with. */
async function takeUp(
  wizard: Wizard,
  run: RunListEntry,
  where: 'resume' | 'again' | 'follow' | 'validate' | 'checklist',
): Promise<void> {
  const { store } = wizard;
  await inspect(wizard, run);
  const { start } = store.getState();
  if (start.data === null || start.problem !== null) return;
  openTables(wizard);
  const { plan } = start.data.run;
  takeChoiceOf(wizard, plan);
  applyChoice(wizard);
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  const done = taking.slice(0, placeOf(run.state, taking).done);
  // What has come since is brought by those that can bring it; else the run goes on behind what is done.
  const next = where === 'again' ? done.find(canComeAgain) : taking[done.length];
  store.dispatch({
    slice: 'copy',
    type: 'taken-up',
    runId: run.runId,
    done: done.filter((phase) => where !== 'again' || !canComeAgain(phase)).map(({ id }) => id),
  });
  store.dispatch({ slice: 'start', type: 'close' });
  if (where === 'follow' || where === 'validate' || where === 'checklist') goTo(wizard, where);
  else if (next) goTo(wizard, next.id);
}
