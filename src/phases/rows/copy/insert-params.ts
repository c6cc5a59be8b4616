import { quoteName } from '../../../core/sql.js';
import { cellLength, lengthBytes, writeLength } from '../../../mysql/cells.js';
import { eachOf } from '../../../plan/transform-rows.js';
import type { CellForm, CopiedColumns } from './copy-columns.js';
import { type BatchBuilder, createSpareMemory, wirePacketLimit } from './insert-batch.js';

/**
 * Rows as the parameters of a prepared multi-row INSERT. The text protocol's cells and a statement's string parameters are
 * written alike (length, bytes), so a row is copied without a look at its bytes, and the server has nothing to parse.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html
 */

export const executeCommand = 0x17;
/** Packet header, command, statement id, flags, iteration count. */
export const fixedBytes = 4 + 1 + 4 + 1 + 4;
const idPosition = 5;

/** Parameter types: a string in the connection's utf8mb4, or bytes that the column takes as they are. */
export const parameterTypes: Readonly<Record<CellForm, number>> = {
  bare: 0xfd,
  text: 0xfd,
  utf8mb4: 0xfd,
  integer: 0xfd,
  bytes: 0xfc,
};

/** Above this many, a server's own work per parameter grows again (measured, bench/README.md). */
const parametersPerStatement = 2500;
const rowsPerStatement = 100;
const firstBatchBytes = 32 * 1024;

/** Rows of a full batch. */
export function fullBatchRows({ columns }: CopiedColumns): number {
  return Math.max(1, Math.min(rowsPerStatement, Math.floor(parametersPerStatement / columns.length)));
}

/** The statement for a batch of `rows` rows. */
export function insertStatement(table: string, { columns, constants }: CopiedColumns, rows: number): string {
  const names = [...constants, ...columns].map(({ name }) => quoteName(name));
  const values = [
    ...constants.map(({ literal }) => literal),
    ...columns.map(({ form }) => (form === 'integer' ? 'CAST(? AS UNSIGNED)' : '?')),
  ];
  const row = `(${values.join(',')})`;
  return `INSERT INTO ${quoteName(table)} (${names.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(',')}`;
}

/** Names the prepared statement that a batch is for. */
export function setStatement(packet: Buffer, id: number): void {
  packet.writeUInt32LE(id, idPosition);
}

/** `targetBytes`: values a batch should hold at most; a single row may be larger. */
export function createInsertParams(table: CopiedColumns, targetBytes: number): BatchBuilder {
  const { columns } = table;
  const count = columns.length;
  const fullRows = fullBatchRows(table);
  const types = Buffer.from(columns.flatMap(({ form }) => [parameterTypes[form], 0]));
  const transforms = columns.map(({ transform }) => eachOf(transform));
  const transformed = transforms.some((transform) => transform !== undefined);
  const prefixBytes = (batchRows: number) =>
    fixedBytes + Math.ceil((batchRows * count) / 8) + 1 + batchRows * types.length;
  /** Where values begin; what comes before them is written when the number of rows is known. */
  const valuesAt = prefixBytes(fullRows);
  const nulls = Buffer.alloc(Math.ceil((fullRows * count) / 8));
  const memory = createSpareMemory(valuesAt + targetBytes);
  /** What a batch of this table has needed; many wait at once, so no more is taken. */
  let usual = firstBatchBytes;
  let out: Buffer | null = null;
  let used = valuesAt;
  let rows = 0;

  /** Room for `bytes` more, with one to spare for the odd length. */
  function reserve(bytes: number): Buffer {
    if (out === null) {
      out = memory.allocate(valuesAt + Math.max(usual, bytes) + 1);
      used = valuesAt;
    } else if (out.length - used < bytes + 1) {
      const larger = Buffer.allocUnsafeSlow(used + bytes + 1 + Math.ceil((used - valuesAt) / 2));
      out.copy(larger, valuesAt, valuesAt, used);
      out = larger;
    }
    return out;
  }

  function setNull(index: number): void {
    const parameter = rows * count + index;
    nulls[parameter >> 3] = (nulls[parameter >> 3] as number) | (1 << (parameter & 7));
  }

  /** Copies runs of cells between NULLs, which have no bytes among the parameters. */
  function copyRow(buffer: Buffer, offset: number, end: number): void {
    const to = reserve(end - offset);
    let from = offset;
    let position = offset;
    for (let index = 0; index < count; index += 1) {
      const length = cellLength(buffer, position);
      if (length >= 0) {
        position += lengthBytes(buffer[position] as number) + length;
        continue;
      }
      setNull(index);
      used += buffer.copy(to, used, from, position);
      position += 1;
      from = position;
    }
    used += buffer.copy(to, used, from, position);
  }

  function transformRow(buffer: Buffer, offset: number): void {
    let position = offset;
    for (let index = 0; index < count; index += 1) {
      const length = cellLength(buffer, position);
      position += lengthBytes(buffer[position] as number);
      const cell = length < 0 ? null : buffer.subarray(position, position + length);
      const transform = transforms[index];
      const value = transform ? transform(cell) : cell;
      if (value === null) setNull(index);
      else {
        const to = reserve(value.length + 9);
        used = writeLength(to, used, value.length);
        used += value.copy(to, used);
      }
      if (length > 0) position += length;
    }
  }

  return {
    add({ buffer, offset, end }) {
      if (rows > 0 && (rows === fullRows || used - valuesAt + end - offset > targetBytes)) return false;
      if (transformed) transformRow(buffer, offset);
      else copyRow(buffer, offset, end);
      rows += 1;
      return true;
    },

    take() {
      if (rows === 0) return null;
      const full = reserve(0);
      const start = valuesAt - prefixBytes(rows);
      // An empty byte after the last value is ignored by the server.
      if ((used - start - 4) % wirePacketLimit === 0) full[used++] = 0;
      const packet = full.subarray(start, used);
      packet[4] = executeCommand;
      packet[9] = 0;
      packet.writeUInt32LE(1, 10);
      const nullBytes = Math.ceil((rows * count) / 8);
      nulls.copy(packet, fixedBytes, 0, nullBytes);
      nulls.fill(0, 0, nullBytes);
      let at = fixedBytes + nullBytes;
      packet[at++] = 1;
      for (let row = 0; row < rows; row += 1) at += types.copy(packet, at);
      usual = Math.min(targetBytes, Math.max(usual, used - valuesAt));
      const batch = { packet, rows };
      out = null;
      used = valuesAt;
      rows = 0;
      return batch;
    },

    release: memory.release,
  };
}
