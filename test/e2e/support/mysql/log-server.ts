import type { LogEvent, LogTable } from '../../../../src/mysql/binlog/log-events.js';
import { type OpenLogOptions, openLog } from '../../../../src/mysql/binlog/open-log.js';
import { readDatabaseFacts } from '../../../../src/mysql/facts.js';
import { isBefore, type LogPosition, readLogEnd } from '../../../../src/mysql/log-position.js';
import { openSession, type Session } from '../../../../src/mysql/session.js';
import type { Flavour } from '../../../../src/plan/facts.js';
import { startMariadb, startMysql } from '../../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../../src/sandbox/servers/types.js';
import { endpointOf } from '../../../../src/sandbox/servers/types.js';

export const database = 'logged';

/** A private server that keeps a log of rows, with a database and a session that may write. */
export interface LogServer {
  readonly server: DatabaseServer;
  readonly admin: Session;
  /** The end of the log now. */
  position(): Promise<LogPosition>;
  /** Tables of the database, as information_schema says they are. */
  tables(...names: readonly string[]): Promise<readonly LogTable[]>;
  remove(): Promise<void>;
}

export async function startLogServer(
  flavour: Flavour,
  variables: Readonly<Record<string, string>> = {},
): Promise<LogServer> {
  const log = { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL' };
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({
    variables: { ...log, ...(flavour === 'mysql' ? { disable_log_bin: 'OFF' } : {}), ...variables },
  });
  let admin = await openSession(endpointOf(server, ''), 'target-writer');
  await admin.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  admin.destroy();
  admin = await openSession(endpointOf(server, database), 'target-writer');
  return {
    server,
    admin,
    async position() {
      const end = await readLogEnd(admin);
      if (!end) throw new Error('the server keeps no log');
      return { file: end.file, position: end.position };
    },
    async tables(...names) {
      const facts = await readDatabaseFacts(admin, database);
      return Object.values(facts.tables)
        .filter(({ name }) => names.length === 0 || names.includes(name))
        .map(({ name, columns }) => ({ database, table: name, columns }));
    },
    async remove() {
      admin.destroy();
      await server.remove();
    },
  };
}

export interface Reading {
  readonly server: Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password'>;
  readonly tables: readonly LogTable[];
  readonly from: LogPosition;
  readonly to: LogPosition;
}

/** The log's events one by one, until it is given up. */
export async function* eachEvent(options: OpenLogOptions): AsyncGenerator<LogEvent> {
  for await (const events of openLog(options))
    for (const event of events) {
      if (options.signal.aborted) return;
      yield event;
    }
}

/** The events between two positions. */
export async function readBetween({ server, tables, from, to }: Reading): Promise<LogEvent[]> {
  const end = new AbortController();
  const events: LogEvent[] = [];
  for await (const event of eachEvent({
    endpoint: endpointOf(server, ''),
    tables,
    from,
    signal: end.signal,
  })) {
    events.push(event);
    if ('position' in event && !isBefore(event.position, to)) end.abort();
  }
  return events;
}
