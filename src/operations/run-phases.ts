import type { ReportPhase } from './types.js';

interface LogEntry {
  readonly kind: string;
  readonly detail: string;
}

/** What became of each phase in the end, from the run's own log: a run may have been told to do one of them only. */
export function phasesOf(log: readonly LogEntry[]): readonly ReportPhase[] {
  return (['mysql', 'vault'] as const).map((phase) => ({ phase, outcome: outcomeOf(phase, log) }));
}

function outcomeOf(phase: 'mysql' | 'vault', log: readonly LogEntry[]): ReportPhase['outcome'] {
  const begun = log.findLastIndex(({ kind, detail }) => kind === 'phase-started' && detail === phase);
  if (begun === -1) {
    const skipped = phase === 'vault' && log.some(({ kind }) => kind === 'vault-skipped');
    return skipped ? 'skipped' : 'not-run';
  }
  const ended = log
    .slice(begun)
    .find(({ kind, detail }) => kind === 'phase-finished' && detail.startsWith(`${phase}: `));
  const outcome = /: (complete|partial|stopped) after /.exec(ended?.detail ?? '')?.[1];
  return (outcome as 'complete' | 'partial' | 'stopped' | undefined) ?? 'unfinished';
}
