import { createHash } from 'node:crypto';

/**
 * How a row becomes 64 hex digits, and how many of them become one checksum. `digest-sql.ts` is the same in SQL; a property
 * test keeps both equal on both kinds of server.
 *
 * Columns are joined by the byte FF, and a column is the byte FE when NULL. Neither byte occurs in UTF-8, numbers, times
 * and hex digits, so no text can pretend to be the end of its column, and NULL and '' differ.
 */

/** Canonical text of one column as bytes; null is SQL NULL. */
export type CanonicalCell = Buffer | null;

const nullMark = Buffer.from([0xfe]);
const separator = Buffer.from([0xff]);

/** SHA-256 of a row's encoding, 64 lower-case hex digits. */
export function rowDigest(cells: readonly CanonicalCell[]): string {
  const hash = createHash('sha256');
  for (const [position, cell] of cells.entries()) {
    if (position > 0) hash.update(separator);
    hash.update(cell ?? nullMark);
  }
  return hash.digest('hex');
}

/** What two servers' rows are compared by. */
export interface RowsChecksum {
  readonly rows: number;
  /** Rows whose digest the server could not work out (a row longer than its packet limit): they need a closer look. */
  readonly undigested: number;
  /**
   * SUM of the digests' first 64 bits, decimal text, exact however long. Not XOR, which loses pairs of equal rows. Rows that
   * differ have the same sum once in 2^64.
   */
  readonly sum: string;
}

/** Same rows for certain: equal figures, and every row was digested. */
export function sameRows(a: RowsChecksum, b: RowsChecksum): boolean {
  return a.undigested === 0 && b.undigested === 0 && checksumText(a) === checksumText(b);
}

/** One line for a ledger or a report. */
export function checksumText({ rows, undigested, sum }: RowsChecksum): string {
  return `${rows} rows${undigested > 0 ? ` (${undigested} undigested)` : ''} ${sum}`;
}

/** Adds up digests one at a time, as SUM does in SQL. */
export class ChecksumSum {
  #rows = 0;
  #sum = 0n;

  add(digest: string): void {
    this.#rows += 1;
    this.#sum += BigInt(`0x${digest.slice(0, 16)}`);
  }

  result(): RowsChecksum {
    return { rows: this.#rows, undigested: 0, sum: this.#sum.toString() };
  }
}
