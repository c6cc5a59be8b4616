import type { MysqlEndpoint, Reason } from '../config/config.js';
import { describeMysqlError } from './errors.js';
import { openSession, type Session } from './session.js';

/** Readers that all see the source as it was at one moment, until they are closed. */
export interface Snapshot {
  readonly readers: Session[];
  /** ISO time, UTC, of this machine. */
  readonly takenAt: string;
  /** How it was made the same for all readers, or why it could not be; one sentence. */
  readonly how: string;
  /** The same in values, for translation. */
  readonly because: Reason;
  /** Binlog file and position, and GTID set where there is one. */
  readonly position?: string;
  readonly consistent: boolean;
  close(): Promise<void>;
}

/** A global read lock waits for running statements; longer than this it would hold up the services behind it. */
const lockWaitSeconds = 10;

/** Where the binlog stands; undefined without a binlog or the privilege to look. */
async function readPosition(session: Session): Promise<string | undefined> {
  // SHOW MASTER STATUS is gone in MySQL 8.4; MariaDB and older ones know only that.
  for (const sql of ['SHOW BINARY LOG STATUS', 'SHOW MASTER STATUS']) {
    try {
      const [row] = await session.query(sql);
      if (!row?.File) return undefined;
      const gtids =
        session.facts.flavour === 'mariadb'
          ? (await session.query('SELECT @@gtid_current_pos AS gtids'))[0]?.gtids
          : row.Executed_Gtid_Set;
      const set = String(gtids ?? '').replaceAll(/\s/g, '');
      return `${String(row.File)}:${String(row.Position)}${set === '' ? '' : `, GTID ${set}`}`;
    } catch (error) {
      if (describeMysqlError(error).code === 'ER_SPECIFIC_ACCESS_DENIED_ERROR') return undefined;
    }
  }
  return undefined;
}

async function startReaders(readers: readonly Session[]): Promise<void> {
  await Promise.all(
    readers.map((reader) => reader.execute('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')),
  );
}

/** Takes the global read lock on a connection of its own, starts all readers under it and lets go at once. */
async function underLock(endpoint: MysqlEndpoint, readers: readonly Session[]) {
  const locker = await openSession(endpoint, 'source');
  try {
    await locker.execute(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`);
    // Under READ ONLY the lock is refused on some versions.
    await locker.execute('SET SESSION TRANSACTION READ WRITE');
    await locker.execute('FLUSH TABLES WITH READ LOCK');
    try {
      await startReaders(readers);
      return await readPosition(locker);
    } finally {
      await locker.execute('UNLOCK TABLES');
    }
  } finally {
    await locker.close();
  }
}

/**
 * Opens `count` readers in one consistent snapshot. Where the global read lock is denied or takes too long, several
 * readers have their own moments, and `consistent` is false; a single reader is consistent by itself. Throws MysqlError.
 */
export async function openSnapshot(endpoint: MysqlEndpoint, count: number): Promise<Snapshot> {
  const readers: Session[] = [];
  try {
    for (let index = 0; index < count; index += 1) readers.push(await openSession(endpoint, 'source'));
    return { readers, ...(await begin(endpoint, readers)), close: () => closeAll(readers) };
  } catch (error) {
    for (const reader of readers) reader.destroy();
    throw error;
  }
}

async function begin(
  endpoint: MysqlEndpoint,
  readers: readonly Session[],
): Promise<Omit<Snapshot, 'readers' | 'close'>> {
  try {
    const position = await underLock(endpoint, readers);
    return {
      takenAt: new Date().toISOString(),
      how: `all ${readers.length} readers started under FLUSH TABLES WITH READ LOCK, which was released at once`,
      because: { code: 'snapshot.lock', params: { readers: readers.length } },
      consistent: true,
      ...(position === undefined ? {} : { position }),
    };
  } catch (error) {
    const { code, message, retryable } = describeMysqlError(error);
    const lockFailed = code !== 'ER_LOCK_WAIT_TIMEOUT' && retryable;
    if (lockFailed || /ECONN|PROTOCOL/.test(code)) throw error;
    for (const reader of readers) await reader.rollback();
    await startReaders(readers);
    const single = readers.length === 1;
    return {
      takenAt: new Date().toISOString(),
      how: single
        ? `one reader in its own consistent snapshot (no global read lock: ${code}: ${message})`
        : `each of the ${readers.length} readers has a snapshot of its own, a moment apart, since the global read lock was not given (${code}: ${message}); stop writes to the source, or grant RELOAD`,
      because: {
        code: single ? 'snapshot.single' : 'snapshot.apart',
        params: { readers: readers.length, serverCode: code, message },
      },
      consistent: single,
    };
  }
}

async function closeAll(readers: readonly Session[]): Promise<void> {
  await Promise.all(readers.map((reader) => reader.close()));
}
