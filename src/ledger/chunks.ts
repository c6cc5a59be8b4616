import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import type { KeyRange } from '../mysql/chunks.js';
import type { KeyCell, KeyTuple } from '../mysql/key-cells.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, flag, json, readRows, row } from './read-rows.js';
import { rowsOf, updateRows } from './rows.js';
import type { RemovedRows, TableProgress } from './shapes.js';

/** A committed chunk: its key range and what was in it. */
export interface ChunkRecord {
  readonly table: string;
  readonly chunk: number;
  readonly range: KeyRange;
  readonly rows: number;
  readonly bytes: number;
  /** Target keys of the tenant's rows that stood in this range before the chunk was copied: not the run's to remove. */
  readonly rowsBefore: readonly (readonly string[])[];
  /** A rollback has removed the chunk's rows. */
  readonly removed: boolean;
}

/** Writes a chunk's row. Called inside the transaction that holds the chunk's rows, so both are there or neither. */
export async function recordChunk(ledger: RunLedger, record: Omit<ChunkRecord, 'removed'>): Promise<void> {
  await insertChunk(ledger, record, false);
}

/** What the ledger says of one chunk; null when it was not committed. */
export async function findChunk(
  ledger: RunLedger,
  table: string,
  chunk: number,
): Promise<{ readonly rows: number; readonly bytes: number } | null> {
  const counted = row({ rowCount: count, byteCount: count });
  const [found] = await rowsOf(ledger, 'chunks', counted, named(table, chunk));
  return found ? { rows: found.rowCount, bytes: found.byteCount } : null;
}

const named = (table: string, chunk: number) => `AND table_name = ${quoteText(table)} AND chunk = ${chunk}`;

/** Moves a chunk's end to a later key, with so many more rows. Called inside the transaction that holds them. */
export async function extendChunk(
  { session, location, runId }: RunLedger,
  { table, chunk, range, rows }: Pick<ChunkRecord, 'table' | 'chunk' | 'range' | 'rows'>,
): Promise<void> {
  const through = range.through === null ? 'NULL' : quoteText(JSON.stringify(range.through));
  await session.execute(
    `UPDATE ${ledgerTable(location, 'chunks')} SET through_key = ${through}, row_count = row_count + ${rows}
      WHERE run_id = ${quoteText(runId)} ${named(table, chunk)}`,
  );
}

/** Marks a table as finished: nothing is left after the last chunk. */
export async function recordTableEnd(ledger: RunLedger, table: string, chunk: number): Promise<void> {
  const range = { after: null, through: null };
  await insertChunk(ledger, { table, chunk, range, rows: 0, bytes: 0, rowsBefore: [] }, true);
}

