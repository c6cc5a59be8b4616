import { setTimeout as delay } from 'node:timers/promises';
import { describeMysqlError } from './errors.js';
import type { Session } from './session.js';

/**
 * How several readers can know that they see the same moment, without a lock: each starts its own snapshot, and a witness tells
 * whether anything was committed meanwhile. A global read lock (FLUSH TABLES WITH READ LOCK) would do it too, but behind one long
 * SELECT it stalls every writer of the source, on MySQL even after it was given up.
 *
 * - `binlog`: MariaDB notes in each snapshot the place in the binary log that it belongs to (binlog_snapshot_position).
 * - `gtid`: MySQL's transactions own their GTID from before they are visible until after.
 * - `transactions`: InnoDB's counter of transactions, and those that are open; needs PROCESS.
 */
export type MomentWay = 'binlog' | 'gtid' | 'transactions';

/** The way that this server and account allow; null: there is none. */
export async function momentWay(session: Session): Promise<MomentWay | null> {
  const mariadb = session.facts.flavour === 'mariadb';
  const [row] = await session.query(
    mariadb ? 'SELECT @@log_bin AS binlog' : 'SELECT @@log_bin AS binlog, @@gtid_mode AS gtid',
  );
  const binlog = Number(row?.binlog) === 1;
  if (mariadb && binlog) return 'binlog';
  if (binlog && row?.gtid === 'ON') return 'gtid';
  try {
    await openTransactions(session);
    return 'transactions';
  } catch (error) {
    if (describeMysqlError(error).code === 'ER_SPECIFIC_ACCESS_DENIED_ERROR') return null;
    throw error;
  }
}

/** What was committed when it was looked at; null: something is being committed right now. Same before and after: nothing was. */
type Witness = (session: Session) => Promise<string | null>;

/** In this order: a transaction that is done between the two is no longer owned, but then it is in the set. */
const gtids: Witness = async (session) => {
  const [owned] = await session.query('SELECT @@GLOBAL.gtid_owned AS gtids');
  if (String(owned?.gtids ?? '') !== '') return null;
  const [executed] = await session.query('SELECT @@GLOBAL.gtid_executed AS gtids');
  return String(executed?.gtids ?? '');
};

/** A commit takes a transaction from the open ones, a new one raises the counter. */
const openTransactions: Witness = async (session) => {
  const [row] = await session.query('SHOW ENGINE INNODB STATUS');
  const text = String(row?.Status ?? '');
  const counter = /^Trx id counter (\d+)/m.exec(text)?.[1];
  if (counter === undefined) return null;
  // Transactions that only read have no number of this count.
  const open = [...text.matchAll(/^---TRANSACTION (\d+), ACTIVE/gm)]
    .map(([, id]) => id ?? '')
    .filter((id) => BigInt(id) < BigInt(counter));
  // MariaDB makes a transaction visible a moment before it is listed as done: there only none at all is certain.
  if (session.facts.flavour === 'mariadb' && open.length > 0) return null;
  return `${counter}: ${open.toSorted().join(' ')}`;
};

async function start(readers: readonly Session[]): Promise<void> {
  await Promise.all(
    readers.map((reader) => reader.execute('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')),
  );
}

/** Where in the binary log MariaDB's snapshot belongs; undefined without a binary log. */
export async function snapshotPosition(reader: Session): Promise<string | undefined> {
  const rows = await reader.query("SHOW STATUS LIKE 'binlog_snapshot_%'");
  const status = new Map(rows.map((row) => [String(row.Variable_name).toLowerCase(), String(row.Value)]));
  const file = status.get('binlog_snapshot_file') ?? '';
  return file === '' ? undefined : `${file}:${status.get('binlog_snapshot_position')}`;
}

/** Starts all readers; true when they see the same moment for certain. */
async function tryOnce(way: MomentWay, observer: Session, readers: readonly Session[]): Promise<boolean> {
  if (way === 'binlog') {
    await start(readers);
    const positions = await Promise.all(readers.map(snapshotPosition));
    return new Set(positions).size === 1;
  }
  const witness = way === 'gtid' ? gtids : openTransactions;
  const before = await witness(observer);
  if (before === null) return false;
  await start(readers);
  return (await witness(observer)) === before;
}

/** How long a source that commits all the time is tried, and how long each time is waited: it is to notice nothing of it. */
const patienceMs = 5_000;
const betweenMs = 40;

/** Starts all readers in one moment; false when the source committed during every attempt. */
export async function startTogether(
  way: MomentWay,
  observer: Session,
  readers: readonly Session[],
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if (await tryOnce(way, observer, readers)) return true;
    await Promise.all(readers.map((reader) => reader.rollback()));
    // Not in step with a writer that works by the clock.
    await delay(betweenMs * (0.5 + Math.random()));
  }
  return false;
}

/** Starts one reader, which sees one moment by itself. */
export function startAlone(reader: Session): Promise<void> {
  return start([reader]);
}
