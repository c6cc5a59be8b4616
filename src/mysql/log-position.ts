import { z } from 'zod';
import type { Session } from './session.js';

/** A place between two events of a server's binary log. */
export interface LogPosition {
  readonly file: string;
  /** Bytes from the file's beginning. */
  readonly position: number;
}

export const logPosition = z.object({ file: z.string(), position: z.int().nonnegative() });

/** As people write it: `binlog.000012:4711`. */
export const showPosition = ({ file, position }: LogPosition): string => `${file}:${position}`;

/** The number that files count up with; more digits come when they run out. */
const fileNumber = ({ file }: LogPosition): number => Number(/\.(\d+)$/.exec(file)?.[1] ?? 0);

/** Whether `one` lies before `other` in the log. */
export function isBefore(one: LogPosition, other: LogPosition): boolean {
  const files = fileNumber(one) - fileNumber(other);
  return files === 0 ? one.position < other.position : files < 0;
}

/** Where a server's binary log ends now, with the GTIDs so far; undefined without a log, or the privilege to look. Any session may ask. */
export async function readLogEnd(
  session: Session,
): Promise<(LogPosition & { readonly gtids: string }) | undefined> {
  const row = await readStatus(session);
  if (!row) return undefined;
  const gtids =
    session.facts.flavour === 'mariadb'
      ? (await session.query('SELECT @@gtid_current_pos AS gtids'))[0]?.gtids
      : row.Executed_Gtid_Set;
  return {
    file: String(row.File),
    position: Number(row.Position),
    gtids: String(gtids ?? '').replaceAll(/\s/g, ''),
  };
}

/** Databases that a server leaves out of its log. */
export interface LogFilters {
  /** All but these; none: no database is left out by this. */
  readonly only: readonly string[];
  /** These. */
  readonly ignored: readonly string[];
}

/** undefined without a log, or the privilege to look. */
export async function readLogFilters(session: Session): Promise<LogFilters | undefined> {
  const row = await readStatus(session);
  const list = (names: unknown) =>
    String(names ?? '')
      .split(',')
      .filter((name) => name !== '');
  return row && { only: list(row.Binlog_Do_DB), ignored: list(row.Binlog_Ignore_DB) };
}

async function readStatus(session: Session) {
  // SHOW MASTER STATUS is gone in MySQL 8.4; MariaDB and older ones know only that.
  for (const sql of ['SHOW BINARY LOG STATUS', 'SHOW MASTER STATUS']) {
    const [row] = await session.query(sql).catch(() => []);
    if (row?.File) return row;
  }
  return undefined;
}
