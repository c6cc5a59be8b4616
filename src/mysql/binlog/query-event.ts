import { Cursor } from './cursor.js';
import { inflated } from './inflate.js';

/** A statement in the log. */
export interface LoggedStatement {
  /** The default database of its connection. */
  readonly database: string;
  readonly sql: string;
  /** Databases that it changes, as MySQL notes them; undefined where it does not say. */
  readonly changes: () => readonly string[] | undefined;
}

/**
 * QUERY: thread (4), seconds (4), length of the database's name (1), error (2), length of the variables (2); variables, database, statement.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Query__event.html
 * MariaDB's QUERY_COMPRESSED differs in the statement only (https://mariadb.com/kb/en/query_compressed_event/).
 */
export function readQuery(cursor: Cursor, compressed: boolean): LoggedStatement {
  cursor.skip(8);
  const nameLength = cursor.byte();
  cursor.skip(2);
  const variables = cursor.take(cursor.uint(2));
  const database = cursor.text(nameLength);
  cursor.skip(1);
  const text = cursor.take(cursor.left);
  const sql = (compressed ? inflated(text) : text).toString('utf8');
  return { database, sql, changes: () => changedDatabases(new Cursor(variables)) };
}

/** Bytes of each variable before the one that is looked for; those with text of their own length are functions. */
const lengths: Readonly<Record<number, number | ((cursor: Cursor) => number)>> = {
  0: 4, // flags
  1: 8, // sql_mode
  3: 4, // auto_increment
  4: 6, // character sets
  5: (cursor) => cursor.byte(), // time zone
  6: (cursor) => cursor.byte(), // catalogue
  7: 2, // lc_time_names
  8: 2, // character set of the database
  9: 8, // tables of a multi-table update
  10: 4, // written data
  11: (cursor) => {
    cursor.skip(cursor.byte());
    return cursor.byte();
  }, // user and host
};
const changedDatabasesCode = 12;
/** More databases than are noted. */
const tooMany = 254;

function changedDatabases(cursor: Cursor): readonly string[] | undefined {
  while (cursor.left > 0) {
    const code = cursor.byte();
    if (code === changedDatabasesCode) {
      const count = cursor.byte();
      return count === tooMany ? undefined : Array.from({ length: count }, () => cursor.terminated());
    }
    const length = lengths[code];
    if (length === undefined) return undefined;
    cursor.skip(typeof length === 'number' ? length : length(cursor));
  }
  return undefined;
}
