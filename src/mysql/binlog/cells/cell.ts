import type { Cursor } from '../cursor.js';

/** Reads a value that is not NULL and gives the cell of it, as the server prints the value in its text protocol. */
export type CellReader = (cursor: Cursor) => Buffer;

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
