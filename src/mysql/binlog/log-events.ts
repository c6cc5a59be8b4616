import type { ColumnFacts } from '../../plan/facts.js';
import type { Cell } from '../../plan/transform-rows.js';
import type { LogPosition } from '../log-position.js';

/** A table to be read, as information_schema says it is. */
export interface LogTable {
  readonly database: string;
  readonly table: string;
  /** In the table's order, generated and invisible ones too. MySQL's own invisible key may be missing. */
  readonly columns: readonly ColumnFacts[];
}

/** A changed row. Cells are in the order of `table.columns`, as a SELECT of the copy gives them, and share the memory of their event. */
export interface RowChange {
  readonly type: 'row';
  readonly table: LogTable;
  /** Null for an INSERT. */
  readonly before: readonly Cell[] | null;
  /** Null for a DELETE. */
  readonly after: readonly Cell[] | null;
}

/** The rows since the last commit are one whole transaction. */
export interface Commit {
  readonly type: 'commit';
  /** Its end; reading can begin here again. */
  readonly position: LogPosition;
  /** `uuid:n`, `uuid:tag:n`, MariaDB's `domain-server-n`; undefined where the server gives none. */
  readonly gtid: string | undefined;
  /** Seconds since 1970 by the source's clock. */
  readonly seconds: number;
  /** Rows of the tables asked for. */
  readonly rows: number;
}

/** The rows since the last commit did not happen: the server died while it wrote them. */
export interface Discard {
  readonly type: 'discard';
}

/** A statement that changes, makes or empties tables: DDL or TRUNCATE. What it means is for the reader to judge. */
export interface StructureChange {
  readonly type: 'structure';
  /** `ALTER TABLE`, `TRUNCATE TABLE`, `DROP DATABASE` … */
  readonly verb: string;
  /** Those that it names, a whole database without a table; null when the text could not be read: it may be any. */
  readonly tables: readonly NamedTable[] | null;
  /** Where its event begins. */
  readonly start: LogPosition;
  /** Its end, or the beginning of the transaction that it stands in; reading can begin there again. */
  readonly position: LogPosition;
}

export interface NamedTable {
  readonly database: string;
  readonly table?: string;
}

/** Nothing of the tables asked for happened up to here: a heartbeat, a new file, others' work. */
export interface Passed {
  readonly type: 'passed';
  readonly position: LogPosition;
}

export type LogEvent = RowChange | Commit | Discard | StructureChange | Passed;
