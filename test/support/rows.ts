import type { RowPacket } from '../../src/mysql/driver.js';

function lengthPrefix(length: number): Buffer {
  if (length < 0xfb) return Buffer.from([length]);
  if (length < 0x10000) return Buffer.from([0xfc, length & 0xff, length >> 8]);
  if (length < 0x1000000) return Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]);
  const prefix = Buffer.alloc(9);
  prefix[0] = 0xfe;
  prefix.writeBigUInt64LE(BigInt(length), 1);
  return prefix;
}

/** A row as the wire brings it, in the middle of a larger buffer. */
export function rowPacket(cells: readonly (Buffer | string | null)[]): RowPacket {
  const parts = cells.flatMap((cell) => {
    if (cell === null) return [Buffer.from([0xfb])];
    const bytes = typeof cell === 'string' ? Buffer.from(cell) : cell;
    return [lengthPrefix(bytes.length), bytes];
  });
  const body = Buffer.concat(parts);
  const buffer = Buffer.concat([Buffer.from('before'), body, Buffer.from('after')]);
  return { buffer, offset: 6, end: 6 + body.length, isEOF: () => false };
}
