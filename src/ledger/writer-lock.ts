import { quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { refuse } from './words.js';

const lockName = (database: string) => quoteText(`tenantferry:${database}`.slice(0, 64));

/** One writer at a time per target database; the server frees the lock when this process dies. RefusedError where another holds it. */
export async function holdTargetLock(session: Session, database: string, waitSeconds = 2): Promise<void> {
  const rows = await session.query(`SELECT GET_LOCK(${lockName(database)}, ${waitSeconds}) AS held`);
  if (Number(rows[0]?.held) === 1) return;
  throw refuse('target.locked', { database });
}

/** One cut-over at a time per target database. RefusedError where another is at work. */
export async function holdCutover(session: Session, database: string): Promise<void> {
  const rows = await session.query(`SELECT GET_LOCK(${lockName(`cutover:${database}`)}, 0) AS held`);
  if (Number(rows[0]?.held) === 1) return;
  throw refuse('cutover.locked', { database });
}

/** Others may be upgrading the same ledger, which takes moments. */
const upgradeWaitSeconds = 10;

/** Does the work while nobody else writes into any of the databases. RefusedError where somebody does. */
export async function withTargetLocks(
  session: Session,
  databases: Iterable<string>,
  work: () => Promise<void>,
): Promise<void> {
  // In one order for everybody, so that two never wait for each other.
  const names = [...new Set(databases)].toSorted();
  const held: string[] = [];
  try {
    for (const name of names) {
      await holdTargetLock(session, name, upgradeWaitSeconds);
      held.push(name);
    }
    await work();
  } finally {
    // A session that is gone holds none.
    for (const name of held)
      await session.query(`SELECT RELEASE_LOCK(${lockName(name)})`).catch(() => undefined);
  }
}
