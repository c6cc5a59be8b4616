import type { LogPosition } from '../log-position.js';
import type { ByteReader } from './byte-reader.js';
import { createChain } from './chain.js';
import type { Charset } from './charsets.js';
import { checksumBytes, piecesWithoutChecksum, withoutAnyChecksum, withoutChecksum } from './checksum.js';
import { Cursor } from './cursor.js';
import { describedTables } from './described-tables.js';
import { type EventHeader, eventTypes, headerBytes, readHeader } from './event-header.js';
import { readFormat } from './format-description.js';
import { LogError, placed } from './log-error.js';
import type { LogEvent, LogTable } from './log-events.js';
import { type PiecedEvent, packetEvents, type WholeEvent } from './packets.js';
import { readPayload } from './payload.js';
import { transactions } from './transactions.js';
import { say } from './words.js';

export interface ReadLogOptions {
  readonly tables: readonly LogTable[];
  readonly charsets: ReadonlyMap<string, Charset>;
  readonly from: LogPosition;
}

/** Events that are given at once, and bytes of the log that they may hold: to give each by itself would double the cost of small ones. */
const mostEvents = 64;
const mostBytes = 256 * 1024;

/**
 * Decodes what a server sends of its log, and gives what is there of it at a time. Every event's checksum, length and place after the one
 * before are checked; throws LogError, with the place, at the first that is not right, and MysqlError when the server ends the reading,
 * each after what was right before it.
 */
export async function* readLog(
  bytes: ByteReader,
  options: ReadLogOptions,
): AsyncGenerator<readonly LogEvent[]> {
  const { tables, charsets, from } = options;
  const chain = createChain(from);
  const databases = new Set(tables.map(({ database }) => database));
  let checksums: boolean | undefined;
  let start = chain.at;
  let ready: LogEvent[] = [];
  let readyBytes = 0;
  const tell = (event: LogEvent): void => void ready.push(event);
  const log = transactions({ tables: describedTables(tables, charsets), databases, tell });
  const isFull = () => ready.length >= mostEvents || (ready.length > 0 && readyBytes >= mostBytes);
  function take(): readonly LogEvent[] {
    const taken = ready;
    ready = [];
    readyBytes = 0;
    return taken;
  }

  function rotate(header: EventHeader, event: Buffer): void {
    const cursor = new Cursor(withoutAnyChecksum(event), headerBytes);
    const position = Number(cursor.uint64());
    const file = cursor.text(cursor.left);
    // The one in the file itself is followed by one that is made for the reader, which also comes when there is none in the file.
    if (!header.artificial) {
      chain.event(header);
      return;
    }
    const isNext = file !== chain.at.file;
    chain.file(file, position);
    checksums = undefined;
    if (!isNext) return;
    if (log.within) tell({ type: 'discard' });
    log.newFile();
    tell({ type: 'passed', position: chain.at });
  }

  function contentOf(event: Buffer): Buffer {
    if (checksums === undefined) throw new LogError(say('log.no-format'));
    return checksums ? withoutChecksum(event) : event;
  }

  function whole(header: EventHeader, event: Buffer): void {
    readyBytes += event.length;
    switch (header.type) {
      case eventTypes.rotate:
        rotate(header, event);
        return;
      case eventTypes.formatDescription:
        ({ checksums } = readFormat(event));
        // Repeated for a reader that begins within the file: its place is zero then.
        if (header.end !== 0) chain.event(header);
        return;
      case eventTypes.heartbeat:
      case eventTypes.heartbeat2:
        contentOf(event);
        chain.heartbeat(header);
        if (!log.within) tell({ type: 'passed', position: chain.at });
        return;
    }
    const content = contentOf(event);
    chain.event(header);
    log.read(header, new Cursor(content, headerBytes), { start, end: chain.at });
  }

  /** What there is of a compressed transaction, as many at a time. */
  async function* compressed(
    header: EventHeader,
    content: AsyncIterable<Buffer>,
  ): AsyncGenerator<readonly LogEvent[]> {
    chain.event(header);
    const place = { start, end: chain.at };
    for await (const inner of readPayload(content)) {
      readyBytes += inner.header.size;
      log.read(inner.header, inner.cursor, place);
      if (isFull()) yield take();
    }
  }

  function pieced({ header: bytes, pieces }: PiecedEvent): AsyncIterable<readonly LogEvent[]> {
    if (checksums === undefined) throw new LogError(say('log.no-format'));
    return compressed(readHeader(bytes, 0), checksums ? piecesWithoutChecksum(bytes, pieces) : pieces);
  }

  /** Undefined: it is read. */
  function meaningOf(event: WholeEvent | PiecedEvent): AsyncIterable<readonly LogEvent[]> | undefined {
    if (!Buffer.isBuffer(event)) return pieced(event);
    const header = readHeader(event, 0);
    if (header.size !== event.length || event.length < headerBytes + checksumBytes)
      throw new LogError(say('log.packet'));
    if (header.type === eventTypes.transactionPayload) return compressed(header, only(contentOf(event)));
    whole(header, event);
    return undefined;
  }

  try {
    const events = packetEvents(bytes);
    for (;;) {
      const next = events.next();
      if (next instanceof Promise && ready.length > 0) {
        // What fails meanwhile is told when it is waited for.
        next.catch(() => undefined);
        yield take();
      }
      const event = next instanceof Promise ? await next : next;
      if (event === null) break;
      start = chain.at;
      const meaning = meaningOf(event);
      if (meaning) yield* meaning;
      else if (isFull()) yield take();
    }
    if (ready.length > 0) yield take();
  } catch (error) {
    if (ready.length > 0) yield take();
    throw placed(error, start);
  }
}

async function* only(event: Buffer): AsyncGenerator<Buffer> {
  yield event.subarray(headerBytes);
}
