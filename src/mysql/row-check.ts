import { cellLength, lengthBytes } from './cells.js';
import type { CopiedColumn } from './copy-columns.js';
import { copyFailure } from './copy-error.js';
import type { RowPacket } from './driver.js';
import type { MysqlError } from './errors.js';

/** The row's key as shown in errors: `id=42`. Keys in secret columns are not shown. */
export function showKey(packet: RowPacket, columns: readonly CopiedColumn[], key: readonly string[]): string {
  const parts: string[] = [];
  let position = packet.offset;
  for (const { name, secret, form } of columns) {
    const length = cellLength(packet.buffer, position);
    position += lengthBytes(packet.buffer[position] as number);
    if (key.includes(name)) {
      const bytes = packet.buffer.subarray(position, position + Math.min(80, Math.max(0, length)));
      const value = form === 'bytes' && !/^[\x20-\x7e]*$/.test(bytes.toString('latin1'));
      parts.push(
        `${name}=${secret ? '(secret)' : value ? `0x${bytes.toString('hex')}` : bytes.toString('utf8')}`,
      );
    }
    if (length > 0) position += length;
  }
  return parts.length === 0 ? 'a row without a key' : `row ${parts.join(', ')}`;
}

/** The failure of a row that no statement can bring to the target. */
export function rowTooLarge(
  packet: RowPacket,
  columns: readonly CopiedColumn[],
  key: readonly string[],
  limit: number,
): MysqlError {
  const size = packet.end - packet.offset;
  return copyFailure(
    'ROW_TOO_LARGE',
    `${showKey(packet, columns, key)} has ${size} bytes, too large for the target's max_allowed_packet of ${limit} bytes; raise it on the target (SET GLOBAL max_allowed_packet = ${nextSetting(2 * size)})`,
  );
}

/** The server takes multiples of 1024 up to 1 GB. */
function nextSetting(bytes: number): number {
  return Math.min(1024 ** 3, Math.ceil(bytes / 1024 ** 2) * 1024 ** 2);
}
