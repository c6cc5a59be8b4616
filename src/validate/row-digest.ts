import { createHash } from 'node:crypto';

/**
 * How a row becomes 64 hex digits, and how many of them become one checksum. `digest-sql.ts` is the same in SQL; a property
 * test keeps both equal on both kinds of server.
 *
 * Columns are joined by `,`. A column is `~` when NULL. Free text is its length in bytes, `:` and the text, so no text can
 * pretend to be the end of its column, and NULL, '' and '~' all differ. Numbers, times and hex digits hold neither `,` nor
 * `~` and go in as they are, which saves the server a third of its work.
 */

/** Canonical text of one column as bytes; null is SQL NULL. */
export type CanonicalCell = Buffer | null;

const nullMark = Buffer.from('~', 'latin1');
const separator = Buffer.from(',', 'latin1');

/** SHA-256 of a row's encoding, 64 lower-case hex digits. `free[i]` says that column i is free text. */
export function rowDigest(cells: readonly CanonicalCell[], free: readonly boolean[]): string {
  const hash = createHash('sha256');
  for (const [position, cell] of cells.entries()) {
    if (position > 0) hash.update(separator);
    if (cell === null) hash.update(nullMark);
    else if (free[position] === false) hash.update(cell);
    else hash.update(`${cell.length}:`, 'latin1').update(cell);
  }
  return hash.digest('hex');
}

/** What two servers' rows are compared by. Decimal texts; `sum` may pass 64 bits. */
export interface RowsChecksum {
  readonly rows: number;
  /** Rows whose digest the server could not work out (a row longer than its packet limit): they need a closer look. */
  readonly undigested: number;
  /** BIT_XOR of hex digits 1–16, 17–32 and 33–48 of the digests, as unsigned 64-bit numbers. */
  readonly xor: readonly [string, string, string];
  /** SUM of hex digits 49–60, a 48-bit number each. Catches pairs of equal digests, which XOR loses. */
  readonly sum: string;
}

export const emptyChecksum: RowsChecksum = { rows: 0, undigested: 0, xor: ['0', '0', '0'], sum: '0' };

/** Same rows for certain: equal figures, and every row was digested. */
export function sameRows(a: RowsChecksum, b: RowsChecksum): boolean {
  return a.undigested === 0 && b.undigested === 0 && checksumText(a) === checksumText(b);
}

/** One line for a ledger or a report. */
export function checksumText({ rows, undigested, xor, sum }: RowsChecksum): string {
  return `${rows} rows${undigested > 0 ? ` (${undigested} undigested)` : ''} ${xor.join('-')}-${sum}`;
}

/** Adds up digests one at a time, as BIT_XOR and SUM do in SQL. */
export class ChecksumSum {
  #rows = 0;
  readonly #xor: [bigint, bigint, bigint] = [0n, 0n, 0n];
  #sum = 0n;

  add(digest: string): void {
    const bytes = Buffer.from(digest, 'hex');
    this.#rows += 1;
    this.#xor[0] ^= bytes.readBigUInt64BE(0);
    this.#xor[1] ^= bytes.readBigUInt64BE(8);
    this.#xor[2] ^= bytes.readBigUInt64BE(16);
    this.#sum += bytes.readBigUInt64BE(24) >> 16n;
  }

  result(): RowsChecksum {
    const [first, second, third] = this.#xor;
    return {
      rows: this.#rows,
      undigested: 0,
      xor: [first.toString(), second.toString(), third.toString()],
      sum: this.#sum.toString(),
    };
  }
}
