import type { Cursor } from '../cursor.js';
import { LogError } from '../log-error.js';
import { say } from '../words.js';
import { ascii, type CellReader } from './cell.js';

/** Bytes that hold 0 to 9 decimal digits. */
const bytesOfDigits = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;
const digitsAtOnce = 9;

/**
 * DECIMAL: groups of nine digits in four big-endian bytes, counted from the point to both sides, the outer ones in fewer; the first bit is
 * set for positive numbers, and negative ones have all bits turned round.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/decimal_8cc.html (decimal2bin)
 */
export function decimalReader(precision: number, scale: number): CellReader {
  return (cursor) => ascii(readDecimal(cursor, precision, scale));
}

export function readDecimal(cursor: Cursor, precision: number, scale: number): string {
  const whole = precision - scale;
  const groups = [...groupsOf(whole).toReversed(), ...groupsOf(scale)];
  const length = groups.reduce((sum, digits) => sum + (bytesOfDigits[digits] ?? 0), 0);
  const bytes = Buffer.from(cursor.take(length));
  const negative = ((bytes[0] ?? 0) & 0x80) === 0;
  if (negative) for (const [index, byte] of bytes.entries()) bytes[index] = byte ^ 0xff;
  bytes[0] = (bytes[0] ?? 0) ^ 0x80;
  let digits = '';
  let at = 0;
  for (const count of groups) {
    const size = bytesOfDigits[count] ?? 0;
    const group = String(bytes.readUIntBE(at, size));
    if (group.length > count) throw new LogError(say('log.value', { type: 'DECIMAL' }));
    digits += group.padStart(count, '0');
    at += size;
  }
  const shown = digits.slice(0, whole).replace(/^0+(?=\d)/, '') || '0';
  return `${negative ? '-' : ''}${shown}${scale === 0 ? '' : `.${digits.slice(whole)}`}`;
}

/** 20 digits as 9, 9 and 2, from the point outwards. */
function groupsOf(digits: number): number[] {
  const groups: number[] = [];
  for (let left = digits; left > 0; left -= digitsAtOnce) groups.push(Math.min(left, digitsAtOnce));
  return groups;
}
