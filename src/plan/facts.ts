import type { z } from 'zod';
import type { Plain } from '../core/shape.js';
import type { columnFacts, reshape } from './stored-plan.js';

/** What was read from a server about itself and one database: plain data, the only thing a plan is made from. */

export type Flavour = 'mysql' | 'mariadb';

export type ColumnFacts = Plain<z.infer<typeof columnFacts>>;

/** How a table's rows are made of tables of the source: SQL over them, and the reasons for which rows are not written. */
export type Reshape = Plain<z.infer<typeof reshape>>;

export interface IndexFacts {
  readonly name: string;
  readonly unique: boolean;
  /** The optimizer may not use it (MySQL's INVISIBLE, MariaDB's IGNORED), and no statement may name it. Left out where it may. */
  readonly hidden?: true;
  /** In key order; `prefix` is the indexed length in characters (bytes for binary types) when it is not the whole column. */
  readonly columns: readonly {
    readonly name: string;
    readonly prefix?: number;
    readonly nullable: boolean;
  }[];
}

export interface TableFacts {
  readonly name: string;
  readonly engine: string;
  /** The server's estimate. */
  readonly approximateRows: number;
  /** Data and index length in bytes, an estimate. */
  readonly approximateBytes: number;
  readonly columns: readonly ColumnFacts[];
  /** Without those over an expression. */
  readonly indexes: readonly IndexFacts[];
  /** Those the account may see: `audit_insert (INSERT)`. Left out where there are none. */
  readonly triggers?: readonly string[];
  /** Where the table is none of the database's, but made of others: by the names that the target has. */
  readonly reshape?: Reshape;
}

export interface DatabaseFacts {
  readonly flavour: Flavour;
  /** As the server prints it: `10.11.19-MariaDB-…`, `9.7.0`. */
  readonly version: string;
  /** Names the server for resume checks: server_uuid on MySQL; server_uid, or host, port and datadir hashed, on MariaDB. */
  readonly serverIdentity: string;
  readonly database: string;
  /** By table name. */
  readonly tables: Readonly<Record<string, TableFacts>>;
  /** Names of what can be read like a table, but is none. Left out where there are none. */
  readonly views?: readonly string[];
  /** Server variables that matter: local_infile, max_allowed_packet, time_zone, sql_mode, character_set_server, collation_server, read_only, super_read_only, transaction_isolation, lower_case_table_names, innodb_lock_wait_timeout … */
  readonly variables: Readonly<Record<string, string>>;
  /** Table `id_generators` (or what the preset names): resource → max id. Decimal text. */
  readonly generators: Readonly<Record<string, string>>;
}

/** Whether the table is there and has the column. */
export function hasColumn(table: TableFacts | undefined, column: string): boolean {
  return table?.columns.some(({ name }) => name === column) ?? false;
}
