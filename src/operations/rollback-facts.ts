import type { LogEntry } from '../run/ledger/log-chain.js';
import type { RemovedRows, RunRecord } from '../run/ledger-types.js';
import type { ReportRollback } from './types.js';

/** What was taken back of a run, from its log and ledger; null when nobody began to. */
export function rollbackOf(
  { state, finishedAt }: Pick<RunRecord, 'state' | 'finishedAt'>,
  log: readonly LogEntry[],
  rows: readonly RemovedRows[],
): ReportRollback | null {
  if (state !== 'rolling-back' && state !== 'rolled-back') return null;
  const started = log.find(({ kind }) => kind === 'rollback-started');
  const ended = log.findLast(({ kind }) => kind === 'rolled-back');
  // A rollback that was stopped and taken up again finds less each time; the first look counted everything.
  const found = /^(\d+) rows, (\d+) secret versions$/.exec(started?.detail ?? '');
  const done = state === 'rolled-back';
  return {
    state,
    startedAt: started?.at ?? null,
    finishedAt: done ? (ended?.at ?? finishedAt) : null,
    rows,
    rowsFound: found ? Number(found[1]) : null,
    secretVersions: done && found ? Number(found[2]) : null,
  };
}
