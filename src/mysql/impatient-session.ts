import type { Session } from './session.js';

/**
 * The same session, for statements that end soon: one that takes longer cuts the connection, and fails as lost. A server that stands still
 * answers nothing, and its connections stay open.
 */
export function impatient(session: Session, patienceMs: number): Session {
  async function within<Result>(work: () => Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => session.destroy(), patienceMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    ...session,
    query: (sql, values) => within(() => session.query(sql, values)),
    queryCells: (sql) => within(() => session.queryCells(sql)),
    execute: (sql, values) => within(() => session.execute(sql, values)),
    begin: () => within(() => session.begin()),
    commit: () => within(() => session.commit()),
    rollback: () => within(() => session.rollback()),
  };
}
