import { shownMessage } from '../../../mysql/server-messages.js';
import type { Session } from '../../../mysql/session.js';

/** What a server says of the statement that just ran. */
const showWarnings = (session: Session, limit: string) =>
  session.query(`SHOW WARNINGS${limit}`).catch(() => []);

/** The first warnings of the statement that just ran, without values. */
export async function firstWarnings(session: Session): Promise<string> {
  const rows = await showWarnings(session, ' LIMIT 3');
  return rows
    .map((row) => `${String(row.Code)}: ${shownMessage(Number(row.Code), '', String(row.Message))}`)
    .join('; ');
}

/**
 * Whether the statement that just ran altered nothing that it wrote: all its warnings are notes that a column which the server
 * computes itself was rounded, as it is for every row of the system's own. `written`: the columns that rows brought values for.
 */
export async function areOfComputedColumns(
  session: Session,
  warnings: number,
  written: readonly string[],
): Promise<boolean> {
  const rows = await showWarnings(session, '');
  const names = new Set(written.map((name) => name.toLowerCase()));
  return (
    // A server keeps only so many of them.
    rows.length === warnings &&
    rows.every((row) => {
      const column = /^Data truncated for column '(.+)' at row \d+$/.exec(String(row.Message))?.[1];
      return row.Level === 'Note' && column !== undefined && !names.has(column.toLowerCase());
    })
  );
}
