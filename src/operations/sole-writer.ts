import type { MysqlEndpoint } from '../config/config.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { openSession, type Session } from '../mysql/session.js';

/** A writer into a database that no other one is beside. RefusedError while there is one, which is named. */
export async function openSoleWriter(mysql: MysqlEndpoint): Promise<Session> {
  const session = await openSession(mysql, 'target-writer');
  try {
    await holdTargetLock(session, mysql.database);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
