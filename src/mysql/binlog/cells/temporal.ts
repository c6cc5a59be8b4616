import type { Cursor } from '../cursor.js';
import { LogError } from '../log-error.js';
import { say } from '../words.js';
import { ascii, type CellReader } from './cell.js';

/**
 * Dates and times since MySQL 5.6, big-endian, with 0 to 3 bytes of hundredths, ten-thousandths or millionths behind them
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/my__time_8cc.html). Nothing is checked against a calendar: the servers keep 0000-00-00
 * and, with ALLOW_INVALID_DATES, 31 February.
 */

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function date(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Bytes of a fraction with this many digits. */
function fractionBytes(digits: number): number {
  return (digits + 1) >> 1;
}

/** `.120` of a fraction that is written with an even number of digits. */
function fraction(value: number, digits: number): string {
  if (digits === 0) return '';
  return `.${String(value)
    .padStart(2 * fractionBytes(digits), '0')
    .slice(0, digits)}`;
}

function readFraction(cursor: Cursor, digits: number): string {
  const bytes = fractionBytes(digits);
  if (bytes === 0) return '';
  const value = cursor.bytes.readUIntBE(cursor.skip(bytes), bytes);
  if (value >= 100 ** bytes) throw new LogError(say('log.value', { type: 'TIME' }));
  return fraction(value, digits);
}

/** DATE: day (5 bits), month (4), year (15), little-endian. */
export const readDate: CellReader = (cursor) => {
  const value = cursor.uint(3);
  return ascii(date(value >> 9, (value >> 5) & 15, value & 31));
};

/** TIMESTAMP: seconds since 1970; the copy's sessions are in UTC. */
export function timestampReader(digits: number): CellReader {
  // The times of neighbouring rows are mostly of one day.
  let day = -1;
  let dayText = '';
  return (cursor) => {
    const seconds = cursor.bytes.readUInt32BE(cursor.skip(4));
    const rest = readFraction(cursor, digits);
    if (seconds === 0) return ascii(`0000-00-00 00:00:00${rest}`);
    const days = Math.floor(seconds / 86_400);
    if (days !== day) {
      day = days;
      dayText = new Date(days * 86_400_000).toISOString().slice(0, 10);
    }
    const time = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60].map((part) =>
      two(Math.floor(part)),
    );
    return ascii(`${dayText} ${time.join(':')}${rest}`);
  };
}

/** DATETIME: 13 months to a year (17 bits), day (5), hour (5), minute (6), second (6), with the highest bit set. */
export function datetimeReader(digits: number): CellReader {
  return (cursor) => {
    const at = cursor.skip(5);
    const days = ((cursor.bytes.readUInt32BE(at) & 0x7fffffff) >>> 9) & 0x3fffff;
    const rest = cursor.bytes.readUIntBE(at + 2, 3) & 0x1ffff;
    return ascii(`${datetime(days, rest)}${readFraction(cursor, digits)}`);
  };
}

/** `days`: months and a day, `rest`: hour, minute, second, as above. */
export function datetime(days: number, rest: number): string {
  return `${dateOf(days)} ${clock(rest)}`;
}

/** Months and a day, as above. */
export function dateOf(days: number): string {
  const months = days >> 5;
  return date(Math.floor(months / 13), months % 13, days & 31);
}

/** TIME: hour (10 bits), minute (6), second (6), fraction, as one number from which negative ones count down; 2²³ stands for zero. */
export function timeReader(digits: number): CellReader {
  const bytes = 3 + fractionBytes(digits);
  const unit = 256 ** fractionBytes(digits);
  const zero = 0x800000 * unit;
  return (cursor) => {
    const value = cursor.bytes.readUIntBE(cursor.skip(bytes), bytes) - zero;
    const size = Math.abs(value);
    const sign = value < 0 ? '-' : '';
    return ascii(`${sign}${clock(Math.floor(size / unit))}${fraction(size % unit, digits)}`);
  };
}

/** `838:59:59` of hour, minute and second as above. */
export function clock(value: number): string {
  return `${two(value >> 12)}:${two((value >> 6) & 63)}:${two(value & 63)}`;
}
