import { z } from 'zod';
import { reason } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, readRows, row } from './read-rows.js';
import { updateRows } from './rows.js';
import { hasTable } from './version.js';

/** The commands that work on a run and say so. */
export const workerCommands = ['run', 'follow', 'cutover', 'feed-back', 'back', 'rollback'] as const;
export type WorkerCommand = (typeof workerCommands)[number];

const said = z.object({ message: z.string(), because: reason.optional() });

/** What a worker says of its work with each sign of life. */
export const workerFigures = z.object({
  lagSeconds: z.number().nullable().optional(),
  /** How long it has been less behind than is asked for, without a break. */
  quietSeconds: z.number().optional(),
  eventsPerSecond: z.number().optional(),
  /** Of feeding back, whose place is in the source: how far it is in the target's log, and the row changes so far. */
  position: z.string().optional(),
  rowEvents: z.number().optional(),
  /** Of a run: share of all that is done, and seconds left; null: too early to tell. */
  overall: z.number().optional(),
  secondsLeft: z.number().nullable().optional(),
  /** Of a run: things a second that its phase at work does. */
  rate: z.object({ phase: z.string(), perSecond: z.number() }).optional(),
  /** Why it goes slower, and the last thing that went wrong. */
  throttle: said.nullable().optional(),
  lastError: said.extend({ at: z.string() }).optional(),
  /** How it is steered. `seq`: of the last request that was carried out. */
  steering: z
    .object({
      seq: z.number(),
      paused: z.boolean(),
      parallelism: z.number(),
      rowsPerSecond: z.number().nullable(),
    })
    .optional(),
  /** Phase → how many things there are in all, as far as it was counted. */
  totals: z.record(z.string(), z.number()).optional(),
});
export type WorkerFigures = z.infer<typeof workerFigures>;

/** A process that works on a run. */
export interface Worker {
  readonly command: WorkerCommand;
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  /** ISO 8601 */
  readonly since: string;
}

export interface WorkerRecord extends Worker {
  readonly figures: WorkerFigures;
  /** It has given a sign of life within `deadAfterSeconds`, and its connection still stands. */
  readonly alive: boolean;
  /** It ended by itself; else it works, or died. */
  readonly ended: boolean;
}

/** A worker without a sign of life for so long is taken for dead, were its connection still open: its machine may have gone. */
const deadAfterSeconds = 15;

/** Held by a worker's own connection: the server lets it go as soon as the process is dead. */
const lifeLine = ({ runId }: Pick<RunLedger, 'runId'>, command: WorkerCommand) =>
  `tenantferry:${command}:${runId}`.slice(0, 64);

/** Binds a worker's life to this connection, as long as it stands. */
export async function holdLifeLine(session: Session, runId: string, command: WorkerCommand): Promise<void> {
  await session.query(`SELECT GET_LOCK(${quoteText(lifeLine({ runId }, command))}, 0) AS held`);
}

/** Writes a sign of life, and what the worker does. */
export async function writeBeat(
  { session, location, runId }: RunLedger,
  { command, host, user, pid, since }: Worker,
  figures: WorkerFigures,
): Promise<void> {
  const values = [runId, command, host, user, String(pid), since].map(quoteText).join(', ');
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'workers')}
      (run_id, command, host, user_name, pid, since, beat_at, ended_at, figures)
      VALUES (${values}, UTC_TIMESTAMP(3), NULL, ${quoteText(JSON.stringify(figures))})`,
  );
}

/** Notes that a worker ended by itself. Of its own row only: another may have begun since. */
export async function writeEnd(ledger: RunLedger, { command, host, pid, since }: Worker): Promise<void> {
  const own = `command = ${quoteText(command)} AND host = ${quoteText(host)} AND pid = ${pid}`;
  const endedAt = new Date().toISOString();
  await updateRows(ledger, 'workers', { endedAt }, `AND ${own} AND since = ${quoteText(since)}`);
}

const workerRow = row({
  command: z.enum(workerCommands),
  host: z.string(),
  userName: z.string(),
  pid: count,
  since: z.string(),
  endedAt: z.string().nullable(),
  figures: json(workerFigures),
  silentMs: z.unknown().transform(Number),
  holder: z.unknown(),
}).transform(
  ({ userName: user, endedAt, holder, silentMs, ...worker }): WorkerRecord => ({
    ...worker,
    user,
    ended: endedAt !== null,
    alive: endedAt === null && holder !== null && silentMs < deadAfterSeconds * 1000,
  }),
);

/** Who works on a run or did, the latest first. Reads only; none in a ledger of a version before it noted them. */
export async function readWorkers(ledger: RunLedger): Promise<readonly WorkerRecord[]> {
  const { session, location, runId } = ledger;
  if (!(await hasTable(session, location, 'workers'))) return [];
  const line = `LEFT(CONCAT('tenantferry:', command, ${quoteText(`:${runId}`)}), 64)`;
  return readRows(
    ledger,
    'workers',
    workerRow,
    `SELECT *, IS_USED_LOCK(${line}) AS holder,
        TIMESTAMPDIFF(MICROSECOND, beat_at, UTC_TIMESTAMP(3)) DIV 1000 AS silent_ms
      FROM ${ledgerTable(location, 'workers')} WHERE run_id = ${quoteText(runId)} ORDER BY since DESC`,
  );
}
