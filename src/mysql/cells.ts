import type { RowPacket } from './driver.js';

/**
 * Length of the cell that starts at `position`, and where its bytes begin, as the text protocol writes them
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html). −1 is NULL.
 */
export function cellLength(buffer: Buffer, position: number): number {
  const first = buffer[position] as number;
  if (first < 0xfb) return first;
  if (first === 0xfb) return -1;
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
