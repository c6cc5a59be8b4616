import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { collectReadGarbage } from '../../core/read-garbage.js';
import { type ByteReader, byteReader } from './byte-reader.js';
import { Cursor } from './cursor.js';
import { type EventHeader, headerBytes, readHeader } from './event-header.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/** An event of a compressed transaction; it has no checksum and no position of its own. */
export interface InnerEvent {
  readonly header: EventHeader;
  readonly cursor: Cursor;
}

const fields = { end: 0, method: 2, size: 3 };
const methods = { zstd: 0, none: 255 };
/** No list of fields is longer. */
const fieldsBytes = 64;
/** Smaller ones are unpacked in one go, which costs a fraction of a stream. */
const largeBytes = 4 * 1024 * 1024;

/**
 * TRANSACTION_PAYLOAD: fields (number, length, value) up to one numbered 0, then the events of a transaction in zstd.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Transaction__payload__event.html
 * Gives the last event, which commits, only after all bytes of the payload were read and found right.
 */
export async function* readPayload(content: AsyncIterable<Buffer>): AsyncGenerator<InnerEvent> {
  const bytes = readerOver(content);
  const head = await firstBytes(bytes, fieldsBytes);
  const cursor = new Cursor(head);
  const { method, size } = readFields(cursor);
  if (method !== methods.zstd && method !== methods.none)
    throw new LogError(say('log.compression', { method }));
  const rest = remaining(head.subarray(cursor.at), bytes);
  const unpacked = method === methods.none ? rest : unpack(rest, size);
  let last: InnerEvent | undefined;
  for await (const event of innerEvents(readerOver(unpacked))) {
    if (last) yield last;
    last = event;
  }
  if (last) yield last;
}

function readerOver(chunks: AsyncIterable<Buffer>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  return byteReader(async () => {
    const { done, value } = await iterator.next();
    return done ? null : value;
  });
}

/** As many of the first bytes as there are. */
async function firstBytes(bytes: ByteReader, length: number): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < length) {
    const piece = await bytes.piece(length - head.length);
    if (piece === null) break;
    head = Buffer.concat([head, piece]);
  }
  return head;
}

function readFields(cursor: Cursor): { readonly method: number; readonly size: number } {
  let method = methods.none;
  let size = Number.POSITIVE_INFINITY;
  for (;;) {
    const field = cursor.packed();
    if (field === fields.end) return { method, size };
    const value = new Cursor(cursor.take(cursor.packed()));
    if (field === fields.method) method = value.packed();
    if (field === fields.size) size = value.packed();
  }
}

async function* remaining(first: Buffer, bytes: ByteReader): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (;;) {
    const piece = await bytes.piece(Number.MAX_SAFE_INTEGER);
    if (piece === null) return;
    yield piece;
  }
}

async function* unpack(packed: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  try {
    if (size < largeBytes) {
      const chunks: Buffer[] = [];
      for await (const chunk of packed) chunks.push(chunk);
      const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      yield zstdDecompressSync(whole, { maxOutputLength: Math.max(1, size) });
      return;
    }
    const unpacked = createZstdDecompress();
    // Its failure comes out of the loop.
    pipeline(Readable.from(packed), unpacked, () => undefined);
    for await (const chunk of unpacked) {
      yield chunk as Buffer;
      collectReadGarbage(chunk.length);
    }
  } catch (error) {
    throw error instanceof LogError ? error : new LogError(say('log.compressed'));
  }
}

async function* innerEvents(bytes: ByteReader): AsyncGenerator<InnerEvent> {
  for (;;) {
    const start = await bytes.read(headerBytes);
    if (start === null) return;
    const header = readHeader(start, 0);
    const content = header.size > headerBytes ? await bytes.read(header.size - headerBytes) : Buffer.alloc(0);
    if (content === null || header.size < headerBytes) throw new LogError(say('log.cut-short'));
    yield { header, cursor: new Cursor(content) };
  }
}
