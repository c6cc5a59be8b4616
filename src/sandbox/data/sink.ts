import { type Connection, createConnection } from 'mysql2/promise';
import type { MysqlEndpoint } from '../../config/config.js';
import { allTables } from '../schema/index.js';
import { columnsOf } from '../schema/table-text.js';
import { createBacklog } from './backlog.js';

export type Value = string | number | boolean | null;
/** A row by column name; a column that is left out gets its default. */
export type Row = Readonly<Record<string, Value>>;

/** Where generated rows go. Rows are collected per table and inserted in statements of about 1 MB. */
export interface Sink {
  add(table: string, row: Row): void;
  /** Waits while more than a few statements are underway; call it now and then, so that memory stays small. */
  settle(): Promise<void>;
  /** Inserts what is left. */
  finish(): Promise<void>;
  close(): Promise<void>;
  /** Rows added so far, by table. */
  readonly counts: Readonly<Record<string, number>>;
}

const statementLength = 1_000_000;
const connectionCount = 2;
const underwayLimit = 4;

/** Opens a sink into a database that has the source's schema. */
export async function openSink(endpoint: MysqlEndpoint): Promise<Sink> {
  const connections = await Promise.all(Array.from({ length: connectionCount }, () => connect(endpoint)));
  const tables = new Map(allTables.map((table) => [table.name, openTable(table.name)]));
  const backlog = createBacklog();
  const counts: Record<string, number> = {};
  let turn = 0;

  const send = (sql: string) => {
    const connection = connections[turn % connectionCount] as Connection;
    turn += 1;
    backlog.add(
      connection.query(sql).then(
        () => undefined,
        // The server's message only: the statement holds all the data.
        (error: Error) => {
          throw new Error(`cannot insert sample data: ${error.message.slice(0, 300)}`);
        },
      ),
    );
  };

  return {
    counts,
    add: (name, row) => {
      const table = tables.get(name);
      if (table === undefined) throw new Error(`no table ${name}`);
      counts[name] = (counts[name] ?? 0) + 1;
      const sql = table.add(row);
      if (sql !== undefined) send(sql);
    },
    settle: () => backlog.untilAtMost(underwayLimit),
    finish: async () => {
      for (const table of tables.values()) {
        const sql = table.take();
        if (sql !== undefined) send(sql);
        await backlog.untilAtMost(underwayLimit);
      }
      await backlog.untilAtMost(0);
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.end()));
    },
  };
}

async function connect(endpoint: MysqlEndpoint): Promise<Connection> {
  const connection = await createConnection({
    host: endpoint.host,
    port: endpoint.port,
    socketPath: endpoint.socketPath,
    user: endpoint.user,
    password: endpoint.password?.reveal(),
    database: endpoint.database,
    charset: 'utf8mb4',
  });
  await connection.query(
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES', foreign_key_checks = 0, time_zone = '+00:00'",
  );
  return connection;
}

/** The pending INSERT of one table. */
function openTable(name: string) {
  const table = allTables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  const columns = columnsOf(table, 'source').map((column) => column.name);
  const known = new Set(columns);
  const head = `INSERT INTO \`${name}\` (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES\n`;
  let tuples: string[] = [];
  let length = 0;

  const take = (): string | undefined => {
    if (tuples.length === 0) return undefined;
    const sql = head + tuples.join(',\n');
    tuples = [];
    length = 0;
    return sql;
  };
  const add = (row: Row): string | undefined => {
    for (const key in row) if (!known.has(key)) throw new Error(`${name} has no column ${key}`);
    const tuple = `(${columns.map((column) => literal(row[column])).join(',')})`;
    tuples.push(tuple);
    length += tuple.length;
    return length >= statementLength ? take() : undefined;
  };
  return { add, take };
}

function literal(value: Value | undefined): string {
  if (value === undefined) return 'DEFAULT';
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quote(value);
  return String(Number(value));
}

const escapes: Readonly<Record<string, string>> = { '\u0000': '\\0', "'": "\\'", '\\': '\\\\' };

function quote(text: string): string {
  return `'${text.replace(special, (character) => escapes[character] as string)}'`;
}
// Built at run time: the linter takes a NUL in a pattern for a slip.
const special = new RegExp(`[${String.fromCharCode(0)}'\\\\]`, 'g');
