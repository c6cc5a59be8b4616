import { quoteName, textCells } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import type { Side } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import type { ComparedTable } from './compared-table.js';
import { type ColumnText, checksumQuery, digestExpression, readChecksum } from './digest-sql.js';
import type { RowKey } from './keys.js';
import { ChecksumSum, type RowsChecksum, rowDigest } from './row-digest.js';
import { actualRows, type CanonicalRow, expectedRows, keyOf, type SessionPair } from './rows.js';

/** Checksums and row digests of both sides: by the server where it can, by the tool where only the tool knows the mapping. */

/** A row's key and digest. `digest` is null where the server could not work it out (longer than its packet limit). */
export interface RowDigest {
  readonly key: RowKey;
  readonly digest: string | null;
}

/** Checksum of the rows the target must hold, over the source's rows that meet `where`. */
export async function expectedChecksum(
  pair: SessionPair,
  table: ComparedTable,
  where: string,
): Promise<RowsChecksum> {
  const texts = expectedTexts(table);
  if (texts) return serverChecksum(pair.source, sourceRows(table.plan), texts, where);
  return checksumOf(expectedRows(pair, table, where));
}

/** Checksum of the rows the target holds that meet `where`. */
export async function actualChecksum(
  target: Session,
  table: ComparedTable,
  where: string,
): Promise<RowsChecksum> {
  if (table.isSealed) return checksumOf(actualRows(target, table, where));
  return serverChecksum(
    target,
    quoteName(table.plan.target),
    table.columns.map(({ actual }) => actual),
    where,
  );
}

/** Every row the target must hold, in no order. */
export async function* expectedDigests(
  pair: SessionPair,
  table: ComparedTable,
  where: string,
): AsyncIterable<RowDigest> {
  const texts = expectedTexts(table);
  if (texts) {
    yield* serverDigests(pair.source, table, 'source', texts, where);
    return;
  }
  yield* digestsOf(table, expectedRows(pair, table, where));
}

/** Every row the target holds, in no order. */
export function actualDigests(
  target: Session,
  table: ComparedTable,
  where: string,
): AsyncIterable<RowDigest> {
  if (table.isSealed) return digestsOf(table, actualRows(target, table, where));
  return serverDigests(
    target,
    table,
    'target',
    table.columns.map(({ actual }) => actual),
    where,
  );
}

function expectedTexts(table: ComparedTable): readonly ColumnText[] | undefined {
  const texts = table.columns.flatMap(({ expected }) => (expected ? [expected] : []));
  return texts.length === table.columns.length ? texts : undefined;
}

async function checksumOf(rows: AsyncIterable<CanonicalRow>): Promise<RowsChecksum> {
  const sum = new ChecksumSum();
  for await (const row of rows) sum.add(rowDigest(row));
  return sum.result();
}

async function* digestsOf(table: ComparedTable, rows: AsyncIterable<CanonicalRow>): AsyncIterable<RowDigest> {
  for await (const row of rows) yield { key: keyOf(table, row), digest: rowDigest(row) };
}

async function serverChecksum(
  session: Session,
  from: string,
  texts: readonly ColumnText[],
  where: string,
): Promise<RowsChecksum> {
  const [row] = await session.queryCells(checksumQuery(texts, from, where));
  return readChecksum(row);
}

async function* serverDigests(
  session: Session,
  table: ComparedTable,
  side: Side,
  texts: readonly ColumnText[],
  where: string,
): AsyncIterable<RowDigest> {
  const keys = table.keyPositions.map((position) => texts[position]?.text ?? 'NULL');
  const list = [digestExpression(texts), ...keys].join(', ');
  const sql = `SELECT ${list} FROM ${side === 'source' ? sourceRows(table.plan) : quoteName(table.plan.target)} WHERE ${where}`;
  for await (const [digest, ...key] of session.streamCells(sql)) {
    yield {
      key: textCells(key),
      digest: digest?.toString('latin1') ?? null,
    };
  }
}
