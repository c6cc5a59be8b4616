import type { MysqlEndpoint } from '../config/config.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { openSession, type Session } from '../mysql/session.js';

/** How long a statement may wait for locks, and take in all; null: as long as it takes. Seconds. */
export interface Limits {
  readonly lockWaitSeconds: number;
  readonly statementSeconds: number | null;
}

/**
 * The connection that carries files out: with the server's own modes and checks, as any client has them. It holds the lock itself, since
 * a server goes on with an ALTER whose client has died: nobody else may begin before that has ended. RefusedError where another holds it.
 */
export async function openFileSession(endpoint: MysqlEndpoint, limits: Limits): Promise<Session> {
  const session = await openSession(endpoint, 'target-writer');
  try {
    await holdTargetLock(session, endpoint.database);
    await session.execute(
      // Files are taken apart with backslashes as escapes.
      `SET SESSION sql_mode = REPLACE(@@GLOBAL.sql_mode, 'NO_BACKSLASH_ESCAPES', ''), time_zone = @@GLOBAL.time_zone,
        foreign_key_checks = @@GLOBAL.foreign_key_checks, unique_checks = @@GLOBAL.unique_checks,
        lock_wait_timeout = ${limits.lockWaitSeconds}, innodb_lock_wait_timeout = ${limits.lockWaitSeconds}`,
    );
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Does the work of one statement; where it takes longer than it may, the server is told to end it. Gives whether it was. */
export async function withinLimit(
  endpoint: MysqlEndpoint,
  session: Session,
  seconds: number | null,
  work: () => Promise<unknown>,
): Promise<void> {
  if (seconds === null) {
    await work();
    return;
  }
  const ending = new AbortController();
  const timer = setTimeout(() => {
    ending.abort();
    void endStatement(endpoint, session.connectionId);
  }, seconds * 1000);
  try {
    await work();
  } catch (error) {
    if (ending.signal.aborted) throw new TimeLimit(seconds, error);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A statement was ended since it took too long. */
export class TimeLimit extends Error {
  override readonly name = 'TimeLimit';
  constructor(
    readonly seconds: number,
    cause: unknown,
  ) {
    super('the statement took too long', { cause });
  }
}

async function endStatement(endpoint: MysqlEndpoint, connectionId: number): Promise<void> {
  try {
    await using other = await openSession(endpoint, 'target');
    await other.execute(`KILL QUERY ${connectionId}`);
  } catch {
    // The statement goes on, and its end is told as ever.
  }
}
