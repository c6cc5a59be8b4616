import { quoteText } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import { say } from '../words.js';
import type { Draft } from './draft.js';

/** Each lets a session leave its changes out of the log, or log them in another form. */
const privileges = ['SUPER', 'BINLOG ADMIN', 'SYSTEM_VARIABLES_ADMIN', 'SESSION_VARIABLES_ADMIN'];
const ofTheServer = /^'(mysql\.session|mysql\.sys|mysql\.infoschema|mariadb\.sys)'@/;
const mostNamed = 10;

/** The accounts that may override what the log's settings say, as far as this one may see others. */
export async function checkOverriders(session: Session): Promise<readonly Draft[]> {
  const query = `SELECT GRANTEE AS account, PRIVILEGE_TYPE AS privilege FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN (${privileges.map(quoteText).join(', ')})`;
  const sees = await session.query('SELECT 1 FROM mysql.user LIMIT 1').then(
    () => true,
    () => false,
  );
  // Without the right to see them, the server shows this account alone.
  if (!sees) {
    const [title, remedy] = [
      say('live.overriders.unknown'),
      say('live.overriders.ask', { query: `${query};` }),
    ];
    return [{ code: 'live.overriders', severity: 'warning', title, remedy }];
  }
  const rows = (await session.query(query)).map((row) => ({
    account: String(row.account),
    privilege: String(row.privilege),
  }));
  const others = rows.filter(({ account }) => !ofTheServer.test(account));
  const [first] = others;
  if (!first) return [];
  const accounts = [...new Set(others.map(({ account }) => account))];
  const named = `${accounts.slice(0, mostNamed).join(', ')}${accounts.length > mostNamed ? ', …' : ''}`;
  return [
    {
      code: 'live.overriders',
      severity: 'warning',
      title: say('live.overriders', { accounts: named }),
      remedy: say('live.overriders.remedy', { ...first }),
    },
  ];
}
