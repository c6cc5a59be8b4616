import type { MysqlEndpoint } from '../../config/config.js';
import { MysqlError } from '../errors.js';
import { openSession } from '../session.js';
import { readCharsets } from './charsets.js';
import { type DumpOptions, openDump } from './dump.js';
import { LogError } from './log-error.js';
import type { LogEvent, LogTable } from './log-events.js';
import { readLog } from './read-log.js';
import { say } from './words.js';

export interface OpenLogOptions extends Omit<DumpOptions, 'silentSeconds'> {
  readonly endpoint: MysqlEndpoint;
  /** Rows of other tables are gone over unread. */
  readonly tables: readonly LogTable[];
  /** Ends the loop, without an error. */
  readonly signal: AbortSignal;
  /** How long the server may say nothing, not even where it is; 30 when left out. */
  readonly silentSeconds?: number;
}

/** From here on COM_BINLOG_DUMP cannot begin. */
const beyond = 2 ** 32;

/**
 * The server's log from a position on, without an end, as much at a time as has come: rows as they are read, then the commit of their
 * transaction. The server waits while the consumer is busy. Throws LogError for what cannot be read exactly, and MysqlError, which says whether to try again from the last
 * position; a position that the server has no more is `log.purged`.
 */
export async function* openLog(options: OpenLogOptions): AsyncGenerator<readonly LogEvent[]> {
  const { endpoint, tables, from, signal, silentSeconds = 30 } = options;
  if (from.position >= beyond) throw new LogError(say('log.beyond'), from);
  const charsets = await charsetsOf(endpoint, tables);
  if (signal.aborted) return;
  const dump = await openDump(endpoint, { from, silentSeconds });
  const close = () => dump.close();
  signal.addEventListener('abort', close);
  try {
    for await (const events of readLog(dump.bytes, { tables, charsets, from })) {
      if (signal.aborted) return;
      yield events;
    }
  } catch (error) {
    if (!signal.aborted) throw explained(error, options);
  } finally {
    signal.removeEventListener('abort', close);
    dump.close();
  }
}

async function charsetsOf(endpoint: MysqlEndpoint, tables: readonly LogTable[]) {
  const names = new Set(tables.flatMap(({ columns }) => columns.flatMap(({ charset }) => charset ?? [])));
  const session = await openSession(endpoint, 'source');
  try {
    return await readCharsets(session, names);
  } finally {
    await session.close();
  }
}

/** The number of all failures of reading the log; the words tell them apart. */
const fatal = 1236;

function explained(error: unknown, { from }: OpenLogOptions): unknown {
  if (!(error instanceof MysqlError) || error.errno !== fatal) return error;
  const mode = /GTID_MODE = (ON|OFF)\b/.exec(error.message)?.[1];
  if (mode !== undefined) return new LogError(say('log.gtid-mode', { mode }), from);
  const isGone = /could not find|purged|> file size|impossible position/i.test(error.message);
  return isGone ? new LogError(say('log.purged', { file: from.file, code: `ER_${fatal}` }), from) : error;
}
