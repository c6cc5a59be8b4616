import { z } from 'zod';
import type { LogEntry } from '../ledger/log-chain.js';
import type { RemovedRows, RunRecord } from '../ledger/types.js';
import { logFields } from './log-fields.js';
import { operator } from './run-environment.js';
import type { ReportRollback } from './types.js';

const logged = z.object({
  rows: z.record(z.string(), z.number()).readonly(),
  includeChanged: z.boolean(),
  operator: z.string(),
  machine: z.string(),
});

/** The log entry of a rollback that begins: a sentence, and on the next line what was found, as JSON. */
export function rollbackStartedDetail(found: {
  readonly rows: Readonly<Record<string, number>>;
  readonly secretVersions: number;
  readonly includeChanged: boolean;
}): string {
  const total = Object.values(found.rows).reduce((sum, count) => sum + count, 0);
  const fields = {
    rows: found.rows,
    includeChanged: found.includeChanged,
    ...operator(),
  } satisfies z.infer<typeof logged>;
  return `${total} rows, ${found.secretVersions} secret versions\n${JSON.stringify(fields)}`;
}

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
  const found = /^(\d+) rows, (\d+) secret versions$/m.exec(started?.detail ?? '');
  const fields = logged.safeParse(logFields(started?.detail ?? '')).data;
  const done = state === 'rolled-back';
  return {
    state,
    startedAt: started?.at ?? null,
    finishedAt: done ? (ended?.at ?? finishedAt) : null,
    rows: rows.map((row) => ({ ...row, found: fields ? (fields.rows[row.table] ?? 0) : null })),
    includeChanged: fields?.includeChanged ?? null,
    operator: fields ? `${fields.operator}@${fields.machine}` : null,
    rowsFound: found ? Number(found[1]) : null,
    secretVersions: done && found ? Number(found[2]) : null,
  };
}
