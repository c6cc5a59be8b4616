import { mostPairs } from '../../config/pairs.js';
import { counted } from '../../core/counted.js';
import { type Finding, finding, sampled } from '../../core/finding.js';
import { formatCount } from '../../core/format.js';
import { describeMysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import { say } from '../words.js';

type Side = 'source' | 'target';

/** Beside a reader or writer of each pair: the ledger's connection, and some for checks. */
const otherConnections = 8;
/** A transaction open longer than this may hold locks for long. Seconds. */
const longTransaction = 60;

/** The quickest of a few round trips: what else the machines do makes some longer, a long way makes all longer. */
export async function measureLatency(session: Session, side: Side): Promise<Finding> {
  const times: number[] = [];
  for (let trip = 0; trip < 7; trip += 1) {
    const start = performance.now();
    await session.query('SELECT 1 AS one');
    times.push(performance.now() - start);
  }
  const quickest = Number(Math.min(...times).toFixed(1));
  const base = {
    code: 'mysql.latency',
    subject: `${side}-mysql` as const,
    params: { milliseconds: quickest },
  };
  return quickest > 20
    ? {
        ...base,
        severity: 'warning',
        title: `a round trip takes ${quickest} ms (the quickest of 7); a far server slows the copy`,
        remedy: `run the tool from a machine nearer to the ${side}, and raise options.batch_size and options.parallel`,
      }
    : { ...base, severity: 'ok', title: `a round trip takes ${quickest} ms (the quickest of 7)` };
}

/** Whether enough connections are free for `parallel` pairs and those added on the way, as far as the account may know. */
export async function checkHeadroom(
  session: Pick<Session, 'query'>,
  variables: Readonly<Record<string, string>>,
  side: Side,
  parallel: number,
): Promise<readonly Finding[]> {
  const wanted = mostPairs(parallel) + otherConnections;
  const limit = Number(variables.max_connections ?? '0');
  const rows = await session.query("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
  const used = Number(rows[0]?.Value ?? 0);
  if (!limit) return [];
  const free = limit - used;
  const base = {
    code: 'mysql.connections',
    subject: `${side}-mysql` as const,
    params: { limit, free, wanted },
  };
  return [
    free < wanted
      ? {
          ...base,
          severity: 'warning',
          title: `only ${formatCount(free)} of ${counted(limit, 'connection')} ${free === 1 ? 'is' : 'are'} free; the copy uses up to ${wanted}`,
          remedy: 'SET GLOBAL max_connections = a higher number, or lower options.parallel',
        }
      : {
          ...base,
          severity: 'ok',
          title: `${formatCount(free)} of ${counted(limit, 'connection')} ${free === 1 ? 'is' : 'are'} free`,
        },
  ];
}

/** Transactions that have been open for long: they hold locks, or keep a snapshot's old row versions alive. */
export async function checkLongTransactions(session: Session, side: Side): Promise<readonly Finding[]> {
  const subject = `${side}-mysql` as const;
  try {
    const rows = await session.query(
      `SELECT trx_mysql_thread_id AS thread, TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS age, trx_rows_locked AS locked
        FROM information_schema.innodb_trx
        WHERE trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) AND trx_started < NOW() - INTERVAL ${longTransaction} SECOND
        ORDER BY trx_started LIMIT 10`,
    );
    if (rows.length === 0) {
      return [
        finding('ok', subject, 'mysql.long-transactions', {
          title: `no transaction is older than ${longTransaction} s`,
          params: { seconds: longTransaction },
        }),
      ];
    }
    return [
      finding('warning', subject, 'mysql.long-transactions', {
        title: `${counted(rows.length, 'transaction is', 'transactions are')} older than ${longTransaction} s; ${rows.length === 1 ? 'it' : 'they'} can hold locks the migration waits for`,
        params: { seconds: longTransaction, kill: rows.map((row) => `KILL ${row.thread};`).join(' ') },
        remedy: `look at SHOW PROCESSLIST, and end them: ${rows.map((row) => `KILL ${row.thread};`).join(' ')}`,
        count: rows.length,
        ...sampled(
          rows.map(({ thread, age, locked }) =>
            say('sample.open', { id: String(thread), seconds: String(age), rows: String(locked) }),
          ),
        ),
      }),
    ];
  } catch (error) {
    const { code } = describeMysqlError(error);
    // Reading other sessions' transactions needs PROCESS, which the migration itself does not.
    return [
      finding('info', subject, 'mysql.long-transactions', {
        title: `long transactions could not be looked for (${code}): the account has no PROCESS privilege`,
        params: { serverCode: code },
      }),
    ];
  }
}

/** Sessions that wait for a metadata lock right now: an ALTER or a forgotten transaction would hold up the copy, too. */
export async function checkMetadataLocks(session: Session, side: Side): Promise<readonly Finding[]> {
  // Without PROCESS this lists our own sessions only, and says nothing.
  const rows = await session.query('SHOW PROCESSLIST');
  const waiting = rows.filter((row) => /metadata lock/i.test(String(row.State ?? '')));
  if (waiting.length === 0) return [];
  return [
    finding('warning', `${side}-mysql`, 'mysql.metadata-locks', {
      title: `${counted(waiting.length, 'session waits', 'sessions wait')} for a metadata lock`,
      remedy:
        'find the session that holds it (SHOW PROCESSLIST, performance_schema.metadata_locks) and let it finish first',
      count: waiting.length,
      ...sampled(
        waiting
          .slice(0, 10)
          .map(({ Id, Time }) => say('sample.waiting', { id: String(Id), seconds: String(Time) })),
      ),
    }),
  ];
}
