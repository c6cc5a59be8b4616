import { z } from 'zod';
import { counted } from '../core/counted.js';
import type { RunRecord } from '../ledger/runs.js';
import type { LogEntry, RemovedRows } from '../ledger/shapes.js';
import { logFields } from './log-fields.js';
import type { ReportRollback } from './report-shape.js';
import type { RollbackSummary } from './result-shapes.js';
import { operator } from './run-environment.js';

const logged = z.object({
  rows: z.record(z.string(), z.number()).readonly(),
  includeChanged: z.boolean(),
  operator: z.string(),
  machine: z.string(),
  /** By table, those that went before an interruption among them. Absent in logs of older versions, as what follows. */
  changedRows: z.record(z.string(), z.number()).readonly().optional(),
  /** The first ones, as `table key`. */
  changed: z.array(z.string()).readonly().optional(),
  compared: z.boolean().optional(),
});

/** Changed rows that a log entry names. */
const namedInLog = 10;

/** The log entry of a rollback that begins: a sentence, and on the next line what was found, as JSON. */
export function rollbackStartedDetail(found: RollbackSummary): string {
  const fields = {
    rows: found.rows,
    includeChanged: found.includeChanged ?? false,
    changedRows: found.changedRows ?? {},
    changed: firstChanged(found),
    compared: found.compared ?? true,
    ...operator(),
  } satisfies z.infer<typeof logged>;
  return `${sum(found.rows)} rows, ${found.secrets} secret versions\n${JSON.stringify(fields)}`;
}

/** The log entry of a rollback that is done, with what went along and what stays. */
export function rolledBackDetail(found: RollbackSummary, secretsKept: number): string {
  const rows = sum(found.changedRows ?? {});
  const names = firstChanged(found);
  const more = rows > names.length ? `; and ${rows - names.length} more` : '';
  const parts = [
    `${counted(sum(found.rows), 'row')}, ${counted(found.secrets, 'secret version')}`,
    ...(rows === 0
      ? []
      : [`${counted(rows, 'row')} changed since the run went along: ${names.join('; ')}${more}`]),
    ...(found.notCompared ? [`rows were not compared with the source: ${found.notCompared.message}`] : []),
    ...(secretsKept === 0 ? [] : [counted(secretsKept, 'secret stays', 'secrets stay')]),
  ];
  return parts.join('; ');
}

const firstChanged = ({ changed }: RollbackSummary) =>
  changed
    .filter(({ subject }) => subject !== 'secret')
    .slice(0, namedInLog)
    .map(({ subject, key }) => `${subject} ${key}`);

const sum = (rows: Readonly<Record<string, number>>) =>
  Object.values(rows).reduce((total, count) => total + count, 0);

/** What was taken back of a run, from its log and ledger; null when nobody began to. */
export function rollbackOf(
  { state: stands, finishedAt }: Pick<RunRecord, 'state' | 'finishedAt'>,
  log: readonly LogEntry[],
  rows: readonly RemovedRows[],
): ReportRollback | null {
  const state = (['rolling-back', 'rolled-back'] as const).find((one) => one === stands);
  if (!state) return null;
  const starts = log.filter(({ kind }) => kind === 'rollback-started');
  const [started] = starts;
  const ended = log.findLast(({ kind }) => kind === 'rolled-back');
  // A rollback that was stopped and taken up again finds less each time; the first look counted everything.
  const found = /^(\d+) rows, (\d+) secret versions$/m.exec(started?.detail ?? '');
  const looks = starts.map(({ detail }) => logged.safeParse(logFields(detail)).data);
  const [fields] = looks;
  // What was changed is joined with what went before, so the last look knows of all.
  const { changedRows, compared } = looks.findLast((one) => one !== undefined) ?? {};
  const done = state === 'rolled-back';
  return {
    state,
    startedAt: started?.at ?? null,
    finishedAt: done ? (ended?.at ?? finishedAt) : null,
    rows: rows.map((row) => ({ ...row, found: fields ? (fields.rows[row.table] ?? 0) : null })),
    includeChanged: fields ? looks.some((one) => one?.includeChanged) : null,
    changedRows: compared && changedRows ? sum(changedRows) : null,
    compared: compared ?? null,
    operator: fields ? `${fields.operator}@${fields.machine}` : null,
    rowsFound: found ? Number(found[1]) : null,
    secretVersions: done && found ? Number(found[2]) : null,
  };
}
