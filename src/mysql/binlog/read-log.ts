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
import { type PiecedEvent, packetEvents } from './packets.js';
import { readPayload } from './payload.js';
import { transactions } from './transactions.js';
import { say } from './words.js';

export interface ReadLogOptions {
  readonly tables: readonly LogTable[];
  readonly charsets: ReadonlyMap<string, Charset>;
  readonly from: LogPosition;
}

/**
 * Decodes what a server sends of its log. Every event's checksum, length and place after the one before are checked; throws LogError, with
 * the place, at the first that is not right, and MysqlError when the server ends the reading.
 */
export async function* readLog(bytes: ByteReader, options: ReadLogOptions): AsyncGenerator<LogEvent> {
  const { tables, charsets, from } = options;
  const chain = createChain(from);
  const databases = new Set(tables.map(({ database }) => database));
  const log = transactions(describedTables(tables, charsets), databases);
  let checksums: boolean | undefined;
  let start = chain.at;

  function* rotate(header: EventHeader, event: Buffer): Generator<LogEvent> {
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
    if (log.within) yield { type: 'discard' };
    log.newFile();
    yield { type: 'passed', position: chain.at };
  }

  function contentOf(event: Buffer): Buffer {
    if (checksums === undefined) throw new LogError(say('log.no-format'));
    return checksums ? withoutChecksum(event) : event;
  }

  function* whole(header: EventHeader, event: Buffer): Generator<LogEvent> {
    switch (header.type) {
      case eventTypes.rotate:
        yield* rotate(header, event);
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
        if (!log.within) yield { type: 'passed', position: chain.at };
        return;
    }
    const content = contentOf(event);
    chain.event(header);
    yield* log.read(header, new Cursor(content, headerBytes), { start, end: chain.at });
  }

  async function* compressed(header: EventHeader, content: AsyncIterable<Buffer>): AsyncGenerator<LogEvent> {
    chain.event(header);
    const place = { start, end: chain.at };
    for await (const inner of readPayload(content)) {
      for (const event of log.read(inner.header, inner.cursor, place)) yield event;
    }
  }

  async function* pieced({ header: bytes, pieces }: PiecedEvent): AsyncGenerator<LogEvent> {
    if (checksums === undefined) throw new LogError(say('log.no-format'));
    yield* compressed(readHeader(bytes, 0), checksums ? piecesWithoutChecksum(bytes, pieces) : pieces);
  }

  try {
    const events = packetEvents(bytes);
    for (;;) {
      const next = events.next();
      const event = next instanceof Promise ? await next : next;
      if (event === null) return;
      start = chain.at;
      if (!Buffer.isBuffer(event)) {
        yield* pieced(event);
        continue;
      }
      const header = readHeader(event, 0);
      if (header.size !== event.length || event.length < headerBytes + checksumBytes)
        throw new LogError(say('log.packet'));
      if (header.type === eventTypes.transactionPayload) yield* compressed(header, only(contentOf(event)));
      else for (const meaning of whole(header, event)) yield meaning;
    }
  } catch (error) {
    throw placed(error, start);
  }
}

async function* only(event: Buffer): AsyncGenerator<Buffer> {
  yield event.subarray(headerBytes);
}
