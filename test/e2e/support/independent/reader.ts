import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { DatabasePlace } from './types.js';

/** A row as the server sends it: bytes, or null. */
export type RawRow = ReadonlyMap<string, Buffer | null>;

/** Reads a database with nothing but the driver. */
export interface Reader {
  readonly place: DatabasePlace;
  /** Every cell as the bytes of its text. */
  raw(
    sql: string,
    values?: readonly unknown[],
  ): Promise<{ columns: readonly string[]; rows: readonly RawRow[] }>;
  /** The first column of every row, as text. */
  texts(sql: string, values?: readonly unknown[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openReader(place: DatabasePlace): Promise<Reader> {
  const { host, port, user, password, database } = place;
  const connection: Connection = await createConnection({
    host,
    port,
    user,
    password,
    database,
    charset: 'utf8mb4',
  });
  await connection.query("SET SESSION time_zone = '+00:00'");
  await connection.query('SET SESSION TRANSACTION READ ONLY');
  const raw: Reader['raw'] = async (sql, values = []) => {
    const [rows, fields] = await connection.query<RowDataPacket[][]>({
      sql,
      values: [...values],
      rowsAsArray: true,
      typeCast: false,
    });
    const columns = fields.map((field) => field.name);
    return {
      columns,
      rows: (rows as unknown as (Buffer | null)[][]).map(
        (cells) => new Map(columns.map((name, index) => [name, cells[index] ?? null])),
      ),
    };
  };
  return {
    place,
    raw,
    texts: async (sql, values) => {
      const { rows } = await raw(sql, values);
      return rows.map((row) => String([...row.values()][0]));
    },
    close: () => connection.end(),
  };
}

const pageRows = 5000;

/** All rows of a table that the condition takes, by id, read in pages. */
export async function readRows(
  reader: Reader,
  table: string,
  condition: string,
  values: readonly unknown[],
): Promise<{ columns: readonly string[]; rows: ReadonlyMap<bigint, RawRow> }> {
  const rows = new Map<bigint, RawRow>();
  let columns: readonly string[] = [];
  let last: bigint | null = null;
  for (;;) {
    const after: string = last === null ? '' : ` AND id > ${last}`;
    const page = await reader.raw(
      `SELECT * FROM \`${table}\` WHERE ${condition}${after} ORDER BY id LIMIT ${pageRows}`,
      values,
    );
    columns = page.columns;
    for (const row of page.rows) {
      last = BigInt(String(row.get('id')));
      rows.set(last, row);
    }
    if (page.rows.length < pageRows) return { columns, rows };
  }
}
