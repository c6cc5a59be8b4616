import { createHash } from 'node:crypto';
import { z } from 'zod';
import { inBatches } from '../core/in-batches.js';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, readRows } from './read-rows.js';
import { insertRow } from './rows.js';

/** A whole row: column → canonical text; null is SQL NULL. */
export type Image = Readonly<Record<string, string | null>>;

/** A row that a run wrote where another may have been. */
export interface WrittenRow {
  readonly key: readonly string[];
  /** null: there was none. */
  readonly before: Image | null;
  readonly after: Image;
}

/** Of one statement, unless half a MiB is reached before. */
const rowsAtOnce = 500;

/** As `items` knows it: how many rows each chunk keeps is noted, since rows may be removed from the ledger. */
const phase = 'images';

/** Keeps rows of a chunk. Called inside the transaction that writes them, so both are there or neither. */
export async function saveImages(
  ledger: RunLedger,
  { table, chunk }: { readonly table: string; readonly chunk: number },
  rows: readonly WrittenRow[],
): Promise<void> {
  const { session, location, runId } = ledger;
  if (rows.length === 0) return;
  const item = String(chunk);
  await insertRow(ledger, 'items', {
    phase,
    itemHash: hashOf([table, item]),
    part: table,
    item,
    state: 'kept',
    byteCount: rows.length,
  });
  const imageOf = (value: Image | null) => (value === null ? 'NULL' : quoteText(JSON.stringify(value)));
  const tuples = rows.map(
    ({ key, before, after }) =>
      `(${[quoteText(runId), quoteText(table), quoteText(hashOf(key)), chunk, quoteText(JSON.stringify(key)), imageOf(before), imageOf(after)].join(', ')})`,
  );
  for await (const some of inBatches(tuples, rowsAtOnce, ({ length }) => length))
    await session.execute(
      `INSERT INTO ${ledgerTable(location, 'images')}
        (run_id, table_name, row_hash, chunk, row_key, before_image, after_image) VALUES ${some.join(', ')}`,
    );
}

const image = json(z.record(z.string(), z.string().nullable()));
const imageRow = z
  .object({ row_key: json(z.array(z.string())), before_image: image.nullable(), after_image: image })
  .transform(
    ({ row_key, before_image, after_image }): WrittenRow => ({
      key: row_key,
      before: before_image,
      after: after_image,
    }),
  );

/** Chunk → rows that it kept and that the ledger does not hold any more. */
export async function lostImages(ledger: RunLedger, table: string): Promise<ReadonlyMap<number, number>> {
  const { location, runId } = ledger;
  const lost = await readRows(
    ledger,
    'items',
    z.object({ item: count, lost: count }),
    `SELECT item, byte_count - COUNT(chunk) AS lost FROM ${ledgerTable(location, 'items')} noted
      LEFT JOIN ${ledgerTable(location, 'images')} kept
        ON kept.run_id = noted.run_id AND kept.table_name = noted.part AND kept.chunk = CAST(noted.item AS UNSIGNED)
      WHERE noted.run_id = ${quoteText(runId)} AND noted.phase = ${quoteText(phase)} AND noted.part = ${quoteText(table)}
      GROUP BY item, byte_count HAVING lost > 0`,
  );
  return new Map(lost.map(({ item, lost: rows }) => [item, rows]));
}

/** All rows of one chunk. */
export async function readImages(
  ledger: RunLedger,
  table: string,
  chunk: number,
): Promise<readonly WrittenRow[]> {
  return selectImages(ledger, table, `chunk = ${chunk}`);
}

/** Those rows with these keys that the run wrote. */
export async function findImages(
  ledger: RunLedger,
  table: string,
  keys: readonly (readonly string[])[],
): Promise<readonly WrittenRow[]> {
  if (keys.length === 0) return [];
  return selectImages(ledger, table, `row_hash IN (${keys.map((key) => quoteText(hashOf(key))).join(', ')})`);
}

function selectImages(ledger: RunLedger, table: string, condition: string): Promise<WrittenRow[]> {
  return readRows(
    ledger,
    'images',
    imageRow,
    `SELECT row_key, before_image, after_image FROM ${ledgerTable(ledger.location, 'images')}
      WHERE run_id = ${quoteText(ledger.runId)} AND table_name = ${quoteText(table)} AND ${condition} ORDER BY row_hash`,
  );
}

const hashOf = (key: readonly string[]) => createHash('sha256').update(JSON.stringify(key)).digest('hex');
