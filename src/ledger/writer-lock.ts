import { quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { refuse } from './words.js';

const lockName = (database: string) => quoteText(`tenantferry:${database}`.slice(0, 64));

async function takes(session: Session, lock: string, waitSeconds: number): Promise<boolean> {
  const rows = await session.query(`SELECT GET_LOCK(${lock}, ${waitSeconds}) AS held`);
  return Number(rows[0]?.held) === 1;
}

/** A session that is gone holds none. */
async function release(session: Session, lock: string): Promise<void> {
  await session.query(`SELECT RELEASE_LOCK(${lock})`).catch(() => undefined);
}

/** One writer at a time per target database; the server frees the lock when this process dies. RefusedError where another holds it. */
export async function holdTargetLock(session: Session, database: string, waitSeconds = 2): Promise<void> {
  if (!(await takes(session, lockName(database), waitSeconds))) throw refuse('target.locked', { database });
}

const cutoverLock = (database: string) => lockName(`cutover:${database}`);

/** One cut-over at a time per target database. RefusedError where another is at work. */
export async function holdCutover(session: Session, database: string): Promise<void> {
  if (!(await takes(session, cutoverLock(database), 0))) throw refuse('cutover.locked', { database });
}

/** Held by whoever asks a follower for a turn. */
const turnLock = (database: string) => lockName(`turn:${database}`);

interface Turn {
  /** Of the target; it may write there. */
  readonly session: Session;
  readonly database: string;
  /** How long a follower may take to the end of the transaction in hand, and whoever writes beside it. */
  readonly waitSeconds?: number;
}

/**
 * Does the work while a follower of the target database stands aside: it lets go of the database's lock between two transactions and takes
 * it again afterwards. Whoever dies lets go. RefusedError where it does not, or a cut-over is at work, whose pause this would be.
 */
export async function withTurn<Result>(
  { session, database, waitSeconds = 60 }: Turn,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!(await takes(session, turnLock(database), waitSeconds))) throw refuse('target.locked', { database });
  try {
    const [row] = await session.query(`SELECT IS_FREE_LOCK(${cutoverLock(database)}) AS free`);
    if (Number(row?.free) !== 1) throw refuse('cutover.locked', { database });
    if (!(await takes(session, lockName(database), waitSeconds))) throw refuse('turn.late', { database });
    try {
      return await work();
    } finally {
      await release(session, lockName(database));
    }
  } finally {
    await release(session, turnLock(database));
  }
}

/** Whether somebody asks whoever holds the database's lock for a turn. */
export async function isTurnAsked(session: Session, database: string): Promise<boolean> {
  const [row] = await session.query(`SELECT IS_FREE_LOCK(${turnLock(database)}) AS free`);
  return Number(row?.free) !== 1;
}

/** Lets whoever asks have his turn; without the lock again only where it is stopped meanwhile. RefusedError where another took the lock. */
export async function giveTurn(session: Session, database: string, stop: AbortSignal): Promise<void> {
  await release(session, lockName(database));
  while (!(await takes(session, turnLock(database), 1))) if (stop.aborted) return;
  // Whoever asks next is not to have it before us.
  await holdTargetLock(session, database, upgradeWaitSeconds).finally(() =>
    release(session, turnLock(database)),
  );
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
    for (const name of held) await release(session, lockName(name));
  }
}
