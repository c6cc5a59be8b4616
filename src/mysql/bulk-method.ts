import type { MysqlEndpoint } from '../config/config.js';
import type { BulkChoice } from '../config/options.js';
import { quoteName, quoteText } from '../core/sql.js';
import { describeMysqlError } from './errors.js';
import { openSession, type Session } from './session.js';

/** load-data: LOAD DATA LOCAL INFILE, needs `local_infile` on the target. insert: multi-row INSERTs, prepared where possible. */
export type CopyMethod = 'load-data' | 'insert';

/** How rows go in, and why not the fast way. */
interface BulkMethod {
  readonly method: CopyMethod;
  /** What LOAD DATA LOCAL was refused with, without data; null when it was not, or was not tried. */
  readonly refused: string | null;
}

/** A proxy may swallow the question: longer than this nobody waits for its answer. Milliseconds. */
const patienceMs = 10_000;

/**
 * Chooses by trying: a variable does not tell what a proxy in between, or the account, is denied. The trial loads a text without
 * a row into a temporary table, in a transaction that the server holds to be read-only. Never throws: whatever stands in the
 * way is a reason for INSERT.
 */
export async function chooseMethod(
  endpoint: MysqlEndpoint,
  table: string | undefined,
  choice: BulkChoice,
): Promise<BulkMethod> {
  if (choice === 'insert' || table === undefined) return { method: 'insert', refused: null };
  const refused = await tryLoading(endpoint, table);
  return { method: refused === null ? 'load-data' : 'insert', refused };
}

/** Gone with its session. */
const trialTable = '_tenantferry_trial';

/** false: the account may make no temporary tables. */
async function makeTrialTable(session: Session): Promise<boolean> {
  try {
    await session.execute(`CREATE TEMPORARY TABLE ${quoteName(trialTable)} (nothing int)`);
    return true;
  } catch (error) {
    const { code } = describeMysqlError(error);
    if (code === 'ER_DBACCESS_DENIED_ERROR' || code === 'ER_TABLEACCESS_DENIED_ERROR') return false;
    throw error;
  }
}

async function tryLoading(endpoint: MysqlEndpoint, table: string): Promise<string | null> {
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const opened = await openSession(endpoint, 'target-writer');
    session = opened;
    timer = setTimeout(() => opened.destroy(), patienceMs);
    const mayMakeTable = await makeTrialTable(opened);
    await opened.execute('START TRANSACTION READ ONLY');
    const name = `tenantferry-${process.pid}-trial`;
    await opened.bulk.load(
      `LOAD DATA LOCAL INFILE ${quoteText(name)} INTO TABLE ${quoteName(mayMakeTable ? trialTable : table)}`,
      name,
      (sink) => sink.end(),
    );
    await opened.rollback();
    return null;
  } catch (error) {
    const { code, message } = describeMysqlError(error);
    // Without a temporary table the server's own refusal to write shows that it would have taken the statement.
    return code === 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION' ? null : `${code}: ${message}`;
  } finally {
    clearTimeout(timer);
    await session?.close();
  }
}
