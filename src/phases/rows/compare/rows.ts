import { inBatches, lengthOf } from '../../../core/in-batches.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import { type FieldCipher, type FieldFault, fieldFaults } from '../../../plan/mapping.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import { type BatchTransform, transformedRows } from '../../../plan/transform-rows.js';
import type { ComparedColumn, ComparedTable } from './compared-table.js';
import { type RowKey, showKey } from './keys.js';
import type { CanonicalCell } from './row-digest.js';

/** Rows of one table as canonical texts: what the target must hold (read from the source), and what it holds. */

export type CanonicalRow = readonly CanonicalCell[];

/** Sessions on both servers that compare one thing at a time. */
export interface SessionPair {
  readonly source: Session;
  readonly target: Session;
}

/** Rows that the target is asked about at a time. */
const askedAtOnce = 500;

/** The rows the target must hold, from the source's rows that meet `where`, through the one mapping. */
export async function* expectedRows(
  pair: SessionPair,
  table: ComparedTable,
  where: string,
): AsyncIterable<CanonicalRow> {
  const pending = table.columns.flatMap(({ normalise }, position) => (normalise ? [position] : []));
  const rows = mappedRows(pair.source, table, where);
  if (pending.length === 0) {
    yield* rows;
    return;
  }
  const bytesOf = (row: CanonicalRow) => lengthOf(pending.map((position) => row[position] ?? null));
  for await (const batch of inBatches(rows, askedAtOnce, bytesOf)) {
    yield* await normaliseJson(pair.target, batch, pending);
  }
}

async function* mappedRows(
  source: Session,
  table: ComparedTable,
  where: string,
): AsyncGenerator<CanonicalCell[]> {
  const list = table.columns.map(({ read }) => read.source).join(', ');
  const sql = `SELECT ${list} FROM ${sourceRows(table.plan)} WHERE ${where}`;
  const batches = table.columns.map(({ batch }) => batch);
  for await (const cells of transformedRows(source.streamCells(sql), batches)) {
    yield table.columns.map((column, position) =>
      canonicalCell(table, column, cells[position] ?? null, cells),
    );
  }
}

function canonicalCell(
  table: ComparedTable,
  column: ComparedColumn,
  cell: CanonicalCell,
  row: CanonicalRow,
): CanonicalCell {
  try {
    return column.fromSource(cell);
  } catch (cause) {
    // The cause is not shown: it may quote the value.
    const key = showKey(table.plan, keyOf(table, row));
    throw new Error(`the source value of ${column.name} in the row ${key} cannot be converted`, { cause });
  }
}

/** MySQL stores JSON in its own order and spacing: the target itself says how it prints each text. */
async function normaliseJson(
  target: Session,
  rows: readonly CanonicalCell[][],
  positions: readonly number[],
): Promise<readonly CanonicalRow[]> {
  const places = rows.flatMap((row) =>
    positions.filter((position) => row[position]).map((position) => ({ row, position })),
  );
  // One column per text; a SELECT may have 4,096.
  for (let start = 0; start < places.length; start += 1000) {
    const part = places.slice(start, start + 1000);
    const list = part.map(
      ({ row, position }) =>
        `CAST(CAST(${quoteText(row[position]?.toString('utf8') ?? '')} AS JSON) AS CHAR)`,
    );
    const [answer] = await target.queryCells(`SELECT ${list.join(', ')}`);
    for (const [index, { row, position }] of part.entries()) row[position] = answer?.[index] ?? null;
  }
  return rows;
}

/** The target's rows that meet `where`. */
export async function* actualRows(
  target: Session,
  table: ComparedTable,
  where: string,
): AsyncIterable<CanonicalRow> {
  const list = table.columns.map(({ read }) => read.target).join(', ');
  const sql = `SELECT ${list} FROM ${quoteName(table.plan.target)} WHERE ${where}`;
  const opens = table.columns.map(({ name, open }) => open && { column: name, batch: opened(open) });
  for await (const cells of transformedRows(target.streamCells(sql), opens)) {
    yield table.columns.map(({ fromTarget }, position) => fromTarget(cells[position] ?? null));
  }
}

/** Plain bytes in hex; of a value that does not open the reason, which no hex is. */
const opened =
  (open: FieldCipher['open']): BatchTransform['batch'] =>
  async (cells) =>
    (await open(cells)).map((field) => {
      if ('fault' in field) return Buffer.from(`${faultMark}${field.fault}`, 'latin1');
      return field.plain === null ? null : Buffer.from(field.plain.toString('hex'), 'latin1');
    });

const faultMark = '!';

/** Why the target's value did not open; undefined where it did, or where the column holds none that are opened. */
export function faultOf({ open }: Pick<ComparedColumn, 'open'>, cell: CanonicalCell): FieldFault | undefined {
  if (!open || cell?.[0] !== faultMark.charCodeAt(0)) return undefined;
  const name = cell.toString('latin1', 1);
  return fieldFaults.find((fault) => fault === name);
}

/** The key of a canonical row. */
export function keyOf(table: ComparedTable, row: CanonicalRow): RowKey {
  return table.keyPositions.map((position) => row[position]?.toString('utf8') ?? '');
}
