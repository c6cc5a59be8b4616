import type { RowsChecksum } from './row-digest.js';

/** The SQL twin of `row-digest.ts`, the same text on MySQL and MariaDB. */

/** One column as SQL. */
export interface ColumnText {
  /** The bare value, to see whether it is NULL. */
  readonly value: string;
  /** Its canonical text: UTF-8, or digits, signs, colons and hex digits. */
  readonly text: string;
  /** Whether it can be NULL: looking costs the server time, and a zero date in a NOT NULL column passes for NULL. */
  readonly nullable: boolean;
}

/** The digest of a row as SQL: 64 hex digits, or NULL when the row is too long for the server's packet limit. */
export function digestExpression(columns: readonly ColumnText[]): string {
  // A literal X'FF' takes on the character set of what it is joined to, which it is no text of: one part must be binary.
  const parts = columns.map((column, position) =>
    position === 0 ? `CAST(${encode(column)} AS BINARY)` : encode(column),
  );
  // Not CONCAT_WS: it leaves a NULL part out, and hex digits beyond the packet limit are NULL.
  return `SHA2(CONCAT(${parts.join(", X'FF', ")}), 256)`;
}

// Only the bare value is given to IFNULL: a text beyond the packet limit is NULL as well, and must not pass for a NULL column.
function encode({ value, text, nullable }: ColumnText): string {
  if (!nullable) return withoutCast(text);
  if (withoutCast(text) === value) return `IFNULL(${value}, ${nullMark})`;
  return `IF(${value} IS NULL, ${nullMark}, ${text})`;
}

const nullMark = "CAST(X'FE' AS BINARY)";

/** CONCAT prints numbers and times as CAST does, in a third of the time. */
function withoutCast(text: string): string {
  const cast = /^CAST\((.*) AS CHAR\)$/s.exec(text);
  return cast?.[1] ?? text;
}

/** What a row without a digest adds to the sum, so that one sum tells how many there are. */
const undigestedShare = '0.000000001';
const shareDigits = 9;

/**
 * One row of figures over the rows of `from` (a quoted table with alias) that meet `where`; read it with `readChecksum`.
 * One aggregate only: a second one would work out every digest again, or need the digests in a temporary table.
 */
export function checksumQuery(columns: readonly ColumnText[], from: string, where: string): string {
  const share = `CAST(CONV(LEFT(${digestExpression(columns)}, 16), 16, 10) AS UNSIGNED)`;
  return `SELECT COUNT(*), CAST(IFNULL(SUM(IFNULL(${share}, ${undigestedShare})), 0) AS CHAR) FROM ${from} WHERE ${where}`;
}

/** Reads the one row that `checksumQuery` gives. */
export function readChecksum(row: readonly (Buffer | null)[] | undefined): RowsChecksum {
  const [rows, sum] = (row ?? []).map((cell) => cell?.toString('latin1'));
  if (rows === undefined || sum === undefined) throw new Error('the server gave no checksum');
  const [whole = '0', fraction = ''] = sum.split('.');
  return { rows: Number(rows), undigested: Number(fraction.padEnd(shareDigits, '0')), sum: whole };
}
