import type { Cell } from '../../plan/transform-rows.js';
import { Cursor } from './cursor.js';
import { eventTypes } from './event-header.js';
import { inflated } from './inflate.js';
import { LogError } from './log-error.js';
import type { RowChange } from './log-events.js';
import { isSet } from './table-map.js';
import type { TableReader } from './table-reader.js';
import { say } from './words.js';

/** What an event of rows is, by its type. */
export interface RowsKind {
  readonly before: boolean;
  readonly after: boolean;
  /** MySQL's have a field of further data before the rows. */
  readonly extra: boolean;
  /** MariaDB's, since its rows are compressed. */
  readonly compressed: boolean;
}

const kinds: ReadonlyMap<number, RowsKind> = new Map([
  ...family(eventTypes.writeRows1, eventTypes.updateRows1, eventTypes.deleteRows1, {
    extra: false,
    compressed: false,
  }),
  ...family(eventTypes.writeRows, eventTypes.updateRows, eventTypes.deleteRows, {
    extra: true,
    compressed: false,
  }),
  ...family(
    eventTypes.compressedWriteRows1,
    eventTypes.compressedUpdateRows1,
    eventTypes.compressedDeleteRows1,
    { extra: false, compressed: true },
  ),
  ...family(
    eventTypes.compressedWriteRows,
    eventTypes.compressedUpdateRows,
    eventTypes.compressedDeleteRows,
    {
      extra: true,
      compressed: true,
    },
  ),
]);

function family(
  write: number,
  update: number,
  remove: number,
  more: Pick<RowsKind, 'extra' | 'compressed'>,
): readonly (readonly [number, RowsKind])[] {
  return [
    [write, { before: false, after: true, ...more }],
    [update, { before: true, after: true, ...more }],
    [remove, { before: true, after: false, ...more }],
  ];
}

/** Undefined when it is none. */
export function rowsKind(type: number): RowsKind | undefined {
  return kinds.get(type);
}

/**
 * The rows of an event, after its table's number: further data, number of columns, a bit for each column in the image before and after, then
 * for each row and image a bit for each NULL, and the values.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Rows__event.html,
 * https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
 */
export function readRows(
  cursor: Cursor,
  { kind, reader }: { readonly kind: RowsKind; readonly reader: TableReader },
  tell: (row: RowChange) => void,
): void {
  const { table, columns } = reader;
  // Its length counts itself.
  if (kind.extra) cursor.skip(Math.max(0, cursor.uint(2) - 2));
  const width = cursor.packed();
  if (width !== columns.length) {
    throw new LogError(say('log.count', { table: table.table, found: width, expected: columns.length }));
  }
  if (kind.before) mustBeWhole(cursor, width, table.table);
  if (kind.after) mustBeWhole(cursor, width, table.table);
  const rows = kind.compressed ? new Cursor(inflated(cursor.take(cursor.left))) : cursor;
  while (rows.left > 0) {
    const before = kind.before ? readImage(rows, reader) : null;
    const after = kind.after ? readImage(rows, reader) : null;
    tell({ type: 'row', table, before, after });
  }
}

function mustBeWhole(cursor: Cursor, width: number, table: string): void {
  const present = cursor.skip((width + 7) >> 3);
  for (let index = 0; index < width; index += 1) {
    if (!isSet(cursor.bytes, index, present))
      throw new LogError(say('log.image', { table, image: 'MINIMAL / NOBLOB' }));
  }
}

function readImage(cursor: Cursor, { columns }: TableReader): readonly Cell[] {
  const nulls = cursor.skip((columns.length + 7) >> 3);
  const cells: Cell[] = [];
  // Without an iterator, which would be made for each row.
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    if (column === undefined) continue;
    const cell = isSet(cursor.bytes, index, nulls) ? null : column.read(cursor);
    if (column.wanted) cells.push(cell);
  }
  return cells;
}
