import { cellLength, lengthBytes } from '../../../mysql/cells.js';
import type { RowPacket } from '../../../mysql/driver.js';
import type { MysqlError } from '../../../mysql/errors.js';
import { say } from '../words.js';
import type { CopiedColumn } from './copy-columns.js';
import { copyFailure } from './copy-error.js';

/** Bytes of a key's cell that an error shows: digits of an integer. */
export const shownKeyBytes = 20;

/** Stands for a value that is data. */
export const notShown = '(not shown)';

/** A row's key as shown in errors: `id=42`. Of keys that are no integers the columns are named: their values are data. */
export function describeKey(
  columns: readonly CopiedColumn[],
  key: readonly string[],
  cellOf: (index: number) => Buffer,
): string {
  const parts: string[] = [];
  for (const [index, { name, shown }] of columns.entries()) {
    if (!key.includes(name)) continue;
    parts.push(`${name}=${shown ? cellOf(index).subarray(0, shownKeyBytes).toString('latin1') : notShown}`);
  }
  return parts.length === 0 ? 'a row without a key' : `row ${parts.join(', ')}`;
}

/** The key of the row in this packet. */
export function showKey(packet: RowPacket, columns: readonly CopiedColumn[], key: readonly string[]): string {
  const cells: Buffer[] = [];
  let position = packet.offset;
  for (let index = 0; index < columns.length; index += 1) {
    const length = Math.max(0, cellLength(packet.buffer, position));
    position += lengthBytes(packet.buffer[position] as number);
    cells.push(packet.buffer.subarray(position, position + length));
    position += length;
  }
  return describeKey(columns, key, (index) => cells[index] as Buffer);
}

/** The failure of a row that no statement can bring to the target. `row` as of `showKey`. */
export function rowTooLarge(row: string, bytes: number, limit: number): MysqlError {
  return copyFailure(
    'ROW_TOO_LARGE',
    say('copy.too-large', {
      row,
      bytes,
      limit,
      statement: `SET GLOBAL max_allowed_packet = ${nextSetting(2 * bytes)}`,
    }),
  );
}

/** The server takes multiples of 1024 up to 1 GB. */
function nextSetting(bytes: number): number {
  return Math.min(1024 ** 3, Math.ceil(bytes / 1024 ** 2) * 1024 ** 2);
}
