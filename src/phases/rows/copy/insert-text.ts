import { quoteName } from '../../../core/sql.js';
import { cellLength, lengthBytes } from '../../../mysql/cells.js';
import { statementHeader } from '../../../mysql/driver.js';
import { eachOf } from '../../../plan/transform-rows.js';
import type { CellForm, CopiedColumns } from './copy-columns.js';
import { type BatchBuilder, createSpareMemory, wirePacketLimit } from './insert-batch.js';

const queryCommand = 0x03;
const quote = 0x27;
const comma = 0x2c;
const backslash = 0x5c;
const escapes = new Uint8Array(256);
escapes[0] = 0x30;
escapes[quote] = quote;
escapes[backslash] = backslash;

const nullText = Buffer.from('NULL');

/** What stands before and after a value in the statement. */
const wraps: Readonly<Record<CellForm, readonly [before: string, after: string]>> = {
  bare: ['', ''],
  integer: ['', ''],
  text: ["'", "'"],
  utf8mb4: ["'", "'"],
  bytes: ["_binary'", "'"],
};

/**
 * Multi-row INSERTs as text, for servers that let nothing be prepared. As bytes, since values of any character set stand side
 * by side, which a string could not hold. `targetBytes`: size a statement should have; a single row may be larger.
 */
export function createInsertText(
  table: string,
  { columns, constants }: CopiedColumns,
  targetBytes: number,
): BatchBuilder {
  const names = [...constants, ...columns].map(({ name }) => quoteName(name));
  const head = Buffer.from(`INSERT INTO ${quoteName(table)} (${names.join(', ')}) VALUES `);
  const rowStart = Buffer.from(`(${constants.map(({ literal }) => `${literal},`).join('')}`);
  const befores = columns.map(({ form }) => Buffer.from(wraps[form][0]));
  const afters = columns.map(({ form }) => Buffer.from(wraps[form][1]));
  const transforms = columns.map(({ transform }) => eachOf(transform));
  const overhead = rowStart.length + columns.length * 16 + 16;
  const memory = createSpareMemory(targetBytes);
  let out: Buffer | null = null;
  let used = 0;
  let rows = 0;

  function reserve(buffer: Buffer, bytes: number): Buffer {
    if (buffer.length - used >= bytes) return buffer;
    const larger = Buffer.allocUnsafeSlow(Math.max(used + bytes, Math.ceil(buffer.length * 1.5)));
    buffer.copy(larger, 0, 0, used);
    out = larger;
    return larger;
  }

  function put(buffer: Buffer, bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += 1) buffer[used++] = bytes[from] as number;
  }

  function putValue(buffer: Buffer, index: number, bytes: Buffer, start: number, end: number): void {
    put(buffer, befores[index] as Buffer);
    let to = used;
    for (let from = start; from < end; from += 1) {
      const byte = bytes[from] as number;
      const mark = escapes[byte] as number;
      if (mark !== 0) buffer[to++] = backslash;
      buffer[to++] = mark === 0 ? byte : mark;
    }
    used = to;
    put(buffer, afters[index] as Buffer);
  }

  return {
    add({ buffer, offset, end }) {
      const worst = 2 * (end - offset) + overhead;
      if (out !== null && rows > 0 && used + worst > targetBytes) return false;
      if (out === null) {
        out = memory.allocate(Math.max(targetBytes, statementHeader + head.length + worst + 16));
        used = statementHeader;
        put(out, head);
      } else {
        out[used++] = comma;
      }
      put(out, rowStart);
      let position = offset;
      for (let index = 0; index < columns.length; index += 1) {
        const length = cellLength(buffer, position);
        position += lengthBytes(buffer[position] as number);
        if (index > 0) out[used++] = comma;
        const transform = transforms[index];
        if (transform) {
          const cell = transform(length < 0 ? null : buffer.subarray(position, position + length));
          if (cell) {
            // A transform may lengthen a value beyond the estimate.
            out = reserve(out, 2 * cell.length + 2 * (end - position) + overhead);
            putValue(out, index, cell, 0, cell.length);
          } else put(out, nullText);
        } else if (length < 0) put(out, nullText);
        else putValue(out, index, buffer, position, position + length);
        if (length > 0) position += length;
      }
      out[used++] = 0x29;
      rows += 1;
      return true;
    },

    take() {
      if (out === null || rows === 0) return null;
      const full = reserve(out, 1);
      if ((used - 4) % wirePacketLimit === 0) full[used++] = 0x20;
      const taken = { packet: full.subarray(0, used), rows };
      taken.packet[4] = queryCommand;
      out = null;
      used = 0;
      rows = 0;
      return taken;
    },

    release: memory.release,
  };
}
