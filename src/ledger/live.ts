import { z } from 'zod';
import type { Shape } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import { type LogPosition, logPosition } from '../mysql/log-position.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, readRows } from './read-rows.js';
import { hasTable } from './version.js';

/** How far a run has followed its source. */
export interface LiveRecord {
  /** Before the first snapshot. */
  readonly start: LogPosition;
  /** After the last one; null: some rows may be newer than any place that is known. */
  readonly snapshotEnd: LogPosition | null;
  /** All before it is in the target. */
  readonly applied: LogPosition;
  readonly rowEvents: number;
  readonly transactions: number;
  /** Table → the highest ID of the source that the run may write, where IDs are kept. */
  readonly room: Readonly<Record<string, string>>;
  /** Table → the number of the chunk that holds rows behind the copy's last one. */
  readonly ranges: Readonly<Record<string, number>>;
  /** The statement on the run's tables that following stopped at; null: none that was not gone over since. */
  readonly stopped: StoppedAt | null;
  /** The cut-over; null: the source is still the truth. */
  readonly switched: Switched | null;
}

/** A cut-over that was made. */
export interface Switched {
  readonly at: string;
  /** Where the source's log ended under the fence: all before it is in the target. */
  readonly end: LogPosition;
  /** Resource → what the target's generator stood at: what the tenant makes from then on has higher IDs. */
  readonly boundary: Readonly<Record<string, string>>;
  /** Where the target's log was before; null: it keeps none, does not say, or no way back was wanted. */
  readonly target: LogPosition | null;
  /** What became of the way back since; absent: it is open. */
  readonly ended?: WindowEnd | undefined;
}

/** How the window for the way back was ended. */
export interface WindowEnd {
  readonly at: string;
  /** back: the source is the truth again. finished: the target is, for good. */
  readonly by: 'back' | 'finished';
  /** Changes of the target were left that are not in the source. */
  readonly gaveUp: boolean;
}

export interface StoppedAt {
  readonly verb: string;
  readonly table: string;
  /** Behind the statement. */
  readonly position: LogPosition;
}

const liveRow = z
  .object({
    start_at: json(logPosition),
    snapshot_end: json(logPosition).nullable(),
    applied: json(logPosition),
    row_events: count,
    transactions: count,
    room: json(z.record(z.string(), z.string())),
    ranges: json(z.record(z.string(), z.int())),
    stopped: json(
      z.object({ verb: z.string(), table: z.string(), position: logPosition } satisfies Shape<StoppedAt>),
    ).nullable(),
    switched: json(
      z.object({
        at: z.string(),
        end: logPosition,
        boundary: z.record(z.string(), z.string()),
        target: logPosition.nullable(),
        ended: z
          .object({
            at: z.string(),
            by: z.enum(['back', 'finished']),
            gaveUp: z.boolean(),
          } satisfies Shape<WindowEnd>)
          .optional(),
      } satisfies Shape<Switched>),
    ).nullable(),
  })
  .transform(
    ({ start_at, snapshot_end, applied, row_events, transactions, room, ranges, ...row }): LiveRecord => ({
      start: start_at,
      snapshotEnd: snapshot_end,
      applied,
      rowEvents: row_events,
      transactions,
      room,
      ranges,
      stopped: row.stopped,
      switched: row.switched,
    }),
  );

const position = ({ file, position: at }: LogPosition) => quoteText(JSON.stringify({ file, position: at }));

/** What the ledger knows of following; undefined for a run that does not, and in a ledger of a version before there was any. */
export async function readLive(ledger: RunLedger): Promise<LiveRecord | undefined> {
  if (!(await hasTable(ledger.session, ledger.location, 'live'))) return undefined;
  const [row] = await readRows(
    ledger,
    'live',
    liveRow,
    `SELECT * FROM ${ledgerTable(ledger.location, 'live')} WHERE run_id = ${quoteText(ledger.runId)}`,
  );
  return row;
}

