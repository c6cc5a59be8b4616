import type { LogPosition } from '../log-position.js';
import type { Cursor } from './cursor.js';
import type { DescribedTables } from './described-tables.js';
import { type EventHeader, eventTypes } from './event-header.js';
import { readGtid, readMariadbGtid, readTaggedGtid } from './gtid.js';
import { LogError } from './log-error.js';
import type { LogEvent } from './log-events.js';
import { readQuery } from './query-event.js';
import { readRows, rowsKind } from './rows-event.js';
import { readStatement } from './statement.js';
import { say } from './words.js';

/** Where an event stands. */
export interface Place {
  readonly start: LogPosition;
  readonly end: LogPosition;
}

/** Puts the events of the log together to transactions. */
export interface Transactions {
  /** Tells what an event, at its cursor after the header, means. Throws LogError for what cannot be followed. */
  read(header: EventHeader, cursor: Cursor, place: Place): void;
  /** Whether a transaction has begun, so that reading cannot begin here. */
  readonly within: boolean;
  /** A new file has begun: what was not committed never was. */
  newFile(): void;
}

/** Events that say nothing about rows. */
const withoutMeaning: ReadonlySet<number> = new Set([
  eventTypes.stop,
  eventTypes.intvar,
  eventTypes.rand,
  eventTypes.userVariable,
  eventTypes.appendBlock,
  eventTypes.deleteFile,
  eventTypes.beginLoadQuery,
  eventTypes.ignorable,
  eventTypes.rowsQuery,
  eventTypes.previousGtids,
  eventTypes.transactionContext,
  eventTypes.viewChange,
  eventTypes.annotateRows,
  eventTypes.binlogCheckpoint,
  eventTypes.gtidList,
  eventTypes.startEncryption,
]);

interface TransactionsOptions {
  readonly tables: DescribedTables;
  /** Those of the tables asked for. */
  readonly databases: ReadonlySet<string>;
  /** Called with what was read: a generator for each event would cost more than small events themselves. */
  readonly tell: (event: LogEvent) => void;
}

export function transactions({ tables, databases, tell }: TransactionsOptions): Transactions {
  /** Since the event that begins it: a GTID, or BEGIN where there are none. */
  let within = false;
  /** Where it begins. */
  let beginning: LogPosition | undefined;
  /** It goes on until its own end; else its one statement ends it. */
  let lasting = false;
  let gtid: string | undefined;
  let rows = 0;
  /** The last of the tables whose rows changed. */
  let changed = '';

  function begin(lasts: boolean, { start }: Place): void {
    if (lasting) throw new LogError(say('log.unfinished'));
    if (!within) beginning = start;
    within = true;
    lasting = lasts;
    rows = 0;
  }

  function end(): void {
    within = false;
    lasting = false;
    gtid = undefined;
  }

  function commit({ seconds }: EventHeader, { end: position }: Place): void {
    tell({ type: 'commit', position, gtid, seconds, rows });
    end();
  }

  /** Where nothing happened that was asked for. */
  function pass({ end: position }: Place): void {
    if (!within) tell({ type: 'passed', position });
  }

  /** A statement that stands alone ends its transaction. */
  function afterStatement(place: Place): void {
    if (lasting) return;
    end();
    pass(place);
  }

  function readSql(header: EventHeader, cursor: Cursor, place: Place): void {
    const { sql, database, changes } = readQuery(cursor, header.type === eventTypes.compressedQuery);
    const statement = readStatement(sql, database);
    switch (statement.kind) {
      case 'begin':
        begin(true, place);
        return;
      case 'commit':
        commit(header, place);
        return;
      case 'rollback':
      case 'partial-rollback':
        if (rows > 0) throw new LogError(say('log.rolled-back', { table: changed }));
        if (statement.kind === 'rollback') end();
        pass(place);
        return;
      case 'structure': {
        const { verb, tables: named } = statement;
        // CREATE TABLE … SELECT stands within the transaction of its rows.
        const position = lasting && beginning ? beginning : place.end;
        if (!lasting) end();
        tell({ type: 'structure', verb, tables: named, start: place.start, position });
        return;
      }
      case 'rows':
        // Only MySQL says which databases a statement changes.
        if (changes()?.some((name) => databases.has(name)) ?? true) {
          throw new LogError(say('log.statement', { verb: statement.verb }));
        }
        afterStatement(place);
        return;
      case 'nothing':
        afterStatement(place);
    }
  }

  function readXaPrepare(header: EventHeader, cursor: Cursor, place: Place): void {
    const onePhase = cursor.byte() !== 0;
    if (onePhase) {
      commit(header, place);
      return;
    }
    if (rows > 0) throw new LogError(say('log.xa', { table: changed }));
    end();
    pass(place);
  }

  function readRowsOf(header: EventHeader, cursor: Cursor): void {
    if (!lasting) throw new LogError(say('log.within'));
    const reader = tables.find(cursor);
    if (reader === undefined) return;
    changed = reader.table.table;
    const kind = rowsKind(header.type);
    if (kind === undefined) throw new LogError(say('log.partial-json', { table: changed }));
    readRows(cursor, { kind, reader }, (row) => {
      rows += 1;
      tell(row);
    });
  }

  return {
    get within() {
      return within;
    },
    newFile() {
      end();
      tables.clear();
    },
    read(header, cursor, place) {
      switch (header.type) {
        case eventTypes.query:
        case eventTypes.compressedQuery:
          readSql(header, cursor, place);
          return;
        case eventTypes.xid:
          commit(header, place);
          return;
        case eventTypes.tableMap:
          tables.describe(cursor);
          return;
        case eventTypes.partialUpdateRows:
          readRowsOf(header, cursor);
          return;
        case eventTypes.gtid:
        case eventTypes.anonymousGtid:
          begin(false, place);
          gtid = header.type === eventTypes.gtid ? readGtid(cursor) : undefined;
          return;
        case eventTypes.taggedGtid:
          begin(false, place);
          gtid = readTaggedGtid(cursor);
          return;
        case eventTypes.mariadbGtid: {
          const begun = readMariadbGtid(cursor, header.serverId);
          begin(!begun.alone, place);
          gtid = begun.gtid;
          return;
        }
        case eventTypes.xaPrepare:
          readXaPrepare(header, cursor, place);
          return;
        case eventTypes.executeLoadQuery:
          throw new LogError(say('log.statement', { verb: 'LOAD DATA' }));
        case eventTypes.incident:
          throw new LogError(say('log.incident'));
      }
      if (rowsKind(header.type) !== undefined) readRowsOf(header, cursor);
      else if (withoutMeaning.has(header.type) || header.ignorable) pass(place);
      else throw new LogError(say('log.unknown-event', { type: header.type }));
    },
  };
}
