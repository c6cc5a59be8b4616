import { toMysqlError } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import { eventTypes, headerBytes, readHeader } from './event-header.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/** A whole event: header, content and, where the log has them, a checksum. */
export type WholeEvent = Buffer;

/** An event that is too large to be held: the compressed rows of a whole transaction. Its pieces have to be read before the next event. */
export interface PiecedEvent {
  readonly header: Buffer;
  /** What follows the header. */
  readonly pieces: AsyncIterable<Buffer>;
}

const packetHeader = 4;
/** A packet of this length goes on in the next one. */
const fullPacket = 0xffffff;
/** Compressed transactions of fewer bytes are read whole. */
const largePayload = 1024 * 1024;
const firstByte = { event: 0x00, end: 0xfe, error: 0xff };

function packetLength(header: Buffer): number {
  return header.readUIntLE(0, 3);
}

/** The events of a log, one after the other; null when there are no more. */
export interface PacketEvents {
  next(): WholeEvent | PiecedEvent | null | Promise<WholeEvent | PiecedEvent | null>;
}

/**
 * Events as a server sends them after COM_BINLOG_DUMP: a packet each, with a zero byte before the event, and further packets where
 * it has 16 MB and more. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_replication_binlog_event.html
 * Throws MysqlError when the server ends the reading. What is there already is not waited for: turns of the loop would double the cost
 * of small events.
 */
export function packetEvents(bytes: ByteReader): PacketEvents {
  function eventOf(length: number) {
    if (length >= largePayload) return largeEvent(bytes, length);
    const content = bytes.read(length);
    return content instanceof Promise ? content.then(wholeEvent) : wholeEvent(content);
  }
  const eventAfter = (header: Buffer | null) => (header === null ? null : eventOf(packetLength(header)));
  return {
    next() {
      const header = bytes.read(packetHeader);
      return header instanceof Promise ? header.then(eventAfter) : eventAfter(header);
    },
  };
}

function wholeEvent(content: Buffer | null): WholeEvent {
  if (content === null) throw new LogError(say('log.cut-short'));
  return eventIn(content);
}

async function largeEvent(bytes: ByteReader, length: number): Promise<WholeEvent | PiecedEvent> {
  const start = await bytes.read(1 + headerBytes);
  const header = Buffer.from(wholeEvent(start));
  const { size, type } = readHeader(header, 0);
  if (length < fullPacket && size !== length - 1) throw new LogError(say('log.packet'));
  const pieces = contentPieces(bytes, size - headerBytes, length - 1 - headerBytes);
  return type === eventTypes.transactionPayload ? { header, pieces } : gathered(header, size, pieces);
}

/** Reads a server's answer to a command that has no result. Throws MysqlError when it refuses. */
export async function readAnswer(bytes: ByteReader): Promise<void> {
  const packet = await bytes.read(packetHeader);
  const content = packet && (await bytes.read(packetLength(packet)));
  if (content?.[0] === firstByte.error) throw serverError(content);
}

function eventIn(content: Buffer): Buffer {
  const [first] = content;
  if (first === firstByte.error) throw serverError(content);
  if (first === firstByte.end && content.length < 9) {
    throw toMysqlError(Object.assign(new Error(say('log.server-ended').text), { fatal: true }));
  }
  if (first !== firstByte.event || content.length < 1 + headerBytes) throw new LogError(say('log.packet'));
  return content.subarray(1);
}

/** `FF`, a number of two bytes, `#`, the SQL state, and words. */
function serverError(content: Buffer): Error {
  const errno = content.readUInt16LE(1);
  const hasState = content[3] === 0x23;
  const sqlState = hasState ? content.toString('latin1', 4, 9) : 'HY000';
  const sqlMessage = content.toString('utf8', hasState ? 9 : 3);
  return toMysqlError(Object.assign(new Error(sqlMessage), { errno, sqlState, sqlMessage }));
}

/** The next `length` bytes of an event, over the headers of its further packets; `inPacket` of them are in the current one. */
async function* contentPieces(bytes: ByteReader, length: number, inPacket: number): AsyncGenerator<Buffer> {
  let left = length;
  let room = inPacket;
  while (left > 0) {
    if (room === 0) {
      const header = await bytes.read(packetHeader);
      if (header === null) break;
      room = packetLength(header);
      if (room === 0) break;
    }
    const piece = await bytes.piece(Math.min(left, room));
    if (piece === null) break;
    left -= piece.length;
    room -= piece.length;
    yield piece;
  }
  if (left > 0) throw new LogError(say('log.cut-short'));
  if (room > 0) throw new LogError(say('log.too-long'));
  // An event that fills its last packet is followed by an empty one.
  if ((1 + headerBytes + length) % fullPacket === 0) await bytes.read(packetHeader);
}

async function gathered(header: Buffer, size: number, pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const event = Buffer.allocUnsafe(size);
  let filled = header.copy(event);
  for await (const piece of pieces) filled += piece.copy(event, filled);
  return event;
}
