import type { RowPacket } from './driver.js';

/** Stands for NULL where a cell's length would begin. */
const nullCell = 0xfb;

/**
 * Length of the cell that starts at `position`, and where its bytes begin, as the text protocol writes them
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html). −1 is NULL.
 */
export function cellLength(buffer: Buffer, position: number): number {
  const first = buffer[position] as number;
  if (first < 0xfb) return first;
  if (first === nullCell) return -1;
  if (first === 0xfc) return buffer.readUInt16LE(position + 1);
  if (first === 0xfd) return buffer.readUIntLE(position + 1, 3);
  return Number(buffer.readBigUInt64LE(position + 1));
}

/** Bytes that the length itself takes. */
export function lengthBytes(first: number): number {
  if (first < 0xfc) return 1;
  if (first === 0xfc) return 3;
  return first === 0xfd ? 4 : 9;
}

/** Splits row packets into cells that stay valid after the packet is gone. */
export function cellReader(): (packet: RowPacket) => (Buffer | null)[] {
  return (packet) => {
    // One copy for the whole row: the packet's buffer is the socket's and is used again.
    const bytes = Buffer.from(packet.buffer.subarray(packet.offset, packet.end));
    const cells: (Buffer | null)[] = [];
    let position = 0;
    while (position < bytes.length) {
      const length = cellLength(bytes, position);
      position += lengthBytes(bytes[position] as number);
      if (length < 0) {
        cells.push(null);
        continue;
      }
      cells.push(bytes.subarray(position, position + length));
      position += length;
    }
    return cells;
  };
}

/** Writes a value's length as the protocol has it before its bytes; gives the position after it. */
export function writeLength(buffer: Buffer, at: number, length: number): number {
  if (length < 0xfb) {
    buffer[at] = length;
    return at + 1;
  }
  if (length < 0x10000) {
    buffer[at] = 0xfc;
    buffer.writeUInt16LE(length, at + 1);
    return at + 3;
  }
  if (length < 0x1000000) {
    buffer[at] = 0xfd;
    buffer.writeUIntLE(length, at + 1, 3);
    return at + 4;
  }
  buffer[at] = 0xfe;
  buffer.writeBigUInt64LE(BigInt(length), at + 1);
  return at + 9;
}

/** Cells as a row packet: what `cellReader` takes apart. */
export function packRow(cells: readonly (Buffer | null)[]): RowPacket {
  // The longest length takes nine bytes.
  const buffer = Buffer.allocUnsafe(cells.reduce((sum, cell) => sum + (cell?.length ?? 0) + 9, 0));
  let end = 0;
  for (const cell of cells) {
    if (cell === null) {
      buffer[end++] = nullCell;
      continue;
    }
    end = writeLength(buffer, end, cell.length);
    end += cell.copy(buffer, end);
  }
  return { buffer, offset: 0, end, isEOF: () => false };
}
