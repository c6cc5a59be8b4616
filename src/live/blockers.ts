import { setTimeout as delay } from 'node:timers/promises';
import { quoteName, quoteText } from '../core/sql.js';
import { MysqlError } from '../mysql/errors.js';
import type { Row, Session } from '../mysql/session.js';

/** A connection whose open transaction, or lock, keeps the tables from being locked. */
export interface Blocker {
  /** null: it cannot be seen by this account (the privilege PROCESS), or has none (XA PREPARE). */
  readonly connection: number | null;
  readonly user: string | null;
  readonly host: string | null;
  /** How old its transaction is; null: it has none, or it cannot be seen. */
  readonly seconds: number | null;
  /** Those of the run that it holds, by the source's names; where the server does not say whose they are: all that are held. */
  readonly tables: readonly string[];
}

/** Who would keep these tables of the source from being locked now. Waits for nothing. */
export async function readBlockers(
  session: Session,
  database: string,
  tables: readonly string[],
): Promise<readonly Blocker[]> {
  const held = await heldByMetadata(session, database, tables);
  if (held) return held.filter(isInTheWay);
  if (session.facts.flavour !== 'mariadb')
    return (await openTransactions(session)).map(blocker([])).filter(isInTheWay);
  const unseen = { connection: null, user: null, host: null, seconds: null };
  const found = async () => {
    const blocked = await blockedTables(session, tables);
    if (blocked.length === 0) return [];
    const open = (await openTransactions(session)).map(blocker(blocked));
    return open.length > 0 ? open : [{ ...unseen, tables: blocked }];
  };
  const first = await found();
  const isSeen = first.every(({ connection }) => connection !== null);
  if (isSeen) return first.filter(isInTheWay);
  // It may have ended between the two looks; what is still there is in the way, and cannot be seen.
  await delay(passingSeconds * 1000);
  return (await found()).filter(isInTheWay);
}

/** Whoever writes holds locks for a moment: that is waited for. */
const passingSeconds = 1;

const isInTheWay = ({ seconds }: Blocker) => seconds === null || seconds >= passingSeconds;

/** Locks that a lock for reading has to wait for. */
const writing = [
  'SHARED_WRITE',
  'SHARED_WRITE_LOW_PRIO',
  'SHARED_NO_WRITE',
  'SHARED_NO_READ_WRITE',
  'EXCLUSIVE',
]
  .map(quoteText)
  .join(', ');

/** trx_started is in the server's own time zone. */
const age = `TIMESTAMPDIFF(SECOND, trx.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM'))`;

/** By the server's list of metadata locks; undefined where it keeps none, or the account may not see it. */
async function heldByMetadata(
  session: Session,
  database: string,
  tables: readonly string[],
): Promise<readonly Blocker[] | undefined> {
  try {
    const [setting] = await session.query('SELECT @@performance_schema AS is_on');
    if (Number(setting?.is_on) !== 1) return undefined;
    const rows = await session.query(
      `SELECT held.OBJECT_NAME AS held_table, thread.PROCESSLIST_ID AS connection,
          thread.PROCESSLIST_USER AS user_name, thread.PROCESSLIST_HOST AS host_name,
          COALESCE(${age}, thread.PROCESSLIST_TIME) AS seconds
        FROM performance_schema.metadata_locks held
        LEFT JOIN performance_schema.threads thread ON thread.THREAD_ID = held.OWNER_THREAD_ID
        LEFT JOIN information_schema.innodb_trx trx ON trx.trx_mysql_thread_id = thread.PROCESSLIST_ID
        WHERE held.OBJECT_TYPE = 'TABLE' AND held.OBJECT_SCHEMA = ${quoteText(database)}
          AND held.LOCK_STATUS = 'GRANTED' AND held.LOCK_TYPE IN (${writing})
          AND COALESCE(thread.PROCESSLIST_ID, 0) <> CONNECTION_ID()`,
    );
    const ours = rows.filter((row) => tables.includes(String(row.held_table)));
    return [...Map.groupBy(ours, ({ connection }) => String(connection))].map(([, [first, ...more]]) =>
      blocker([...new Set([first, ...more].map((row) => String(row?.held_table)))])(first ?? {}),
    );
  } catch (error) {
    if (error instanceof MysqlError && !error.connectionLost) return undefined;
    throw error;
  }
}

/** Transactions of others that have written or locked something; none where the account may not see them. */
async function openTransactions(session: Session): Promise<readonly Row[]> {
  try {
    return await session.query(
      `SELECT trx.trx_mysql_thread_id AS connection, thread.USER AS user_name, thread.HOST AS host_name, ${age} AS seconds
        FROM information_schema.innodb_trx trx
        LEFT JOIN information_schema.processlist thread ON thread.ID = trx.trx_mysql_thread_id
        WHERE (trx.trx_tables_locked > 0 OR trx.trx_rows_modified > 0) AND trx.trx_mysql_thread_id <> CONNECTION_ID()`,
    );
  } catch (error) {
    if (error instanceof MysqlError && !error.connectionLost) return [];
    throw error;
  }
}

/** Tables that cannot be locked at once: MariaDB says so without a wait. Those that can are let go in the same moment. */
async function blockedTables(session: Session, tables: readonly string[]): Promise<readonly string[]> {
  const blocked: string[] = [];
  for (const table of tables) {
    try {
      await session.execute(`LOCK TABLES ${quoteName(table)} READ NOWAIT`);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      blocked.push(table);
    } finally {
      await session.execute('UNLOCK TABLES');
    }
  }
  return blocked;
}

/** ER_LOCK_WAIT_TIMEOUT */
export const isLockTimeout = (error: unknown): boolean => error instanceof MysqlError && error.errno === 1205;

const blocker =
  (tables: readonly string[]) =>
  (row: Row): Blocker => {
    const number = (value: Row[string] | undefined) =>
      value === null || value === undefined ? null : Number(value);
    const text = (value: Row[string] | undefined) =>
      value === null || value === undefined ? null : String(value);
    const connection = number(row.connection);
    return {
      connection: connection === 0 ? null : connection,
      user: text(row.user_name),
      host: text(row.host_name),
      seconds: number(row.seconds),
      tables,
    };
  };

/** Writers that wait for these tables to be let go. */
export async function readWaiting(session: Session, database: string): Promise<readonly Blocker[]> {
  const rows = await session.query('SHOW FULL PROCESSLIST');
  return rows
    .filter(({ State, db }) => /^Waiting for table/.test(String(State)) && (db === null || db === database))
    .map(({ Id, User, Host, Time }) =>
      blocker([])({
        connection: Id ?? null,
        user_name: User ?? null,
        host_name: Host ?? null,
        seconds: Time ?? null,
      }),
    );
}
