import type { MysqlEndpoint } from '../../config/config.js';
import { told } from '../../core/sentence.js';
import { quoteName } from '../../core/sql.js';
import { LogError } from '../../mysql/binlog/log-error.js';
import { openLog } from '../../mysql/binlog/open-log.js';
import { describeMysqlError } from '../../mysql/errors.js';
import { readLogEnd } from '../../mysql/log-position.js';
import type { Session } from '../../mysql/session.js';
import type { LoggedTable } from '../source-log.js';
import { say } from '../words.js';
import type { Draft } from './draft.js';

/** How long the source has for its first sign of life: a busy one reads its log up to there first. */
const dumpMs = 30_000;

/** Asks for the log's end, and reads on from there as following would: what writers do in `readMs` shows whether it could. */
export async function checkReading(
  session: Session,
  endpoint: MysqlEndpoint,
  tables: readonly LoggedTable[],
  readMs: number,
): Promise<readonly Draft[]> {
  const account = await accountOf(session);
  const mariadb = session.facts.flavour === 'mariadb';
  const grant = say('live.privilege.remedy', {
    privileges: mariadb ? 'REPLICATION SLAVE, BINLOG MONITOR' : 'REPLICATION SLAVE, REPLICATION CLIENT',
    account,
  });
  const end = await readLogEnd(session);
  if (!end)
    return [
      { code: 'live.privilege', severity: 'blocker', title: say('follow.end', { account }), remedy: grant },
    ];
  const failure = await tryReading({ endpoint, from: end, tables }, readMs);
  if (failure === null) return [{ code: 'live.ready', severity: 'ok', title: say('live.ready') }];
  if (failure instanceof LogError)
    return [
      {
        code: 'live.reading',
        severity: 'blocker',
        title: say('live.reading', { message: failure.said }),
        remedy: say('live.reading.writers'),
      },
    ];
  const { code, said } = describeMysqlError(failure);
  const denied = /ACCESS_DENIED|PRIVILEGE/.test(code);
  const message = told(failure instanceof Error && 'said' in failure ? said : said).message;
  return denied
    ? [
        {
          code: 'live.privilege',
          severity: 'blocker',
          title: say('live.privilege', { account }),
          remedy: grant,
        },
      ]
    : [
        {
          code: 'live.reading',
          severity: 'blocker',
          title: say('live.reading', { message }),
          remedy: say('live.reading.remedy'),
        },
      ];
}

/** The account that a session is taken for, as GRANT names it. */
export async function accountOf(session: Session): Promise<string> {
  const [row] = await session.query('SELECT CURRENT_USER() AS account');
  const text = String(row?.account ?? '');
  const at = text.lastIndexOf('@');
  return `${quoteName(text.slice(0, at))}@${quoteName(text.slice(at + 1))}`;
}

type Reading = Pick<Parameters<typeof openLog>[0], 'endpoint' | 'from' | 'tables'>;

/** null: it could be read. */
async function tryReading(reading: Reading, readMs: number): Promise<unknown> {
  const over = new AbortController();
  let timer = setTimeout(() => over.abort(), dumpMs);
  let heard = false;
  try {
    for await (const _ of openLog({ ...reading, signal: over.signal })) {
      if (heard) continue;
      heard = true;
      clearTimeout(timer);
      timer = setTimeout(() => over.abort(), readMs);
    }
    return heard ? null : new Error(say('follow.silent', { seconds: dumpMs / 1000 }).text);
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}
