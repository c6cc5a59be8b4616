import { crc32 } from 'node:zlib';
import { readHeader } from './event-header.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/**
 * The last four bytes of an event, little-endian: CRC-32 of all before them
 * (https://dev.mysql.com/doc/refman/en/replication-options-binary-log.html#sysvar_binlog_checksum).
 */
export const checksumBytes = 4;

/** The event without its checksum; undefined when the two do not fit. */
function checked(event: Buffer): Buffer | undefined {
  const end = event.length - checksumBytes;
  if (end < 0) return undefined;
  const content = event.subarray(0, end);
  return crc32(content) === event.readUInt32LE(end) ? content : undefined;
}

/** The event without its checksum. Throws LogError when the two do not fit. */
export function withoutChecksum(event: Buffer): Buffer {
  const content = checked(event);
  if (!content) throw wrong(event);
  return content;
}

/** For the first event of a file, which comes before it is known whether there are checksums: without its own, if it has one. */
export function withoutAnyChecksum(event: Buffer): Buffer {
  return checked(event) ?? event;
}

/** The same for an event in pieces; throws after the last of them. */
export async function* piecesWithoutChecksum(
  header: Buffer,
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let sum = crc32(header);
  let held = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const end = Math.max(0, bytes.length - checksumBytes);
    held = Buffer.from(bytes.subarray(end));
    if (end === 0) continue;
    const content = bytes.subarray(0, end);
    sum = crc32(content, sum);
    yield content;
  }
  if (held.length < checksumBytes || held.readUInt32LE(0) !== sum) throw wrong(header);
}

function wrong(header: Buffer): LogError {
  return new LogError(say('log.checksum', { type: readHeader(header, 0).type }));
}
