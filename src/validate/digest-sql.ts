import type { RowsChecksum } from './row-digest.js';

/** The SQL twin of `row-digest.ts`, the same text on MySQL and MariaDB. */

/** One column as SQL. */
export interface ColumnText {
  /** The bare value, to see whether it is NULL. */
  readonly value: string;
  /** Its canonical text. */
  readonly text: string;
  /** Whether that is free text; else it holds only digits, signs, colons and hex digits. */
  readonly free: boolean;
  /** Whether it can be NULL: looking costs the server time, and a zero date in a NOT NULL column passes for NULL. */
  readonly nullable: boolean;
}

/** The digest of a row as SQL: 64 hex digits, or NULL when the row is too long for the server's packet limit. */
export function digestExpression(columns: readonly ColumnText[]): string {
  // Not CONCAT_WS: it leaves a NULL part out.
  return `SHA2(CONCAT(${columns.map(encode).join(", ',', ")}), 256)`;
}

function encode({ value, text, free, nullable }: ColumnText): string {
  const parts = free ? `LENGTH(${text}), ':', ${text}` : withoutCast(text);
  if (!nullable) return parts;
  // Not IFNULL(CONCAT(…), '~'): a value over max_allowed_packet makes CONCAT give NULL and would pass for a NULL column.
  return `IF(${value} IS NULL, '~', ${free ? `CONCAT(${parts})` : text})`;
}

/** CONCAT prints numbers and times as CAST does, in a third of the time. */
function withoutCast(text: string): string {
  const cast = /^CAST\((.*) AS CHAR\)$/s.exec(text);
  return cast?.[1] ?? text;
}

// Without a LIMIT both servers merge the subquery and work out the SHA2 once for every slice.
const allRows = 'LIMIT 18446744073709551615';

/** One row of figures over the rows of `from` (a quoted table with alias) that meet `where`; read it with `readChecksum`. */
export function checksumQuery(columns: readonly ColumnText[], from: string, where: string): string {
  const slice = (start: number, length: number) =>
    `CAST(CONV(SUBSTR(h, ${start}, ${length}), 16, 10) AS UNSIGNED)`;
  return [
    `SELECT COUNT(*), COUNT(*) - COUNT(h), BIT_XOR(${slice(1, 16)}), BIT_XOR(${slice(17, 16)}),`,
    `BIT_XOR(${slice(33, 16)}), CAST(IFNULL(SUM(${slice(49, 12)}), 0) AS CHAR)`,
    `FROM (SELECT ${digestExpression(columns)} AS h FROM ${from} WHERE ${where} ${allRows}) AS digests`,
  ].join(' ');
}

/** Reads the one row that `checksumQuery` gives. */
export function readChecksum(row: readonly (Buffer | null)[] | undefined): RowsChecksum {
  const [rows, undigested, first, second, third, sum] = (row ?? []).map((cell) => cell?.toString('latin1'));
  if (rows === undefined || sum === undefined) throw new Error('the server gave no checksum');
  return {
    rows: Number(rows),
    undigested: Number(undigested),
    xor: [first ?? '0', second ?? '0', third ?? '0'],
    sum,
  };
}
