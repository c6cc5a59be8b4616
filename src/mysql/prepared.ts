import type { BulkChannel } from './bulk-channel.js';
import { toMysqlError } from './errors.js';
import type { Session } from './session.js';

/** Statements a session keeps prepared; the one used longest ago is closed for a new one. */
const keptStatements = 40;

// By channel, which stands for the connection: a session may be passed on with other begin and commit.
const statements = new WeakMap<BulkChannel, Map<string, number>>();
const usable = new WeakMap<BulkChannel, boolean>();

/** Whether the server lets this session prepare statements; some proxies and limits do not. Asked once. */
export async function canPrepare(session: Session): Promise<boolean> {
  const known = usable.get(session.bulk);
  if (known !== undefined) return known;
  let answer = true;
  try {
    await session.bulk.unprepare(await session.bulk.prepare('DO ?'));
  } catch (error) {
    if (toMysqlError(error).connectionLost) throw error;
    answer = false;
  }
  usable.set(session.bulk, answer);
  return answer;
}

/** The id of this statement on this session, prepared when it is not yet. */
export async function preparedId(session: Session, sql: string): Promise<number> {
  const kept = statements.get(session.bulk) ?? new Map<string, number>();
  statements.set(session.bulk, kept);
  const known = kept.get(sql);
  if (known !== undefined) {
    kept.delete(sql);
    kept.set(sql, known);
    return known;
  }
  const [oldest] = kept;
  if (oldest && kept.size >= keptStatements) {
    kept.delete(oldest[0]);
    await session.bulk.unprepare(oldest[1]);
  }
  const id = await prepareOnce(session, sql);
  kept.set(sql, id);
  return id;
}

/** Prepares a statement that the caller closes again. */
export async function prepareOnce(session: Session, sql: string): Promise<number> {
  try {
    return await session.bulk.prepare(sql);
  } catch (error) {
    // ER_MAX_PREPARED_STMT_COUNT_REACHED: the next attempt goes without.
    if (toMysqlError(error).errno === 1461) usable.set(session.bulk, false);
    throw error;
  }
}
