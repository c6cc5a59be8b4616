import { quoteText } from '../core/sql.js';
import type { KeyRange, KeyTuple } from '../mysql/chunks.js';
import { ledgerTable, type RunLedger } from './location.js';
import type { RemovedRows, TableProgress } from './types.js';

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
  { session, location, runId }: RunLedger,
  table: string,
  chunk: number,
): Promise<{ readonly rows: number; readonly bytes: number } | null> {
  const rows = await session.query(
    `SELECT row_count, byte_count FROM ${ledgerTable(location, 'chunks')}
      WHERE run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)} AND chunk = ${chunk}`,
  );
  return rows[0] ? { rows: Number(rows[0].row_count), bytes: Number(rows[0].byte_count) } : null;
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

export async function readCommittedChunks(
  { session, location, runId }: RunLedger,
  table: string,
): Promise<CommittedChunks> {
  const rows = await session.query(
    `SELECT chunk, after_key, through_key, row_count, byte_count, rows_before, is_end, removed FROM ${ledgerTable(location, 'chunks')}
      WHERE run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)} ORDER BY chunk`,
  );
  const tuple = (value: unknown) => (value === null ? null : (JSON.parse(String(value)) as KeyTuple));
  const chunks = rows
    .filter((row) => Number(row.is_end) === 0)
    .map((row) => ({
      table,
      chunk: Number(row.chunk),
      range: { after: tuple(row.after_key), through: tuple(row.through_key) },
      rows: Number(row.row_count),
      bytes: Number(row.byte_count),
      rowsBefore: row.rows_before === null ? [] : (JSON.parse(String(row.rows_before)) as string[][]),
      removed: Number(row.removed) === 1,
    }));
  return {
    chunks,
    finished: rows.some((row) => Number(row.is_end) === 1),
    nextChunk: rows.reduce((next, row) => Math.max(next, Number(row.chunk) + 1), 1),
  };
}

/** Rows and bytes copied by table. */
export async function readTableProgress({
  session,
  location,
  runId,
}: RunLedger): Promise<readonly TableProgress[]> {
  const rows = await session.query(
    `SELECT table_name AS name, SUM(is_end = 0) AS chunks, SUM(row_count) AS total_rows,
        SUM(byte_count) AS total_bytes, MAX(is_end) AS finished
      FROM ${ledgerTable(location, 'chunks')} WHERE run_id = ${quoteText(runId)} GROUP BY table_name`,
  );
  return rows.map((row) => ({
    table: String(row.name),
    chunks: Number(row.chunks),
    rows: Number(row.total_rows),
    bytes: Number(row.total_bytes),
    finished: Number(row.finished) === 1,
  }));
}

/** What a rollback has removed so far, by table; tables without rows are left out. Counts are those of the copied chunks. */
export async function readRemovedRows({
  session,
  location,
  runId,
}: RunLedger): Promise<readonly RemovedRows[]> {
  const rows = await session.query(
    `SELECT table_name AS name, SUM(row_count) AS copied, SUM(CASE WHEN removed = 1 THEN row_count ELSE 0 END) AS gone
      FROM ${ledgerTable(location, 'chunks')} WHERE run_id = ${quoteText(runId)}
      GROUP BY table_name HAVING SUM(row_count) > 0 ORDER BY table_name`,
  );
  return rows.map((row) => ({
    table: String(row.name),
    copied: Number(row.copied),
    removed: Number(row.gone),
  }));
}

/** Notes, inside the transaction that deletes them, that a chunk's rows are gone. */
export async function markChunkRemoved(
  { session, location, runId }: RunLedger,
  table: string,
  chunk: number,
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(location, 'chunks')} SET removed = 1
      WHERE run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)} AND chunk = ${chunk}`,
  );
}

/** Table → target keys of the tenant's rows that were there before the run. */
export async function readRowsBefore({
  session,
  location,
  runId,
}: RunLedger): Promise<Readonly<Record<string, readonly (readonly string[])[]>>> {
  const rows = await session.query(
    `SELECT table_name AS name, rows_before FROM ${ledgerTable(location, 'chunks')}
      WHERE run_id = ${quoteText(runId)} AND rows_before IS NOT NULL`,
  );
  const byTable: Record<string, (readonly string[])[]> = {};
  for (const row of rows) {
    const name = String(row.name);
    byTable[name] = [...(byTable[name] ?? []), ...(JSON.parse(String(row.rows_before)) as string[][])];
  }
  return byTable;
}
