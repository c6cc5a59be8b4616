import type { BulkChannel } from '../../../mysql/bulk-channel.js';
import type { CopyMethod } from '../../../mysql/bulk-method.js';
import { filterCondition, type KeyRange, keyOrder, rangeCondition } from '../../../mysql/chunks.js';
import type { RowPacket } from '../../../mysql/driver.js';
import { toMysqlError } from '../../../mysql/errors.js';
import { ordersAlike } from '../../../mysql/key-cells.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { TablePlan } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import { say } from '../words.js';
import { type CopiedColumns, copiedColumns } from './copy-columns.js';
import { copyError, copyFailure } from './copy-error.js';
import { finalRows } from './final-rows.js';
import { createInsertWriter } from './insert-writer.js';
import { createLargeRows } from './large-rows.js';
import { createLoadWriter } from './load-writer.js';
import { rowTooLarge, showKey } from './row-check.js';
import type { RowWriter } from './row-writer.js';
import { firstWarnings } from './server-warnings.js';
import { openStoredLengths, type StoredRows } from './stored-lengths.js';

export interface CopyResult {
  readonly rows: number;
  /** Bytes of the rows as the source sent them; with the final values of what is transformed in batches. */
  readonly bytes: number;
}

export interface CopyChunkOptions {
  /** In its snapshot; its default database is the source's. */
  readonly source: Session;
  /** A target-writer outside any transaction; its default database is the target's. */
  readonly target: Session;
  readonly table: TablePlan;
  readonly range: KeyRange;
  /** The chunk's number, for errors; absent where it is none. */
  readonly number?: number;
  /** SQL on the source for the one row of the range that is wanted; absent: all of them. */
  readonly only?: string;
  readonly method: CopyMethod;
  /** Where to look at what the target has stored; absent, or where it orders keys in another way: its word is taken. */
  readonly stored?: StoredRows | undefined;
  /** Master keys, where a column is re-encrypted. */
  readonly context?: CellContext;
  /** Runs on the target within the chunk's transaction, before its rows are read. */
  readonly afterBegin?: (() => Promise<void>) | undefined;
  /** Runs on the target within the chunk's transaction, after its rows were checked. What it throws rolls back. */
  readonly beforeCommit: (result: CopyResult) => Promise<void>;
  /** Aborted: both connections are cut, and the chunk rolls back. */
  readonly signal: AbortSignal;
}

const packetLimits = new WeakMap<BulkChannel, number>();

async function packetLimit(target: Session): Promise<number> {
  const known = packetLimits.get(target.bulk);
  if (known !== undefined) return known;
  const [row] = await target.query('SELECT @@max_allowed_packet AS bytes');
  const limit = Number(row?.bytes);
  packetLimits.set(target.bulk, limit);
  return limit;
}

function selectRows({ table, range, only = 'TRUE' }: CopyChunkOptions, { columns }: CopiedColumns): string {
  return (
    `SELECT ${columns.map(({ expression }) => expression).join(', ')} FROM ${sourceRows(table)} ` +
    `WHERE ${rangeCondition(table, range, 'source')} AND ${only} AND ${filterCondition(table)}${keyOrder(table, 'source')}`
  );
}

/** Reads the range and hands its rows to the writer; a row that fails does not end the reading, which would lose the snapshot. */
async function transfer(options: CopyChunkOptions, limit: number): Promise<CopyResult> {
  const { source, target, table, range, method } = options;
  const columns = copiedColumns(table, options.context ?? {});
  const holdsSameRows = (range.after === null && range.through === null) || ordersAlike(table);
  // Before the writer: a LOAD DATA that waits for its text would let no question pass.
  const lengths =
    options.stored && holdsSameRows
      ? await openStoredLengths(target, table, columns, { ...options.stored, isOpen: range.through === null })
      : undefined;
  let failure: unknown = null;
  const rowsOf = finalRows(source, columns, () => failure === null);
  const writer: RowWriter = await (method === 'load-data' ? createLoadWriter : createInsertWriter)({
    target,
    table: table.target,
    columns,
    key: table.key,
    packetLimit: limit,
    pauseRows: rowsOf.pauseRows,
    resumeRows: rowsOf.resumeRows,
  });
  let rows = 0;
  let bytes = 0;
  const fail = (error: unknown) => {
    failure ??= error;
    rowsOf.resumeRows();
  };
  const add = (packet: RowPacket) => {
    if (failure) return;
    try {
      const size = packet.end - packet.offset;
      if (size > limit) throw rowTooLarge(showKey(packet, columns.columns, table.key), size, limit);
      writer.add(packet);
      lengths?.add(packet);
      rows += 1;
      bytes += size;
    } catch (error) {
      fail(error);
    }
  };
  const largeRow =
    writer.largeRow &&
    createLargeRows({
      columns,
      key: table.key,
      packetLimit: limit,
      writer: writer.largeRow,
      lengths,
      onRow: (size) => {
        rows += 1;
        bytes += size;
      },
    });
  const unlessFailed = (take: () => void) => {
    if (failure) return;
    try {
      take();
    } catch (error) {
      fail(error);
    }
  };
  const guarded = largeRow && {
    bytes: (piece: Buffer) => unlessFailed(() => largeRow.bytes(piece)),
    end: () => unlessFailed(largeRow.end),
  };
  const select = selectRows(options, columns);
  try {
    await rowsOf.readRows(select, add, guarded);
    if (failure) throw failure;
    await writer.finish(rows);
    await lengths?.check((onRow) => source.bulk.readRows(select, onRow));
  } catch (error) {
    // What is left of a row must not follow the end of the text.
    failure ??= error;
    await writer.abandon();
    const { code, message } = toMysqlError(error);
    if (code !== 'LOAD_DIFFERS' && code !== 'INSERT_DIFFERS') throw error;
    const warnings = await firstWarnings(target);
    throw copyFailure(code, warnings === '' ? message : `${message} (${warnings})`);
  }
  return { rows, bytes };
}

/**
 * Copies the rows of one range in one transaction of the target: all of them, unaltered, with what `beforeCommit` writes,
 * or nothing. Throws CopyError, naming table and range, without data. After a failure the target is outside a transaction or cut; the
 * source keeps its snapshot unless its connection was lost.
 */
export async function copyChunk(options: CopyChunkOptions): Promise<CopyResult> {
  const { source, target, beforeCommit, signal } = options;
  const cutOff = Promise.withResolvers<never>();
  const cut = () => {
    target.destroy();
    source.destroy();
    cutOff.reject(signal.reason);
  };
  // What it rejects with is said below.
  cutOff.promise.catch(() => undefined);
  if (signal.aborted) throw copyError(options, copyFailure('ABORTED', say('copy.aborted')));
  signal.addEventListener('abort', cut, { once: true });
  let inTransaction = false;
  try {
    const limit = await packetLimit(target);
    await target.begin();
    inTransaction = true;
    await options.afterBegin?.();
    // A batch of values may not come back.
    const result = await Promise.race([transfer(options, limit), cutOff.promise]);
    await beforeCommit(result);
    await target.commit();
    return result;
  } catch (error) {
    if (inTransaction) await target.rollback().catch(() => target.destroy());
    throw copyError(options, signal.aborted ? copyFailure('ABORTED', say('copy.aborted')) : error);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}
