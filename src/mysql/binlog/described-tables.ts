import type { Charset } from './charsets.js';
import type { Cursor } from './cursor.js';
import { LogError } from './log-error.js';
import type { LogTable } from './log-events.js';
import { readColumns, readTableId, readTableName } from './table-map.js';
import { type TableReader, tableReader } from './table-reader.js';
import { say } from './words.js';

/** The tables that TABLE_MAP events have described, by the numbers that events of rows name them by. */
export interface DescribedTables {
  describe(cursor: Cursor): void;
  /** The table of an event of rows, whose number is read; undefined when it was not asked for. */
  find(cursor: Cursor): TableReader | undefined;
  /** Forgets them all: each statement describes its tables again. */
  clear(): void;
}

/** The number of an event that only ends a statement. */
const noTable = 0xffffff;
/** A server gives a table a new number each time it opens it. */
const most = 4096;

export function describedTables(
  tables: readonly LogTable[],
  charsets: ReadonlyMap<string, Charset>,
): DescribedTables {
  const asked = new Map(tables.map((table) => [`${table.database}\0${table.table}`, table]));
  const described = new Map<number, { readonly text: Buffer; readonly reader: TableReader | undefined }>();
  return {
    describe(cursor) {
      const id = readTableId(cursor);
      const text = cursor.bytes.subarray(cursor.at, cursor.end);
      // The same description as before, as nearly always: what is made of it is made once.
      if (described.get(id)?.text.equals(text)) return;
      const { database, table } = readTableName(cursor);
      const found = asked.get(`${database}\0${table}`);
      const reader = found && tableReader(found, readColumns(cursor), charsets);
      if (described.size >= most) described.delete(described.keys().next().value ?? id);
      described.set(id, { text: Buffer.from(text), reader });
    },
    find(cursor) {
      const id = readTableId(cursor);
      if (id === noTable) return undefined;
      const found = described.get(id);
      if (found === undefined) throw new LogError(say('log.unknown-table'));
      return found.reader;
    },
    clear: () => described.clear(),
  };
}
