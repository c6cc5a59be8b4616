import { cellLength, lengthBytes } from '../../../mysql/cells.js';
import { packetHeader, type RowPacket } from '../../../mysql/driver.js';
import { eachOf } from '../../../plan/transform-rows.js';
import type { CellSink } from './cell-splitter.js';
import type { CopiedColumn } from './copy-columns.js';

/** Turns row packets into the text of a LOAD DATA: tab, newline, `\N`, backslash escapes; binary character set. */
interface LoadText {
  add(packet: RowPacket): void;
  /** Takes a large row piece by piece; its values are final, so nothing transforms them. */
  readonly largeRow: CellSink;
  /** Hands over what is left. */
  finish(): void;
  /** Takes back a packet that was sent. */
  recycle(packet: Buffer): void;
}

const tab = 0x09;
const newline = 0x0a;
const backslash = 0x5c;
const bufferBytes = 256 * 1024;
const spareBuffers = 8;
/** Piece of a long cell that is escaped at a time; at its worst it doubles. */
const pieceBytes = 64 * 1024;

/** Byte → the byte that follows the backslash; 0 for bytes that stand for themselves. */
const escapes = new Uint8Array(256);
escapes[backslash] = backslash;
escapes[tab] = 't'.charCodeAt(0);
escapes[newline] = 'n'.charCodeAt(0);

/** `flush` gets packets with `packetHeader` free bytes at the front, to keep. */
export function createLoadText(columns: readonly CopiedColumn[], flush: (packet: Buffer) => void): LoadText {
  const count = columns.length;
  const plain = columns.map(({ form }) => form === 'bare' || form === 'text' || form === 'integer');
  const transforms = columns.map(({ transform }) => eachOf(transform));
  const spare: Buffer[] = [];
  let out: Buffer = Buffer.allocUnsafeSlow(bufferBytes);
  let used = packetHeader;

  function flushOut(): void {
    if (used === packetHeader) return;
    const packet = out.subarray(0, used);
    // The socket keeps this one until it has sent it. Fresh memory costs page faults, and the collector is slow to take it back.
    out = spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    used = packetHeader;
    flush(packet);
  }

  /** The caller has seen to it that twice the bytes fit. */
  function escapeInto(bytes: Buffer, start: number, end: number): void {
    let to = used;
    for (let from = start; from < end; from += 1) {
      const byte = bytes[from] as number;
      const mark = escapes[byte] as number;
      if (mark !== 0) out[to++] = backslash;
      out[to++] = mark === 0 ? byte : mark;
    }
    used = to;
  }

  function writeLong(bytes: Buffer, start: number, end: number): void {
    for (let from = start; from < end; from += pieceBytes) {
      if (used + 2 * pieceBytes > bufferBytes) flushOut();
      escapeInto(bytes, from, Math.min(end, from + pieceBytes));
    }
  }

  function write(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length > pieceBytes) {
      writeLong(bytes, start, end);
      return;
    }
    if (used + 2 * length + 4 > bufferBytes) flushOut();
    escapeInto(bytes, start, end);
  }

  function begin(index: number): void {
    if (used + 64 > bufferBytes) flushOut();
    if (index > 0) out[used++] = tab;
  }

  return {
    largeRow: {
      cell(index, cell) {
        begin(index);
        if (cell) write(cell, 0, cell.length);
        else {
          out[used++] = backslash;
          out[used++] = 0x4e;
        }
      },
      longCell: begin,
      piece: (bytes) => write(bytes, 0, bytes.length),
      endRow() {
        if (used >= bufferBytes) flushOut();
        out[used++] = newline;
      },
    },
    add({ buffer, offset }) {
      let position = offset;
      for (let index = 0; index < count; index += 1) {
        const length = cellLength(buffer, position);
        position += lengthBytes(buffer[position] as number);
        const transform = transforms[index];
        if (used + 64 > bufferBytes) flushOut();
        if (transform) {
          const cell = transform(length < 0 ? null : buffer.subarray(position, position + length));
          if (cell) write(cell, 0, cell.length);
          else {
            out[used++] = backslash;
            out[used++] = 0x4e;
          }
          if (length > 0) position += length;
        } else if (length < 0) {
          out[used++] = backslash;
          out[used++] = 0x4e;
        } else {
          const end = position + length;
          if (plain[index] === true && length < 48) {
            let to = used;
            while (position < end) out[to++] = buffer[position++] as number;
            used = to;
          } else {
            write(buffer, position, end);
            position = end;
          }
        }
        if (used >= bufferBytes) flushOut();
        out[used++] = index === count - 1 ? newline : tab;
      }
    },
    finish: flushOut,
    recycle(packet) {
      if (spare.length < spareBuffers) spare.push(Buffer.from(packet.buffer));
    },
  };
}
