import { Cursor } from '../cursor.js';
import { LogError } from '../log-error.js';
import { columnTypes } from '../table-map.js';
import { say } from '../words.js';
import type { CellReader } from './cell.js';
import { readDecimal } from './decimals.js';
import { printDouble } from './doubles.js';
import { clock, dateOf, datetime } from './temporal.js';

/**
 * MySQL's binary JSON (https://dev.mysql.com/doc/dev/mysql-server/latest/json__binary_8h.html), printed as the server prints it: a space
 * after each comma and colon, members in the stored order, doubles with a fraction or an exponent.
 */
export function jsonReader(lengthBytes: number): CellReader {
  return (cursor) => {
    const bytes = cursor.take(cursor.uint(lengthBytes));
    return Buffer.from(printJson(bytes), 'utf8');
  };
}

const types = {
  smallObject: 0x00,
  largeObject: 0x01,
  smallArray: 0x02,
  largeArray: 0x03,
  literal: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  double: 0x0b,
  string: 0x0c,
  opaque: 0x0f,
};

/** The server's own limit. */
const deepest = 100;

function wrong(): LogError {
  return new LogError(say('log.value', { type: 'JSON' }));
}

export function printJson(bytes: Buffer): string {
  // What a failed statement leaves in a column without a value.
  if (bytes.length === 0) return 'null';
  return printValue(bytes[0] as number, new Cursor(bytes, 1), 1);
}

function printValue(type: number, cursor: Cursor, depth: number): string {
  switch (type) {
    case types.smallObject:
    case types.smallArray:
      return printNested(type === types.smallObject, 2, cursor, depth);
    case types.largeObject:
    case types.largeArray:
      return printNested(type === types.largeObject, 4, cursor, depth);
    case types.literal:
      return literal(cursor.byte());
    case types.int16:
      return String(cursor.bytes.readInt16LE(cursor.skip(2)));
    case types.uint16:
      return String(cursor.uint(2));
    case types.int32:
      return String(cursor.bytes.readInt32LE(cursor.skip(4)));
    case types.uint32:
      return String(cursor.uint(4));
    case types.int64:
      return String(cursor.bytes.readBigInt64LE(cursor.skip(8)));
    case types.uint64:
      return String(cursor.uint64());
    case types.double:
      return jsonDouble(cursor.bytes.readDoubleLE(cursor.skip(8)));
    case types.string:
      return quoted(cursor.text(stringLength(cursor)));
    case types.opaque:
      return printOpaque(cursor.byte(), cursor.take(stringLength(cursor)));
    default:
      throw wrong();
  }
}

function literal(code: number): string {
  const text = ['null', 'true', 'false'][code];
  if (text === undefined) throw wrong();
  return text;
}

function jsonDouble(value: number): string {
  const text = printDouble(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function stringLength(cursor: Cursor): number {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = cursor.byte();
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw wrong();
}

/**
 * An object or an array: number of members, bytes in all, an offset and a length for each key, a type and an offset for each value.
 * Offsets count from the number of members, and are `size` bytes as it is; values that fit there stand in place of their offset.
 */
function printNested(isObject: boolean, size: 2 | 4, cursor: Cursor, depth: number): string {
  if (depth > deepest) throw wrong();
  const start = cursor.at;
  const count = cursor.uint(size);
  const end = start + cursor.uint(size);
  if (end > cursor.end) throw wrong();
  const keys: string[] = [];
  for (let index = 0; isObject && index < count; index += 1) {
    const from = start + cursor.uint(size);
    keys.push(quoted(new Cursor(cursor.bytes, from, end).text(cursor.uint(2))));
  }
  const members: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const type = cursor.byte();
    const place = cursor.skip(size);
    const from = isInline(type, size) ? place : start + cursor.bytes.readUIntLE(place, size);
    const value = printValue(type, new Cursor(cursor.bytes, from, end), depth + 1);
    members.push(isObject ? `${keys[index]}: ${value}` : value);
  }
  return isObject ? `{${members.join(', ')}}` : `[${members.join(', ')}]`;
}

function isInline(type: number, size: 2 | 4): boolean {
  switch (type) {
    case types.literal:
    case types.int16:
    case types.uint16:
      return true;
    case types.int32:
    case types.uint32:
      return size === 4;
    default:
      return false;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
  const escaped = text.replaceAll(/[\u0000-\u001f"\\]/g, (character) => {
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** Values of SQL types that JSON has none for: DECIMAL as a number, dates and times as text, others in base64. */
function printOpaque(type: number, bytes: Buffer): string {
  const cursor = new Cursor(bytes);
  switch (type) {
    case columnTypes.decimal:
      return readDecimal(cursor, cursor.byte(), cursor.byte());
    case columnTypes.oldTime:
      return `"${jsonTime(cursor)}"`;
    case columnTypes.date:
      return `"${dateOf(Number(cursor.uint64() >> 41n))}"`;
    case columnTypes.oldTimestamp:
    case columnTypes.oldDatetime:
      return `"${jsonDatetime(cursor.uint64())}"`;
    default:
      return `"base64:type${type}:${inLines(bytes.toString('base64'))}"`;
  }
}

/** The bits of a DATETIME before 24 bits of millionths of a second. */
function jsonDatetime(packed: bigint): string {
  const seconds = packed >> 24n;
  return `${datetime(Number(seconds >> 17n), Number(seconds & 0x1ffffn))}.${millionths(packed)}`;
}

/** The same of a TIME; the number is negative when the time is. */
function jsonTime(cursor: Cursor): string {
  const packed = cursor.bytes.readBigInt64LE(cursor.skip(8));
  const size = packed < 0n ? -packed : packed;
  return `${packed < 0n ? '-' : ''}${clock(Number(size >> 24n))}.${millionths(size)}`;
}

function millionths(packed: bigint): string {
  return String(packed & 0xffffffn).padStart(6, '0');
}

/** The server breaks base64 into lines of 76. */
function inLines(base64: string): string {
  return (base64.match(/.{1,76}/g) ?? []).join('\\n');
}