/** Notes where the source's log is, before the first snapshot. */
export async function insertLive(
  { session, location, runId }: RunLedger,
  start: LogPosition,
  room: LiveRecord['room'],
): Promise<void> {
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'live')}
      (run_id, start_at, snapshot_end, applied, row_events, transactions, room, ranges)
      VALUES (${quoteText(runId)}, ${position(start)}, NULL, ${position(start)}, 0, 0, ${quoteText(JSON.stringify(room))}, '{}')`,
  );
}

/** Notes where the source's log is after a snapshot was taken; null: rows newer than any place that is known may come. */
export async function writeSnapshotEnd(
  { session, location, runId }: RunLedger,
  end: LogPosition | null,
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET snapshot_end = ${end === null ? 'NULL' : position(end)}
      WHERE run_id = ${quoteText(runId)}`,
  );
}

/** What a batch adds. */
export interface AppliedBatch {
  readonly position: LogPosition;
  readonly events: number;
  readonly transactions: number;
  readonly ranges: LiveRecord['ranges'];
}

/** The target is the truth now: nothing of the source is applied any more. */
export class SwitchedAway extends Error {
  override readonly name = 'SwitchedAway';
}

/** Notes a batch, inside the transaction that holds its rows. Throws SwitchedAway after a cut-over. */
export async function writeApplied(
  { session, location, runId }: RunLedger,
  batch: AppliedBatch,
): Promise<void> {
  const { affectedRows } = await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET applied = ${position(batch.position)},
      row_events = row_events + ${batch.events}, transactions = transactions + ${batch.transactions},
      ranges = ${quoteText(JSON.stringify(batch.ranges))}, applied_at = ${quoteText(new Date().toISOString())}
      WHERE run_id = ${quoteText(runId)} AND switched IS NULL`,
  );
  if (affectedRows !== 1) throw new SwitchedAway(`the ledger has run ${runId} not followed any more`);
}

/** Notes the chunks that followed rows go on in. */
export async function writeRanges(
  { session, location, runId }: RunLedger,
  ranges: LiveRecord['ranges'],
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET ranges = ${quoteText(JSON.stringify(ranges))} WHERE run_id = ${quoteText(runId)}`,
  );
}

/** Notes the statement that following stopped at; all before it is applied. */
export async function writeStopped(
  { session, location, runId }: RunLedger,
  stopped: StoppedAt,
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET stopped = ${quoteText(JSON.stringify(stopped))} WHERE run_id = ${quoteText(runId)}`,
  );
}

/** Goes over the statement that following stopped at. */
export async function passStopped(
  { session, location, runId }: RunLedger,
  { position: behind }: StoppedAt,
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET stopped = NULL, applied = ${position(behind)} WHERE run_id = ${quoteText(runId)}`,
  );
}

/** Locks the run's row, so that nothing is applied until the transaction ends, and gives what is applied. */
export async function lockApplied({ session, location, runId }: RunLedger): Promise<LogPosition | undefined> {
  const [row] = await readRows(
    { session, location, runId },
    'live',
    z.object({ applied: json(logPosition) }),
    `SELECT applied FROM ${ledgerTable(location, 'live')} WHERE run_id = ${quoteText(runId)} AND switched IS NULL FOR UPDATE`,
  );
  return row?.applied;
}

/** Notes the cut-over. From then on nothing is applied. */
export async function writeSwitched(
  { session, location, runId }: RunLedger,
  { at, end, boundary, target, ended }: Switched,
): Promise<void> {
  const bare = ({ file, position: place }: LogPosition) => ({ file, position: place });
  const content = { at, end: bare(end), boundary, target: target && bare(target), ended };
  await session.execute(
    `UPDATE ${ledgerTable(location, 'live')} SET switched = ${quoteText(JSON.stringify(content))} WHERE run_id = ${quoteText(runId)}`,
  );
}
