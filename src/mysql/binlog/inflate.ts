import { inflateSync } from 'node:zlib';
import { Cursor } from './cursor.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/**
 * MariaDB's compressed part of an event: a byte with the method (bits 4 to 6, 0 is zlib) and the number of bytes of the length that
 * follows, big-endian, of what was compressed. https://mariadb.com/kb/en/compressing-events-to-reduce-size-of-the-binary-log/
 */
export function inflated(bytes: Buffer): Buffer {
  const cursor = new Cursor(bytes);
  const first = cursor.byte();
  const method = (first >> 4) & 0x07;
  if (method !== 0) throw new LogError(say('log.compression', { method }));
  const lengthBytes = first & 0x07;
  if (lengthBytes < 1 || lengthBytes > 4) throw new LogError(say('log.compressed'));
  const length = bytes.readUIntBE(cursor.skip(lengthBytes), lengthBytes);
  try {
    const content = inflateSync(cursor.take(cursor.left), { maxOutputLength: Math.max(1, length) });
    if (content.length === length) return content;
  } catch {
    // zlib's own words add nothing.
  }
  throw new LogError(say('log.compressed'));
}
