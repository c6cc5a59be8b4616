import type { MysqlEndpoint } from '../config/config.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { openSession, type Session } from '../mysql/session.js';

/** A writer into a database that no other one is beside. */
export interface SoleWriter extends AsyncDisposable {
  readonly session: () => Session;
  /** Another session, where this one is lost. */
  readonly renew: () => Promise<void>;
}

/** RefusedError while there is another writer. */
export async function openSoleWriter(mysql: MysqlEndpoint): Promise<SoleWriter> {
  const open = async () => {
    const opened = await openSession(mysql, 'target-writer');
    try {
      await holdTargetLock(opened, mysql.database);
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  };
  let session = await open();
  return {
    session: () => session,
    async renew() {
      session.destroy();
      session = await open();
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}
