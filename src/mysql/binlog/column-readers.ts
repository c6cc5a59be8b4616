import { membersOf } from '../../plan/conversions.js';
import type { ColumnFacts } from '../../plan/facts.js';
import { isZerofill } from '../../plan/target-form.js';
import { printInet4, printInet6, printUuid } from './cells/addresses.js';
import type { CellReader } from './cells/cell.js';
import { decimalReader } from './cells/decimals.js';
import { jsonReader } from './cells/json.js';
import { doubleReader, integerReader, readFloat, readYear, zeroFilled } from './cells/numbers.js';
import { datetimeReader, readDate, timeReader, timestampReader } from './cells/temporal.js';
import {
  enumReader,
  fixedReader,
  paddedReader,
  printedReader,
  setReader,
  sizedReader,
} from './cells/text.js';
import type { Charset } from './charsets.js';
import { columnTypes } from './table-map.js';

/** How the log must describe a column of the schema, and how its values are read then. */
export interface ColumnReader {
  readonly type: number;
  readonly metadata: readonly number[];
  readonly read: CellReader;
}

/** Undefined for types that cannot be read from the log. */
export function columnReader(
  column: ColumnFacts,
  charsets: ReadonlyMap<string, Charset>,
): ColumnReader | undefined {
  switch (column.dataType) {
    case 'tinyint':
      return integer(column, columnTypes.tiny, 1);
    case 'smallint':
      return integer(column, columnTypes.short, 2);
    case 'mediumint':
      return integer(column, columnTypes.int24, 3);
    case 'int':
      return integer(column, columnTypes.long, 4);
    case 'bigint':
      return integer(column, columnTypes.longlong, 8);
    case 'decimal': {
      const [precision, scale] = [column.numericPrecision ?? 10, column.numericScale ?? 0];
      const read = decimalReader(precision, scale);
      const metadata = [precision, scale];
      // Digits and point, and a place for the sign that unsigned columns do not need.
      const width = precision + (scale > 0 ? 1 : 0);
      return {
        type: columnTypes.decimal,
        metadata,
        read: isZerofill(column) ? zeroFilled(read, width) : read,
      };
    }
    case 'float':
      return { type: columnTypes.float, metadata: [4], read: readFloat };
    case 'double': {
      const read = doubleReader(column.numericScale);
      const width = displayWidth(column) ?? 22;
      return {
        type: columnTypes.double,
        metadata: [8],
        read: isZerofill(column) ? zeroFilled(read, width) : read,
      };
    }
    case 'bit': {
      const bits = column.numericPrecision ?? 1;
      return { type: columnTypes.bit, metadata: [bits % 8, bits >> 3], read: fixedReader((bits + 7) >> 3) };
    }
    case 'year':
      return { type: columnTypes.year, metadata: [], read: readYear };
    case 'date':
      return { type: columnTypes.date, metadata: [], read: readDate };
    case 'time':
      return temporal(column, columnTypes.time, timeReader);
    case 'datetime':
      return temporal(column, columnTypes.datetime, datetimeReader);
    case 'timestamp':
      return temporal(column, columnTypes.timestamp, timestampReader);
    case 'char':
    case 'varchar': {
      const charset = charsets.get(column.charset ?? '');
      if (charset === undefined) return undefined;
      const length = (column.maxLength ?? 0) * charset.longest;
      const read = sizedReader(length > 255 ? 2 : 1, charset.convert);
      return column.dataType === 'char'
        ? { type: columnTypes.string, metadata: stringMetadata(length), read }
        : { type: columnTypes.varchar, metadata: [length & 0xff, length >> 8], read };
    }
    case 'binary': {
      const length = column.maxLength ?? 0;
      return { type: columnTypes.string, metadata: stringMetadata(length), read: paddedReader(length) };
    }
    case 'varbinary': {
      const length = column.maxLength ?? 0;
      const read = sizedReader(length > 255 ? 2 : 1);
      return { type: columnTypes.varchar, metadata: [length & 0xff, length >> 8], read };
    }
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob': {
      const bytes = blobBytes[column.dataType];
      return { type: columnTypes.blob, metadata: [bytes], read: sizedReader(bytes) };
    }
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext': {
      const charset = charsets.get(column.charset ?? '');
      const bytes = blobBytes[column.dataType];
      return (
        charset && { type: columnTypes.blob, metadata: [bytes], read: sizedReader(bytes, charset.convert) }
      );
    }
    case 'enum': {
      const members = membersOf(column);
      const bytes = members.length > 255 ? 2 : 1;
      return {
        type: columnTypes.string,
        metadata: [columnTypes.enumeration, bytes],
        read: enumReader(bytes, members),
      };
    }
    case 'set': {
      const members = membersOf(column);
      const bytes = members.length > 32 ? 8 : (members.length + 7) >> 3;
      return {
        type: columnTypes.string,
        metadata: [columnTypes.set, bytes],
        read: setReader(bytes, members),
      };
    }
    case 'json':
      return { type: columnTypes.json, metadata: [4], read: jsonReader(4) };
    case 'vector':
      return { type: columnTypes.vector, metadata: [4], read: sizedReader(4) };
    case 'geometry':
    case 'point':
    case 'linestring':
    case 'polygon':
    case 'multipoint':
    case 'multilinestring':
    case 'multipolygon':
    case 'geomcollection':
    case 'geometrycollection':
      return { type: columnTypes.geometry, metadata: [4], read: sizedReader(4) };
    case 'uuid':
      return printed(16, printUuid);
    case 'inet6':
      return printed(16, printInet6);
    case 'inet4':
      return printed(4, printInet4);
    default:
      return undefined;
  }
}

function integer(column: ColumnFacts, type: number, bytes: number): ColumnReader {
  const read = integerReader(bytes, column.unsigned);
  const width = displayWidth(column) ?? 0;
  return { type, metadata: [], read: isZerofill(column) ? zeroFilled(read, width) : read };
}

const blobBytes = {
  tinyblob: 1,
  tinytext: 1,
  blob: 2,
  text: 2,
  mediumblob: 3,
  mediumtext: 3,
  longblob: 4,
  longtext: 4,
} as const;

/** `int(8)`: 8. */
function displayWidth({ columnType }: ColumnFacts): number | undefined {
  const width = /\((\d+)/.exec(columnType)?.[1];
  return width === undefined ? undefined : Number(width);
}

function temporal(
  { datetimePrecision: digits = 0 }: ColumnFacts,
  type: number,
  reader: (digits: number) => CellReader,
): ColumnReader {
  return { type, metadata: [digits], read: reader(digits) };
}

function printed(length: number, print: (bytes: Buffer) => string): ColumnReader {
  return { type: columnTypes.string, metadata: stringMetadata(length), read: printedReader(length, print) };
}

/**
 * CHAR and BINARY: the type again, with bits 8 and 9 of the length turned round in its bits 4 and 5, and the rest of the length in bytes.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Table__map__event.html
 */
function stringMetadata(length: number): readonly number[] {
  return [columnTypes.string ^ ((length & 0x300) >> 4), length & 0xff];
}
