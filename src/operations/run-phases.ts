import type { Phase } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';
import type { ReportPhase } from './report-shape.js';

interface LogEntry {
  readonly kind: string;
  readonly detail: string;
}

/**
 * What became of each phase in the end, from the run's own log: a run may have been told to do one of them only. A phase that nobody
 * expected is left out.
 */
export function phasesOf(
  phases: readonly Phase[],
  plan: Plan,
  log: readonly LogEntry[],
): readonly ReportPhase[] {
  return phases
    .filter(({ takesPart, skipped }) => takesPart(plan) || skipped(plan))
    .map(({ id }) => ({ phase: id, outcome: outcomeOf(id, log) }));
}

function outcomeOf(phase: string, log: readonly LogEntry[]): ReportPhase['outcome'] {
  const begun = log.findLastIndex(({ kind, detail }) => kind === 'phase-started' && detail === phase);
  if (begun === -1) return log.some(({ kind }) => kind === `${phase}-skipped`) ? 'skipped' : 'not-run';
  const ended = log
    .slice(begun)
    .find(({ kind, detail }) => kind === 'phase-finished' && detail.startsWith(`${phase}: `));
  const outcome = /: (complete|partial|stopped) after /.exec(ended?.detail ?? '')?.[1];
  return (outcome as 'complete' | 'partial' | 'stopped' | undefined) ?? 'unfinished';
}
