import { Cursor } from './cursor.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/** Types of columns as the log numbers them (https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html). */
export const columnTypes = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  oldTimestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  oldTime: 11,
  oldDatetime: 12,
  year: 13,
  varchar: 15,
  bit: 16,
  timestamp: 17,
  datetime: 18,
  time: 19,
  compressedBlob: 140,
  compressedVarchar: 141,
  vector: 242,
  json: 245,
  decimal: 246,
  enumeration: 247,
  set: 248,
  blob: 252,
  string: 254,
  geometry: 255,
} as const;

/** A column as the log describes it. */
export interface LoggedColumn {
  readonly type: number;
  readonly metadata: Buffer;
  readonly nullable: boolean;
  /** Only with binlog_row_metadata = FULL. */
  readonly name?: string | undefined;
  /** Of numeric columns; MySQL and MariaDB say it with MINIMAL and FULL. */
  readonly unsigned?: boolean | undefined;
}

/** The number that the rows' events name their table by; valid until another event gives it to another table. */
export function readTableId(cursor: Cursor): number {
  const id = cursor.uint(6);
  // Flags.
  cursor.skip(2);
  return id;
}

/** Names of the table, after its number. */
export function readTableName(cursor: Cursor): { readonly database: string; readonly table: string } {
  cursor.skip(1);
  const database = cursor.terminated();
  cursor.skip(1);
  return { database, table: cursor.terminated() };
}

/**
 * TABLE_MAP after its names: a type for each column, their metadata, which of them may be NULL, and optional fields.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Table__map__event.html
 */
export function readColumns(cursor: Cursor): readonly LoggedColumn[] {
  const count = cursor.packed();
  const types = cursor.take(count);
  const metadata = new Cursor(cursor.take(cursor.packed()));
  const nullable = cursor.take((count + 7) >> 3);
  const { unsigned, names } = readOptional(cursor);
  const columns: LoggedColumn[] = [];
  let numeric = 0;
  for (const [index, type] of types.entries()) {
    const isNumeric = numericTypes.has(type);
    columns.push({
      type,
      metadata: metadata.take(metadataBytes(type)),
      nullable: isSet(nullable, index),
      name: names?.[index],
      // One bit for each numeric column, the first one highest.
      unsigned:
        isNumeric && unsigned ? ((unsigned[numeric >> 3] ?? 0) & (0x80 >> (numeric & 7))) !== 0 : undefined,
    });
    if (isNumeric) numeric += 1;
  }
  if (metadata.left > 0) throw new LogError(say('log.too-long'));
  return columns;
}

/** Counted from the lowest bit of the byte at `from`. */
export function isSet(bits: Buffer, index: number, from = 0): boolean {
  return ((bits[from + (index >> 3)] as number) & (1 << (index & 7))) !== 0;
}

function metadataBytes(type: number): number {
  switch (type) {
    case columnTypes.float:
    case columnTypes.double:
    case columnTypes.timestamp:
    case columnTypes.datetime:
    case columnTypes.time:
    case columnTypes.json:
    case columnTypes.blob:
    case columnTypes.geometry:
    case columnTypes.vector:
    case columnTypes.compressedBlob:
      return 1;
    case columnTypes.varchar:
    case columnTypes.compressedVarchar:
    case columnTypes.bit:
    case columnTypes.decimal:
    case columnTypes.enumeration:
    case columnTypes.set:
    case columnTypes.string:
      return 2;
    default:
      return 0;
  }
}

const numericTypes: ReadonlySet<number> = new Set([
  columnTypes.tiny,
  columnTypes.short,
  columnTypes.int24,
  columnTypes.long,
  columnTypes.longlong,
  columnTypes.decimal,
  columnTypes.float,
  columnTypes.double,
  columnTypes.year,
]);

const optionalFields = { unsigned: 1, names: 4 };

function readOptional(cursor: Cursor): { unsigned?: Buffer; names?: readonly string[] } {
  const fields: { unsigned?: Buffer; names?: readonly string[] } = {};
  while (cursor.left > 0) {
    const field = cursor.byte();
    const value = new Cursor(cursor.take(cursor.packed()));
    if (field === optionalFields.unsigned) fields.unsigned = value.take(value.left);
    if (field === optionalFields.names) {
      const names: string[] = [];
      while (value.left > 0) names.push(value.text(value.packed()));
      fields.names = names;
    }
  }
  return fields;
}
