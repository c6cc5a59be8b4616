import { RefusedError } from '../core/refused.js';
import { quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';

/** One writer at a time per target database; the server frees the lock when this process dies. */
export async function holdTargetLock(session: Session, database: string): Promise<void> {
  const name = `tenantferry:${database}`.slice(0, 64);
  const rows = await session.query(`SELECT GET_LOCK(${quoteText(name)}, 2) AS held`);
  if (Number(rows[0]?.held) === 1) return;
  throw new RefusedError(`another tenantferry is writing into the target database ${database} right now`, {
    remedy: 'wait until it has finished, or stop it, then run the same command again',
    because: { code: 'target.locked', params: { database } },
  });
}