async function insertChunk(
  { session, location, runId }: RunLedger,
  { table, chunk, range, rows, bytes, rowsBefore }: Omit<ChunkRecord, 'removed'>,
  isEnd: boolean,
): Promise<void> {
  const key = (tuple: KeyTuple | null) => (tuple === null ? 'NULL' : quoteText(JSON.stringify(tuple)));
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'chunks')}
      (run_id, table_name, chunk, after_key, through_key, row_count, byte_count, rows_before, is_end, committed_at)
      VALUES (${quoteText(runId)}, ${quoteText(table)}, ${chunk}, ${key(range.after)}, ${key(range.through)},
        ${rows}, ${bytes}, ${rowsBefore.length === 0 ? 'NULL' : quoteText(JSON.stringify(rowsBefore))}, ${isEnd ? 1 : 0}, ${quoteText(new Date().toISOString())})${isEnd ? ' ON DUPLICATE KEY UPDATE is_end = 1' : ''}`,
  );
}

/** What a table's ledger says: ranges committed so far in key order, and whether its end was reached. */
export interface CommittedChunks {
  readonly chunks: readonly ChunkRecord[];
  readonly finished: boolean;
  /** The next unused chunk number. */
  readonly nextChunk: number;
}

/** By hand, since lists of chunks are long. */
function isKeyCell(value: unknown): value is KeyCell {
  if (typeof value !== 'object' || value === null) return false;
  if ('n' in value) return typeof value.n === 'string';
  return 'hex' in value && typeof value.hex === 'string';
}

/** Values of a key, as chunks and captures hold them. */
export const keyTuple = z.custom<KeyTuple>((value) => Array.isArray(value) && value.every(isKeyCell));
const keys = json(z.array(z.array(z.string())));

const chunkRow = row({
  chunk: count,
  afterKey: json(keyTuple).nullable(),
  throughKey: json(keyTuple).nullable(),
  rowCount: count,
  byteCount: count,
  rowsBefore: keys.nullable(),
  isEnd: flag,
  removed: flag,
});

export async function readCommittedChunks(ledger: RunLedger, table: string): Promise<CommittedChunks> {
  const rows = await rowsOf(
    ledger,
    'chunks',
    chunkRow,
    `AND table_name = ${quoteText(table)} ORDER BY chunk`,
  );
  const chunks = rows
    .filter(({ isEnd }) => !isEnd)
    .map(({ chunk, afterKey, throughKey, rowCount, byteCount, rowsBefore, removed }) => ({
      table,
      chunk,
      range: { after: afterKey, through: throughKey },
      rows: rowCount,
      bytes: byteCount,
      rowsBefore: rowsBefore ?? [],
      removed,
    }));
  return {
    chunks,
    finished: rows.some(({ isEnd }) => isEnd),
    nextChunk: rows.reduce((next, { chunk }) => Math.max(next, chunk + 1), 1),
  };
}

const progressRow = z.object({
  table: z.string(),
  chunks: count,
  rows: count,
  bytes: count,
  finished: flag,
});

/** Rows and bytes copied by table. */
export async function readTableProgress(ledger: RunLedger): Promise<readonly TableProgress[]> {
  return readRows(
    ledger,
    'chunks',
    progressRow,
    `SELECT table_name AS \`table\`, SUM(is_end = 0) AS chunks, SUM(row_count) AS \`rows\`,
        SUM(byte_count) AS bytes, MAX(is_end) AS finished
      FROM ${ledgerTable(ledger.location, 'chunks')} WHERE run_id = ${quoteText(ledger.runId)} GROUP BY table_name`,
  );
}

const removedRow = z.object({ table: z.string(), copied: count, removed: count });

/** What a rollback has removed so far, by table; tables without rows are left out. Counts are those of the copied chunks. */
export async function readRemovedRows(ledger: RunLedger): Promise<readonly RemovedRows[]> {
  return readRows(
    ledger,
    'chunks',
    removedRow,
    `SELECT table_name AS \`table\`, SUM(row_count) AS copied,
        SUM(CASE WHEN chunk.removed = 1 THEN row_count ELSE 0 END) AS removed
      FROM ${ledgerTable(ledger.location, 'chunks')} chunk WHERE run_id = ${quoteText(ledger.runId)}
      GROUP BY table_name HAVING SUM(row_count) > 0 ORDER BY table_name`,
  );
}

/** Notes, inside the transaction that deletes them, that a chunk's rows are gone. */
export async function markChunkRemoved(ledger: RunLedger, table: string, chunk: number): Promise<void> {
  await updateRows(ledger, 'chunks', { removed: true }, named(table, chunk));
}

/** Table → target keys of the tenant's rows that were there before the run. */
export async function readRowsBefore(
  ledger: RunLedger,
): Promise<Readonly<Record<string, readonly (readonly string[])[]>>> {
  const held = row({ tableName: z.string(), rowsBefore: keys });
  const rows = await rowsOf(ledger, 'chunks', held, 'AND rows_before IS NOT NULL');
  const byTable: Record<string, string[][]> = {};
  for (const { tableName: table, rowsBefore } of rows)
    byTable[table] = [...(byTable[table] ?? []), ...rowsBefore];
  return byTable;
}
