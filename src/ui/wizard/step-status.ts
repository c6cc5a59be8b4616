import { openItems } from '../steps/checklist/checklist-state.js';
import { tally } from '../steps/connections/connections-state.js';
import type { PhaseState } from '../steps/copy/copy-state.js';
import { brokenReferences } from '../steps/tables/tables-state.js';
import type { StepId } from './frame-state.js';
import type { WizardState } from './wizard-state.js';

/** As the step list shows it: a mark, and a colour that says the same. */
export type StepStatus = 'todo' | 'open' | 'running' | 'done' | 'attention' | 'failed' | 'skipped';

function copyStatus(phase: PhaseState): StepStatus {
  switch (phase.status) {
    case 'ready':
      return 'todo';
    case 'running':
    case 'stopping':
    case 'aborting':
      return 'running';
    case 'done':
      return phase.summary?.outcome === 'partial' ? 'attention' : 'done';
    case 'stopped':
      return 'attention';
    case 'failed':
      return 'failed';
  }
}

function configStatus(state: WizardState): StepStatus {
  switch (state.config.phase) {
    case 'loading':
    case 'asking':
    case 'writing':
      return 'running';
    case 'missing':
      return 'open';
    case 'failed':
      return 'failed';
    case 'ready':
      return 'done';
  }
}

function connectionsStatus(state: WizardState): StepStatus {
  const { phase, findings } = state.connections;
  if (phase === 'idle') return 'todo';
  if (phase === 'running') return 'running';
  const { blockers, warnings } = tally(findings);
  if (phase === 'failed' || blockers > 0) return 'failed';
  return warnings > 0 ? 'attention' : 'done';
}

function dryRunStatus(state: WizardState): StepStatus {
  const { phase, result } = state.dryRun;
  if (phase === 'idle') return 'todo';
  if (phase === 'running') return 'running';
  const { blockers, warnings } = tally(result?.findings ?? []);
  if (phase === 'failed' || blockers > 0) return 'failed';
  return warnings > 0 ? 'attention' : 'done';
}

export function vaultIsSkipped(state: WizardState): boolean {
  const config = state.context?.config;
  return config !== undefined && (config.source.vault === undefined || config.target.vault === undefined);
}

function tablesStatus(state: WizardState): StepStatus {
  if (!state.frame.visited.includes('tables')) return 'todo';
  return brokenReferences(state.tables).length > 0 ? 'attention' : 'done';
}

function validateStatus(state: WizardState): StepStatus {
  const { phase, result } = state.validate;
  if (phase === 'choose') return 'todo';
  if (phase === 'running') return 'running';
  return phase === 'done' && result?.ok === true ? 'done' : 'failed';
}

function checklistStatus(state: WizardState): StepStatus {
  const { checklist, context } = state;
  if (checklist.phase === 'idle' || context === null) return 'todo';
  if (checklist.phase === 'loading') return 'running';
  const failed = Object.values(checklist.answers).some((answer) => answer.state === 'fail');
  if (checklist.phase === 'failed' || failed) return 'failed';
  return openItems(checklist, context.preset) > 0 ? 'open' : 'done';
}

export function stepStatus(state: WizardState, step: StepId): StepStatus {
  switch (step) {
    case 'config':
      return configStatus(state);
    case 'connections':
      return connectionsStatus(state);
    case 'tables':
      return tablesStatus(state);
    case 'dry-run':
      return dryRunStatus(state);
    case 'mysql':
      return copyStatus(state.copy.mysql);
    case 'vault':
      return vaultIsSkipped(state) ? 'skipped' : copyStatus(state.copy.vault);
    case 'validate':
      return validateStatus(state);
    case 'checklist':
      return checklistStatus(state);
    case 'report':
      return Object.keys(state.report.written).length > 0 ? 'done' : 'todo';
  }
}
