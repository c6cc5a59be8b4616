import type { MysqlEndpoint } from '../config/config.js';
import type { Listener } from '../core/events.js';
import { withRetry } from '../core/retry.js';
import type { SessionRole } from './connect.js';
import { mysqlRetry } from './retry.js';
import { openSession, type Session } from './session.js';

interface DurableSessionOptions {
  readonly endpoint: MysqlEndpoint;
  readonly role: SessionRole;
  readonly listener: Listener;
  readonly abort: AbortSignal;
  readonly stop?: AbortSignal;
  /** Restores what a new connection lacks, such as a lock. */
  readonly onReopen?: (session: Session) => Promise<void>;
}

/**
 * A session that lives as long as a run: when its connection is lost, single statements outside a transaction are tried
 * again on a new one. Only for statements that may be repeated.
 */
export async function openDurableSession(options: DurableSessionOptions): Promise<Session> {
  const { endpoint, role, listener, abort, stop, onReopen } = options;
  let current = await openSession(endpoint, role);
  let inTransaction = false;

  async function reopen(): Promise<void> {
    current.destroy();
    current = await openSession(endpoint, role);
    await onReopen?.(current);
  }

  function lasting<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (inTransaction) return work(current);
    const retry = mysqlRetry({ subject: 'ledger', listener, abort, stop, repair: reopen });
    return withRetry(() => work(current), retry);
  }

  return {
    get facts() {
      return current.facts;
    },
    get connectionId() {
      return current.connectionId;
    },
    get bulk() {
      return current.bulk;
    },
    query: (sql, values) => lasting((session) => session.query(sql, values)),
    queryCells: (sql) => lasting((session) => session.queryCells(sql)),
    streamCells: (sql) => current.streamCells(sql),
    execute: (sql, values) => lasting((session) => session.execute(sql, values)),
    begin: async () => {
      await lasting((session) => session.begin());
      inTransaction = true;
    },
    commit: async () => {
      inTransaction = false;
      await current.commit();
    },
    rollback: async () => {
      inTransaction = false;
      await current.rollback();
    },
    close: () => current.close(),
    [Symbol.asyncDispose]: () => current.close(),
    destroy: () => current.destroy(),
  };
}
