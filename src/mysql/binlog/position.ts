import type { Session } from '../session.js';
import { LogError } from './log-error.js';
import type { LogPosition } from './log-events.js';
import { say } from './words.js';

/** The end of the server's log now. Throws LogError when it keeps none; MysqlError without REPLICATION CLIENT (MariaDB: BINLOG MONITOR). */
export async function readLogPosition(session: Session): Promise<LogPosition> {
  const [row] = await session.query(statementFor(session.facts));
  if (row === undefined) throw new LogError(say('log.off'));
  return { file: String(row.File), position: Number(row.Position) };
}

/** MySQL 8.4 knows only the new name of the statement, and those before 8.2 only the old one. */
function statementFor({ flavour, version }: Session['facts']): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = flavour === 'mysql' && (major > 8 || (major === 8 && minor >= 2));
  return isNew ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
}
