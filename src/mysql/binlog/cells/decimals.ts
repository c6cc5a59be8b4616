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
  const layout = layoutOf(precision, scale);
  return (cursor) => ascii(readLaidOut(cursor, layout));
}

export function readDecimal(cursor: Cursor, precision: number, scale: number): string {
  return readLaidOut(cursor, layoutOf(precision, scale));
}

interface Layout {
  /** Digits of each group. */
  readonly groups: readonly number[];
  /** Bytes. */
  readonly length: number;
  /** Digits before the point, and after it. */
  readonly whole: number;
  readonly scale: number;
}

function layoutOf(precision: number, scale: number): Layout {
  const whole = precision - scale;
  const groups = [...groupsOf(whole).toReversed(), ...groupsOf(scale)];
  const length = groups.reduce((sum, digits) => sum + (bytesOfDigits[digits] ?? 0), 0);
  return { groups, length, whole, scale };
}

function readLaidOut(cursor: Cursor, { groups, length, whole, scale }: Layout): string {
  const { bytes } = cursor;
  const start = cursor.skip(length);
  const negative = ((bytes[start] ?? 0) & 0x80) === 0;
  let digits = '';
  let at = start;
  for (const count of groups) {
    const size = bytesOfDigits[count] ?? 0;
    let value = bytes.readUIntBE(at, size);
    if (at === start) value = (value ^ (0x80 << (8 * (size - 1)))) >>> 0;
    if (negative) value = 2 ** (8 * size) - 1 - value;
    const group = String(value);
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
