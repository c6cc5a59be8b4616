import { crc32 } from 'node:zlib';
import { eventTypes } from '../../../src/mysql/binlog/event-header.js';
import type { ColumnFacts } from '../../../src/plan/facts.js';

/** Makes binary logs by hand, as a server sends them. */

export const uint = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

/** Bytes after their length in one byte, and a zero byte. */
export const named = (text: string): Buffer =>
  Buffer.concat([uint(text.length, 1), Buffer.from(text), uint(0, 1)]);

export interface LogBuilder {
  /** Adds an event of the file. */
  event(type: number, ...content: readonly Buffer[]): LogBuilder;
  /** Adds one that is made for the reader. */
  artificial(type: number, ...content: readonly Buffer[]): LogBuilder;
  format(): LogBuilder;
  /** The events as packets. */
  packets(): Buffer;
  /** Where the next event begins. */
  readonly position: number;
}

export interface LogOptions {
  readonly checksums?: boolean;
  readonly file?: string;
  readonly position?: number;
}

const header = (type: number, size: number, end: number, flags: number): Buffer =>
  Buffer.concat([
    uint(1_700_000_000, 4),
    uint(type, 1),
    uint(7, 4),
    uint(size, 4),
    uint(end, 4),
    uint(flags, 2),
  ]);

/** An event as it stands in a file, with its checksum. */
export function eventBytes(
  type: number,
  content: Buffer,
  { checksum, end, flags = 0 }: { readonly checksum: boolean; readonly end: number; readonly flags?: number },
): Buffer {
  const size = 19 + content.length + (checksum ? 4 : 0);
  const body = Buffer.concat([header(type, size, end, flags), content]);
  return checksum ? Buffer.concat([body, uint(crc32(body), 4)]) : body;
}

/** A packet, or several where the event needs them. */
export function packetsOf(event: Buffer): Buffer {
  const full = 0xffffff;
  const payload = Buffer.concat([uint(0, 1), event]);
  const parts: Buffer[] = [];
  for (let at = 0; ; at += full) {
    const part = payload.subarray(at, at + full);
    parts.push(uint(part.length, 3), uint(parts.length & 0xff, 1), part);
    if (part.length < full) return Buffer.concat(parts);
  }
}

/** A log that begins where a reader asked for it: with the name of the file and its format. */
export function buildLog({
  checksums = true,
  file = 'log.000001',
  position = 4,
}: LogOptions = {}): LogBuilder {
  const events: Buffer[] = [];
  let at = position;
  const builder: LogBuilder = {
    event(type, ...content) {
      const bytes = Buffer.concat(content);
      const end = at + 19 + bytes.length + (checksums ? 4 : 0);
      events.push(eventBytes(type, bytes, { checksum: checksums, end: end % 2 ** 32 }));
      at = end;
      return builder;
    },
    artificial(type, ...content) {
      const bytes = Buffer.concat(content);
      if (type === eventTypes.rotate) at = Number(bytes.readBigUInt64LE(0));
      events.push(eventBytes(type, bytes, { checksum: true, end: 0, flags: 0x20 }));
      return builder;
    },
    format() {
      const content = Buffer.concat([
        uint(4, 2),
        Buffer.from('9.7.4'.padEnd(50, '\0')),
        uint(0, 4),
        uint(19, 1),
        Buffer.alloc(41),
        uint(checksums ? 1 : 0, 1),
      ]);
      const inFile = at === 4;
      const end = inFile ? 4 + 19 + content.length + 4 : 0;
      events.push(eventBytes(eventTypes.formatDescription, content, { checksum: true, end }));
      if (inFile) at = end;
      return builder;
    },
    packets: () => Buffer.concat(events.map(packetsOf)),
    get position() {
      return at;
    },
  };
  return builder.artificial(eventTypes.rotate, rotation(file, position)).format();
}

export const rotation = (file: string, position = 4): Buffer =>
  Buffer.concat([uint(position, 4), uint(0, 4), Buffer.from(file)]);

/** A statement, with the variables of its connection. */
export const query = (sql: string, database = 'shop', variables: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.alloc(8),
    uint(database.length, 1),
    uint(0, 2),
    uint(variables.length, 2),
    variables,
    Buffer.from(`${database}\0${sql}`),
  ]);

export const gtid = (number: number): Buffer =>
  Buffer.concat([
    uint(0, 1),
    Buffer.from('0123456789abcdef0123456789abcdef', 'hex'),
    uint(number, 4),
    uint(0, 4),
  ]);

/** Table `shop.t`: `id int`, `name varchar(10)` in latin1. */
export const tableMap = (table = 't', id = 9, database = 'shop'): Buffer =>
  Buffer.concat([
    uint(id, 6),
    uint(1, 2),
    named(database),
    named(table),
    uint(2, 1),
    Buffer.from([3, 15]),
    Buffer.from([2, 10, 0]),
    Buffer.from([0b10]),
  ]);

export const row = (id: number, name: string | null): Buffer =>
  Buffer.concat([
    uint(name === null ? 0b10 : 0, 1),
    uint(id, 4),
    name === null ? Buffer.alloc(0) : Buffer.concat([uint(name.length, 1), Buffer.from(name)]),
  ]);

/** MySQL's events of rows; `images` is 1, and 2 for an UPDATE. */
export const rowsOf = (images: 1 | 2, ...rows: readonly Buffer[]): Buffer =>
  Buffer.concat([uint(9, 6), uint(1, 2), uint(2, 2), uint(2, 1), Buffer.alloc(images, 0b11), ...rows]);

/** MariaDB's. */
export const rows1Of = (images: 1 | 2, ...rows: readonly Buffer[]): Buffer =>
  Buffer.concat([uint(9, 6), uint(1, 2), uint(2, 1), Buffer.alloc(images, 0b11), ...rows]);

export function column(name: string, ordinal: number, more: Partial<ColumnFacts>): ColumnFacts {
  return {
    name,
    ordinal,
    dataType: 'int',
    columnType: 'int',
    unsigned: false,
    nullable: false,
    default: null,
    autoIncrement: false,
    generated: false,
    invisible: false,
    isJson: false,
    ...more,
  };
}

export const shopTable = {
  database: 'shop',
  table: 't',
  columns: [
    column('id', 1, {}),
    column('name', 2, {
      dataType: 'varchar',
      columnType: 'varchar(10)',
      nullable: true,
      charset: 'ascii',
      maxLength: 10,
    }),
  ],
};
