import { checksumBytes, withoutChecksum } from './checksum.js';
import { Cursor } from './cursor.js';
import { headerBytes } from './event-header.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

const logVersion = 4;
const serverVersionBytes = 50;
const methods = { none: 0, crc32: 1 };

/**
 * FORMAT_DESCRIPTION, the first event of each file: whether its events have checksums. It always has room for one itself.
 * Content: version (2), the server's version (50), creation (4), length of headers (1), a length for each type, checksum method (1).
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Format__description__event.html
 */
export function readFormat(event: Buffer): { readonly checksums: boolean } {
  const cursor = new Cursor(event, headerBytes, event.length - checksumBytes);
  const version = cursor.uint(2);
  cursor.skip(serverVersionBytes + 4);
  const header = cursor.byte();
  const method = event[cursor.end - 1];
  // Where a file has none, the server does not correct this one's either when it sets the event's position to zero.
  if (method !== methods.none) withoutChecksum(event);
  const known = method === methods.none || method === methods.crc32;
  if (version !== logVersion || header !== headerBytes || !known)
    throw new LogError(say('log.version', { version, header }));
  return { checksums: method === methods.crc32 };
}
