import type { LogPosition } from '../mysql/log-position.js';
import type { ColumnFacts } from '../plan/facts.js';
import type { Cell } from '../plan/transform-rows.js';

/** A table of the source as its log is read: all columns, in the table's order. */
export interface LoggedTable {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly ColumnFacts[];
}

/** The cells of a row, in the order of its table's columns. */
export type LoggedRow = readonly Cell[];

/** A changed row: without `before` it was made, without `after` deleted. */
export interface LoggedChange {
  readonly type: 'row';
  readonly table: LoggedTable;
  readonly before: LoggedRow | null;
  readonly after: LoggedRow | null;
}

/** What following needs to hear of the source's binary log; `src/mysql/binlog` reads it. */
export type LogItem =
  | LoggedChange
  /** The rows since the last one are a whole transaction. */
  | { readonly type: 'commit'; readonly position: LogPosition }
  /** The rows since the last commit did not happen. */
  | { readonly type: 'discard' }
  /** A statement that makes, changes or empties tables; null: which ones cannot be told. */
  | {
      readonly type: 'structure';
      readonly verb: string;
      readonly tables: readonly { readonly database: string; readonly table?: string }[] | null;
      readonly start: LogPosition;
      readonly position: LogPosition;
    }
  /** Nothing of ours up to here. */
  | { readonly type: 'passed'; readonly position: LogPosition };

/** In order, as many at a time as have come. */
export type SourceLog = AsyncIterable<readonly LogItem[]>;
