import type { ColumnFacts } from '../../plan/facts.js';
import type { CellReader } from './cells/cell.js';
import { fixedReader } from './cells/text.js';
import type { Charset } from './charsets.js';
import { columnReader } from './column-readers.js';
import { LogError } from './log-error.js';
import type { LogTable } from './log-events.js';
import { columnTypes, type LoggedColumn } from './table-map.js';
import { say } from './words.js';

/** Reads a table's rows. */
export interface TableReader {
  readonly table: LogTable;
  /** For each column of the log; null for one that was not asked for: it is gone over. */
  readonly columns: readonly { readonly read: CellReader; readonly wanted: boolean }[];
}

/**
 * Holds what the log says of a table against the schema that was read: number, types, lengths, and where they are logged, names and signs.
 * Throws LogError where they differ: the table was altered, and values would be taken for others.
 */
export function tableReader(
  table: LogTable,
  logged: readonly LoggedColumn[],
  charsets: ReadonlyMap<string, Charset>,
): TableReader {
  const byOrdinal = new Map(table.columns.map((column) => [column.ordinal, column]));
  const expected = Math.max(0, ...byOrdinal.keys());
  if (logged.length !== expected) {
    throw new LogError(say('log.count', { table: table.table, found: logged.length, expected }));
  }
  return {
    table,
    columns: logged.map((column, index) => {
      const facts = byOrdinal.get(index + 1);
      return facts
        ? { read: readerOf(table, facts, column, charsets), wanted: true }
        : { read: passedOver(table, column), wanted: false };
    }),
  };
}

/** The one column that facts leave out is the key that MySQL gives a table without one. */
function passedOver(table: LogTable, { type, name = '?' }: LoggedColumn): CellReader {
  if (type === columnTypes.longlong) return fixedReader(8);
  throw new LogError(
    say('log.column', { table: table.table, column: name, found: typeName(type), type: 'my_row_id' }),
  );
}

const oldTemporal: ReadonlySet<number> = new Set([
  columnTypes.oldTimestamp,
  columnTypes.oldTime,
  columnTypes.oldDatetime,
]);

function readerOf(
  { table }: LogTable,
  facts: ColumnFacts,
  logged: LoggedColumn,
  charsets: ReadonlyMap<string, Charset>,
): CellReader {
  const { name: column, columnType } = facts;
  if (oldTemporal.has(logged.type)) throw new LogError(say('log.old-temporal', { table, column }));
  const reader = columnReader(facts, charsets);
  if (reader === undefined || isCompressed(logged.type)) {
    throw new LogError(say('log.unsupported', { table, column, type: columnType }));
  }
  const isExpected =
    logged.type === reader.type &&
    logged.metadata.equals(Buffer.from(reader.metadata)) &&
    logged.nullable === facts.nullable &&
    (logged.name === undefined || logged.name === column) &&
    (logged.unsigned === undefined || facts.dataType === 'year' || logged.unsigned === facts.unsigned);
  if (!isExpected) {
    throw new LogError(say('log.column', { table, column, found: describe(logged), type: columnType }));
  }
  return reader.read;
}

/** MariaDB's COMPRESSED columns. */
function isCompressed(type: number): boolean {
  return type === columnTypes.compressedBlob || type === columnTypes.compressedVarchar;
}

function typeName(type: number): string {
  const name = Object.entries(columnTypes).find(([, code]) => code === type)?.[0] ?? 'type';
  return `${name} (${type})`;
}

function describe({ name, type, metadata, nullable, unsigned }: LoggedColumn): string {
  const parts = [
    name,
    typeName(type),
    metadata.toString('hex'),
    unsigned ? 'unsigned' : '',
    nullable ? '' : 'not null',
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
