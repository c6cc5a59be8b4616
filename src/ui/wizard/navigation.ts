import { loadChecklist } from '../steps/checklist/checklist-commands.js';
import { runChecks } from '../steps/connections/connections-commands.js';
import { tally } from '../steps/connections/connections-state.js';
import { asksForName } from '../steps/copy/copy-state.js';
import { runDryRun } from '../steps/dry-run/dry-run-commands.js';
import { loadReport } from '../steps/report/report-commands.js';
import { openTables } from '../steps/tables/tables-commands.js';
import { type StepId, stepIds } from './frame-state.js';
import { vaultIsSkipped } from './step-status.js';
import { notify, type Wizard } from './wizard.js';

/** Shows a step and starts what it does by itself (reading only). */
export function goTo(wizard: Wizard, step: StepId): void {
  const { store } = wizard;
  store.dispatch({ slice: 'frame', type: 'go', step });
  const state = store.getState();
  switch (step) {
    case 'connections':
      if (state.connections.phase === 'idle') void runChecks(wizard);
      return;
    case 'tables':
      openTables(wizard);
      return;
    case 'dry-run':
      if (state.dryRun.phase === 'idle') void runDryRun(wizard);
      return;
    case 'checklist':
      void loadChecklist(wizard);
      return;
    case 'report':
      void loadReport(wizard);
      return;
    case 'mysql':
      if (asksForName(state.copy, 'mysql')) void loadChecklist(wizard);
      return;
    case 'config':
    case 'vault':
    case 'validate':
      return;
  }
}

/** What stands between the checks and the tables: with a blocker every later screen would be empty, or come to the same end. */
function connectionsObstacle({ store, text }: Wizard): string | null {
  const { phase, findings } = store.getState().connections;
  if (phase === 'running') return text.connections.stillRunning;
  if (phase === 'failed') return text.connections.failedFirst;
  const { blockers } = tally(findings);
  return blockers > 0 ? text.connections.blocked(blockers) : null;
}

/** Why the next step cannot be entered yet; null when it can. */
function obstacle(wizard: Wizard): string | null {
  const state = wizard.store.getState();
  const { text } = wizard;
  switch (state.frame.step) {
    case 'config':
      return state.config.phase === 'ready' ? null : text.config.notReady;
    case 'connections':
      return connectionsObstacle(wizard);
    case 'tables':
      return state.tables.choices.some((choice) => choice.moves) ? null : text.tables.noneChosen;
    case 'dry-run': {
      if (state.dryRun.result === null) return text.dryRun.notDone;
      const { blockers } = tally(state.dryRun.result.findings);
      return blockers > 0 ? text.dryRun.blocked(blockers) : null;
    }
    case 'mysql':
      if (state.copy.mysql.status !== 'done') return text.copy.notDone;
      return state.copy.mysql.summary?.outcome === 'partial' && !vaultIsSkipped(state)
        ? text.copy.rowsMissing
        : null;
    case 'vault':
      return vaultIsSkipped(state) || state.copy.vault.status === 'done' ? null : text.copy.notDone;
    case 'validate':
      return state.validate.phase === 'running' ? text.validate.stillRunning : null;
    case 'checklist':
    case 'report':
      return null;
  }
}

export function goNext(wizard: Wizard): void {
  const why = obstacle(wizard);
  if (why !== null) {
    notify(wizard, 'warning', why);
    return;
  }
  const { step } = wizard.store.getState().frame;
  const next = stepIds[stepIds.indexOf(step) + 1];
  if (next !== undefined) goTo(wizard, next);
}

export function goBack(wizard: Wizard): void {
  const { frame, copy } = wizard.store.getState();
  const previous = stepIds[stepIds.indexOf(frame.step) - 1];
  if (previous === undefined) return;
  if (copy.wrote && stepIds.indexOf(previous) < stepIds.indexOf('mysql')) {
    notify(wizard, 'warning', wizard.text.frame.noWayBack);
    return;
  }
  goTo(wizard, previous);
}
