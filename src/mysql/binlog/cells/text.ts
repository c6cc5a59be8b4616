import type { Cursor } from '../cursor.js';
import { LogError } from '../log-error.js';
import { say } from '../words.js';
import { ascii, type CellReader } from './cell.js';

/** Bytes of a column's character set as those of utf8mb4; undefined where they are the same. */
export type Convert = (bytes: Buffer) => Buffer;

/** A value that comes after its length, written in `lengthBytes` bytes. */
export function sizedReader(lengthBytes: number, convert?: Convert): CellReader {
  if (convert === undefined) return (cursor) => cursor.take(cursor.uint(lengthBytes));
  return (cursor) => convert(cursor.take(cursor.uint(lengthBytes)));
}

/** BINARY(n): the log leaves away the zero bytes at its end. */
export function paddedReader(length: number): CellReader {
  return (cursor) => {
    const bytes = cursor.take(cursor.uint(length > 255 ? 2 : 1));
    return bytes.length === length
      ? bytes
      : Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))]);
  };
}

/** Values of a fixed length as they are: BIT. */
export function fixedReader(length: number): CellReader {
  return (cursor) => cursor.take(length);
}

/** ENUM: the number of a member; 0 is the empty text that stands for a wrong value. */
export function enumReader(bytes: number, members: readonly string[]): CellReader {
  const cells = ['', ...members].map((member) => Buffer.from(member, 'utf8'));
  return (cursor) => {
    const cell = cells[cursor.uint(bytes)];
    if (cell === undefined) throw new LogError(say('log.value', { type: 'ENUM' }));
    return cell;
  };
}

/** SET: a bit for each member, little-endian. */
export function setReader(bytes: number, members: readonly string[]): CellReader {
  return (cursor) => {
    const at = cursor.skip(bytes);
    const chosen: string[] = [];
    for (let index = 0; index < 8 * bytes; index += 1) {
      if (((cursor.bytes[at + (index >> 3)] as number) & (1 << (index & 7))) === 0) continue;
      const member = members[index];
      if (member === undefined) throw new LogError(say('log.value', { type: 'SET' }));
      chosen.push(member);
    }
    return Buffer.from(chosen.join(','), 'utf8');
  };
}

/** MariaDB's UUID, INET4 and INET6: `length` bytes of which the log leaves away the zeros at the end, printed by `print`. */
export function printedReader(length: number, print: (bytes: Buffer) => string): CellReader {
  const read = paddedReader(length);
  return (cursor: Cursor) => ascii(print(read(cursor)));
}
