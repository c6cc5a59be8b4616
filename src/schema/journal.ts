import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { type LedgerLocation, ledgerTable } from '../ledger/location.js';
import { count, json, readRows, row } from '../ledger/read-rows.js';
import { hasTable } from '../ledger/version.js';
import type { Session } from '../mysql/session.js';
import type { Touched } from './verdict.js';

/** What the ledger keeps of the schema's files and their statements. */

const fileRow = row({
  number: count,
  name: z.string(),
  sha256: z.string(),
  state: z.enum(['applied', 'taken-back', 'going-up', 'going-down', 'taking-back']),
  byName: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
/** going-up, going-down: under way, or broken off. taking-back: the same for a file that was half applied. */
export type FileRow = z.output<typeof fileRow>;

export type Direction = 'up' | 'down';

const touched = z.object({
  kind: z.enum(['table', 'trigger', 'routine', 'event']),
  database: z.string().nullable(),
  name: z.string(),
  becomes: z.enum(['present', 'absent', 'changed']),
  lenient: z.boolean(),
  before: z.string(),
});
const statementRow = row({
  statement: count,
  sha256: z.string(),
  kind: z.enum(['structure', 'rows', 'begin', 'commit', 'rollback', 'session', 'read', 'unclear', 'refused']),
  effects: json(z.array(touched)),
  state: z.enum(['began', 'done', 'failed']),
  message: z.string().nullable(),
});
export type StatementRow = z.output<typeof statementRow>;

/** Where the ledger is, whose database, and the connection that reads and writes it. */
export interface Journal {
  readonly session: Session;
  readonly location: LedgerLocation;
  readonly database: string;
}

const now = (): string => quoteText(new Date().toISOString());
const ofDatabase = ({ database }: Pick<Journal, 'database'>): string =>
  // In digits, so that it means the same under whatever mode a file has set.
  `target_database = CONVERT(X'${Buffer.from(database).toString('hex')}' USING utf8mb4)`;

/** Files that are or were under way, by number; none where the ledger is of a version before there were any. */
export async function readFiles(journal: Journal): Promise<readonly FileRow[]> {
  const { session, location } = journal;
  if (!(await hasTable(session, location, 'schema_files'))) return [];
  const sql = `SELECT * FROM ${ledgerTable(location, 'schema_files')} WHERE ${ofDatabase(journal)} ORDER BY number`;
  return await readRows(journal, 'schema_files', fileRow, sql);
}

export async function readStatements(
  journal: Journal,
  number: number,
  direction: Direction,
): Promise<readonly StatementRow[]> {
  const sql = `SELECT * FROM ${ledgerTable(journal.location, 'schema_statements')}
    WHERE ${ofDatabase(journal)} AND number = ${number} AND direction = '${direction}' ORDER BY statement`;
  return await readRows(journal, 'schema_statements', statementRow, sql);
}

export async function writeFileRow(
  journal: Journal,
  file: Omit<FileRow, 'startedAt' | 'finishedAt'>,
): Promise<void> {
  const { number, name, sha256, state, byName } = file;
  const finished = state === 'applied' || state === 'taken-back' ? now() : 'NULL';
  await journal.session.execute(
    `INSERT INTO ${ledgerTable(journal.location, 'schema_files')}
        (target_database, number, name, sha256, state, by_name, started_at, finished_at)
      VALUES (${quoteText(journal.database)}, ${number}, ${quoteText(name)}, '${sha256}', '${state}', ${quoteText(byName)}, ${now()}, ${finished})
      ON DUPLICATE KEY UPDATE name = VALUES(name), sha256 = VALUES(sha256), state = VALUES(state), by_name = VALUES(by_name),
        started_at = IF(VALUES(finished_at) IS NULL, VALUES(started_at), started_at), finished_at = VALUES(finished_at)`,
  );
}

/** What was noted of the file's statements is forgotten: it begins. */
export async function forgetStatements(
  journal: Journal,
  number: number,
  direction: Direction,
): Promise<void> {
  await journal.session.execute(
    `DELETE FROM ${ledgerTable(journal.location, 'schema_statements')} WHERE ${ofDatabase(journal)} AND number = ${number} AND direction = '${direction}'`,
  );
}

/** As if the statement had never begun. */
export async function forgetStatement(
  journal: Journal,
  { number, direction, statement }: Place,
): Promise<void> {
  await journal.session.execute(
    `DELETE FROM ${ledgerTable(journal.location, 'schema_statements')}
      WHERE ${ofDatabase(journal)} AND number = ${number} AND direction = '${direction}' AND statement = ${statement}`,
  );
}

/** The place of a statement in the ledger. */
export interface Place {
  readonly number: number;
  readonly direction: Direction;
  readonly statement: number;
}

export async function noteBegin(
  journal: Journal,
  { number, direction, statement }: Place,
  {
    sha256,
    kind,
    effects,
  }: { readonly sha256: string; readonly kind: string; readonly effects: readonly Touched[] },
): Promise<void> {
  await journal.session.execute(
    `REPLACE INTO ${ledgerTable(journal.location, 'schema_statements')}
        (target_database, number, direction, statement, sha256, kind, effects, state, began_at)
      VALUES (${quoteText(journal.database)}, ${number}, '${direction}', ${statement}, '${sha256}', '${kind}',
        ${quoteText(JSON.stringify(effects))}, 'began', ${now()})`,
  );
}

/** `session`: the one whose transaction it belongs to. `after`: digests; hex only, so that no mode of the session matters. */
export async function noteDone(
  journal: Journal,
  session: Session,
  { number, direction, statement }: Place,
  after: readonly string[] = [],
): Promise<void> {
  await session.execute(
    `UPDATE ${ledgerTable(journal.location, 'schema_statements')}
      SET state = 'done', message = NULL, after_digests = '${after.join(' ')}', ended_at = ${now()}
      WHERE ${ofDatabase(journal)} AND number = ${number} AND direction = '${direction}' AND statement = ${statement}`,
  );
}

export async function noteFailed(journal: Journal, place: Place, message: string): Promise<void> {
  const { number, direction, statement } = place;
  await journal.session.execute(
    `UPDATE ${ledgerTable(journal.location, 'schema_statements')}
      SET state = 'failed', message = ${quoteText(message)}, ended_at = ${now()}
      WHERE ${ofDatabase(journal)} AND number = ${number} AND direction = '${direction}' AND statement = ${statement}`,
  );
}
