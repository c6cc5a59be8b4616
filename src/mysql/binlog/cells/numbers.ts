import { ascii, type CellReader } from './cell.js';
import { printDouble, printFixed } from './doubles.js';

/** Integers: little-endian, and signed or not by what the schema says of the column. */
export function integerReader(bytes: number, unsigned: boolean): CellReader {
  switch (bytes) {
    case 1:
      return unsigned
        ? (cursor) => ascii(String(cursor.bytes.readUInt8(cursor.skip(1))))
        : (cursor) => ascii(String(cursor.bytes.readInt8(cursor.skip(1))));
    case 8:
      return unsigned
        ? (cursor) => ascii(String(cursor.uint64()))
        : (cursor) => ascii(String(cursor.bytes.readBigInt64LE(cursor.skip(8))));
    default:
      return unsigned
        ? (cursor) => ascii(String(cursor.bytes.readUIntLE(cursor.skip(bytes), bytes)))
        : (cursor) => ascii(String(cursor.bytes.readIntLE(cursor.skip(bytes), bytes)));
  }
}

/** YEAR counts from 1900 on; 0 is the year 0000. */
export const readYear: CellReader = (cursor) => {
  const year = cursor.byte();
  return ascii(year === 0 ? '0000' : String(1900 + year));
};

/** FLOAT, as the copy reads it: added to a zero, which prints all digits of the double that it is and makes 0 of −0. */
export const readFloat: CellReader = (cursor) =>
  ascii(printDouble(cursor.bytes.readFloatLE(cursor.skip(4)) + 0));

/** DOUBLE, and DOUBLE(M, D) with its `decimals`. */
export function doubleReader(decimals: number | undefined): CellReader {
  const print = decimals === undefined ? printDouble : (value: number) => printFixed(value, decimals);
  return (cursor) => ascii(print(cursor.bytes.readDoubleLE(cursor.skip(8))));
}

/** ZEROFILL: zeros up to the column's width, in front of what another reader gives. */
export function zeroFilled(read: CellReader, width: number): CellReader {
  return (cursor) => {
    const cell = read(cursor);
    return cell.length >= width ? cell : ascii(cell.toString('latin1').padStart(width, '0'));
  };
}
