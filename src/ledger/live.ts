import { z } from 'zod';
import type { Plain } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import { type LogPosition, logPosition } from '../mysql/log-position.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, row } from './read-rows.js';
import { insertRow, rowsOf, updateRows } from './rows.js';
import { hasTable } from './version.js';

/** How the window for the way back was ended. */
const windowEnd = z.object({
  at: z.string(),
  /** back: the source is the truth again. finished: the target is, for good. */
  by: z.enum(['back', 'finished']),
  /** Changes of the target were left that are not in the source. */
  gaveUp: z.boolean(),
});
export type WindowEnd = Plain<z.infer<typeof windowEnd>>;

/** A cut-over that was made. */
const switchedShape = z.object({
  at: z.string(),
  /** Where the source's log ended under the fence: all before it is in the target. */
  end: logPosition,
  /** Resource → what the target's generator stood at: what the tenant makes from then on has higher IDs. */
  boundary: z.record(z.string(), z.string()),
  /** Where the target's log was before; null: it keeps none, does not say, or no way back was wanted. */
  target: logPosition.nullable(),
  /** What became of the way back since; absent: it is open. */
  ended: windowEnd.optional(),
});
export type Switched = Plain<z.infer<typeof switchedShape>>;

const stoppedAt = z.object({
  verb: z.string(),
  table: z.string(),
  /** Behind the statement. */
  position: logPosition,
});
export type StoppedAt = Plain<z.infer<typeof stoppedAt>>;

/** How far a run has followed its source. */
const liveRow = row({
  /** Before the first snapshot. */
  startAt: json(logPosition),
  /** After the last one; null: some rows may be newer than any place that is known. */
  snapshotEnd: json(logPosition).nullable(),
  /** All before it is in the target. */
  applied: json(logPosition),
  rowEvents: count,
  transactions: count,
  /** Table → the highest ID of the source that the run may write, where IDs are kept. */
  room: json(z.record(z.string(), z.string())),
  /** Table → the number of the chunk that holds rows behind the copy's last one. */
  ranges: json(z.record(z.string(), z.int())),
  /** The statement on the run's tables that following stopped at; null: none that was not gone over since. */
  stopped: json(stoppedAt).nullable(),
  /** The cut-over; null: the source is still the truth. */
  switched: json(switchedShape).nullable(),
}).transform(({ startAt: start, ...live }) => ({ start, ...live }));
export type LiveRecord = Plain<z.infer<typeof liveRow>>;

const bare = ({ file, position }: LogPosition): LogPosition => ({ file, position });

/** What the ledger knows of following; undefined for a run that does not, and in a ledger of a version before there was any. */
export async function readLive(ledger: RunLedger): Promise<LiveRecord | undefined> {
  if (!(await hasTable(ledger.session, ledger.location, 'live'))) return undefined;
  const [live] = await rowsOf(ledger, 'live', liveRow);
  return live;
}

/** Notes where the source's log is, before the first snapshot. */
export async function insertLive(
  ledger: RunLedger,
  start: LogPosition,
  room: LiveRecord['room'],
): Promise<void> {
  const at = { startAt: bare(start), snapshotEnd: null, applied: bare(start) };
  await insertRow(ledger, 'live', { ...at, rowEvents: 0, transactions: 0, room, ranges: {} });
}

/** Notes where the source's log is after a snapshot was taken; null: rows newer than any place that is known may come. */
export async function writeSnapshotEnd(ledger: RunLedger, end: LogPosition | null): Promise<void> {
  await updateRows(ledger, 'live', { snapshotEnd: end && bare(end) });
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
    `UPDATE ${ledgerTable(location, 'live')} SET applied = ${quoteText(JSON.stringify(bare(batch.position)))},
      row_events = row_events + ${batch.events}, transactions = transactions + ${batch.transactions},
      ranges = ${quoteText(JSON.stringify(batch.ranges))}, applied_at = ${quoteText(new Date().toISOString())}
      WHERE run_id = ${quoteText(runId)} AND switched IS NULL`,
  );
  if (affectedRows !== 1) throw new SwitchedAway(`the ledger has run ${runId} not followed any more`);
}

/** Notes the chunks that followed rows go on in. */
export async function writeRanges(ledger: RunLedger, ranges: LiveRecord['ranges']): Promise<void> {
  await updateRows(ledger, 'live', { ranges });
}

/** Notes the statement that following stopped at; all before it is applied. */
export async function writeStopped(ledger: RunLedger, stopped: StoppedAt): Promise<void> {
  await updateRows(ledger, 'live', { stopped });
}

/** Goes over the statement that following stopped at. */
export async function passStopped(ledger: RunLedger, { position }: StoppedAt): Promise<void> {
  await updateRows(ledger, 'live', { stopped: null, applied: bare(position) });
}

/** Locks the run's row, so that nothing is applied until the transaction ends, and gives what is applied. */
export async function lockApplied(ledger: RunLedger): Promise<LogPosition | undefined> {
  const place = row({ applied: json(logPosition) });
  const [live] = await rowsOf(ledger, 'live', place, 'AND switched IS NULL FOR UPDATE');
  return live?.applied;
}

/** Notes the cut-over. From then on nothing is applied. */
export async function writeSwitched(
  ledger: RunLedger,
  { at, end, boundary, target, ended }: Switched,
): Promise<void> {
  const switched = { at, end: bare(end), boundary, target: target && bare(target), ended };
  await updateRows(ledger, 'live', { switched });
}
