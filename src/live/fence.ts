import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlEndpoint } from '../config/config.js';
import { quoteName } from '../core/sql.js';
import { type LogPosition, readLogEnd } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import { type Blocker, isLockTimeout, readBlockers, readWaiting } from './blockers.js';

/** The tables could not be locked in time. */
export class FenceBlocked extends Error {
  override readonly name = 'FenceBlocked';
  readonly blockers: readonly Blocker[];

  constructor(blockers: readonly Blocker[]) {
    super('the tables could not be locked');
    this.blockers = blockers;
  }
}

/** All tables of the run in the source, locked against writing. */
export interface Fence extends AsyncDisposable {
  /** Locks all of them. What was open before is committed or rolled back then. Throws FenceBlocked. */
  readonly lock: () => Promise<void>;
  /** Where the log ends. Throws where the locks are gone. */
  readonly end: () => Promise<LogPosition>;
  /** Writers that stand in front of the locks. */
  readonly waiting: () => Promise<readonly Blocker[]>;
  /** Lets go of all of them for a moment: what waits gets through, and can end. */
  readonly open: () => Promise<void>;
}

interface FenceOptions {
  readonly endpoint: MysqlEndpoint;
  /** By the source's names. */
  readonly tables: readonly string[];
  /** How long a lock is waited for: other writers stand behind it meanwhile. */
  readonly lockSeconds: number;
  /** The server lets go of the locks by itself when it has not heard of us for so long. */
  readonly maxSeconds: number;
}

/** A lock that is let go is gone by then, or its connection is ended. */
const releaseMs = 2_000;

/**
 * Opens a fence around tables; nothing is locked yet. However it is left, the locks are gone then: they end with their connection, which
 * a second one ends where the first does not answer.
 */
export async function openFence({ endpoint, tables, lockSeconds, maxSeconds }: FenceOptions): Promise<Fence> {
  const { database } = endpoint;
  const session = await openSession(endpoint, 'source');
  const beside = await openSession(endpoint, 'source').catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  await session.execute(`SET SESSION lock_wait_timeout = ${lockSeconds}, wait_timeout = ${maxSeconds}`);
  const all = tables.map((table) => `${quoteName(table)} READ`).join(', ');

  async function lock(): Promise<void> {
    try {
      await session.execute(`LOCK TABLES ${all}`);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      throw new FenceBlocked(await readBlockers(beside, database, tables));
    }
  }

  return {
    lock,
    async end() {
      const end = await readLogEnd(session);
      if (!end) throw new Error('the source does not say where its binary log ends');
      return end;
    },
    waiting: () => readWaiting(beside, database),
    open: async () => void (await session.execute('UNLOCK TABLES')),
    async [Symbol.asyncDispose]() {
      const over = new AbortController();
      const unlocked = session.execute('UNLOCK TABLES').then(
        () => true,
        () => false,
      );
      const isFree = await Promise.race([unlocked, delay(releaseMs, false, { signal: over.signal })]);
      over.abort();
      // It waits for a lock, or its connection is dead on our side only.
      if (!isFree) await end(beside, session);
      session.destroy();
      await beside.close();
    },
  };
}

/** ER_NO_SUCH_THREAD is what is wanted. */
async function end(beside: Session, { connectionId }: Session): Promise<void> {
  await beside.execute(`KILL ${connectionId}`).catch(() => undefined);
}
