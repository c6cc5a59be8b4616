import { LogError } from './log-error.js';
import { say } from './words.js';

/** Takes bytes out of a stream of chunks, without copying those that lie in one chunk. */
export interface ByteReader {
  /** The next `length` bytes; null when the stream has ended before the first of them. Throws LogError when it ends within. */
  read(length: number): Buffer | null | Promise<Buffer | null>;
  /** What is there of the next `length` bytes, at least one; null at the end. */
  piece(length: number): Promise<Buffer | null>;
}

/** `next` gives the chunks, and null when there are no more. */
export function byteReader(next: () => Promise<Buffer | null>): ByteReader {
  let chunk: Buffer = Buffer.alloc(0);
  let at = 0;

  async function refill(): Promise<boolean> {
    while (at === chunk.length) {
      const more = await next();
      if (more === null) return false;
      chunk = more;
      at = 0;
    }
    return true;
  }

  async function piece(length: number): Promise<Buffer | null> {
    if (!(await refill())) return null;
    const from = at;
    at = Math.min(chunk.length, at + length);
    return chunk.subarray(from, at);
  }

  async function gather(length: number): Promise<Buffer | null> {
    const first = await piece(length);
    if (first === null || first.length === length) return first;
    // Allocated once, so that a large row is in memory once.
    const bytes = Buffer.allocUnsafe(length);
    let filled = first.copy(bytes);
    while (filled < length) {
      const more = await piece(length - filled);
      if (more === null) throw new LogError(say('log.cut-short'));
      filled += more.copy(bytes, filled);
    }
    return bytes;
  }

  return {
    read(length) {
      if (chunk.length - at < length) return gather(length);
      const from = at;
      at += length;
      return chunk.subarray(from, at);
    },
    piece,
  };
}
