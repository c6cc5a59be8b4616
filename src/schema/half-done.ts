import { digestOf } from './digest.js';
import type { SqlFile } from './files.js';
import { type Direction, type Journal, readStatements, type StatementRow } from './journal.js';
import type { Step } from './state.js';
import { type FileStatement, shownText, statementsOf } from './statements.js';
import { type Verdict, verdictOf } from './verdict.js';
import { refuse } from './words.js';

/** A file that was broken off on its way. */
export interface HalfDone {
  readonly step: Step;
  readonly direction: Direction;
  readonly file: SqlFile;
  readonly statements: readonly FileStatement[];
  /** How many of them are done for certain. */
  readonly done: number;
  /** The one behind those, where it began; null where none did. */
  readonly doubt: Doubt | null;
  /** Taken back from half-way: some of what its .down.sql takes away may not be there. */
  readonly isTakenBack: boolean;
}

export interface Doubt {
  /** From 0. */
  readonly index: number;
  readonly line: number;
  readonly text: string;
  readonly state: 'began' | 'failed';
  /** Why it failed. */
  readonly message: string | null;
  readonly verdict: Verdict;
}

/** What a step that is half done looks like now: statements that began are held against the schema. Reads only. */
export async function lookAtHalf(journal: Journal, step: Step): Promise<HalfDone | null> {
  const { row, migration, state } = step;
  if (!row || !migration || (state !== 'half-up' && state !== 'half-down')) return null;
  const direction = state === 'half-up' ? 'up' : 'down';
  const file = direction === 'up' ? migration.up : migration.down;
  if (!file) throw refuse('schema.no-down', { name: migration.name });
  const statements = statementsOf(file, journal.database);
  const rows = new Map(
    (await readStatements(journal, step.number, direction)).map((one) => [one.statement, one]),
  );
  const isDone = (_: unknown, index: number) => rows.get(index)?.state === 'done';
  const firstLeft = statements.findIndex((statement, index) => !isDone(statement, index));
  const noted = [...rows.values()].filter(({ state: noted }) => noted === 'done').length;
  const done = firstLeft < 0 ? Math.max(statements.length, noted) : firstLeft;
  refuseEdited(file, statements, rows, done);
  const begun = rows.get(done);
  const doubt = begun === undefined ? null : await doubtOf(journal, begun, rows, statements[done]);
  return { step, direction, file, statements, done, doubt, isTakenBack: row.state === 'taking-back' };
}

/** Nothing of it is in the database. */
export function isUntouched({ done, doubt }: Pick<HalfDone, 'done' | 'doubt'>): boolean {
  return done === 0 && (doubt === null || doubt.verdict === 'not-done');
}

function refuseEdited(
  file: SqlFile,
  statements: readonly FileStatement[],
  rows: ReadonlyMap<number, StatementRow>,
  done: number,
): void {
  for (let index = 0; index < done; index += 1) {
    if (rows.get(index)?.sha256 === statements[index]?.sha256) continue;
    throw refuse(
      'schema.edited-done',
      { statement: index + 1, file: file.name },
      { where: { file: file.path } },
    );
  }
}

async function doubtOf(
  { session, database }: Journal,
  begun: StatementRow,
  rows: ReadonlyMap<number, StatementRow>,
  statement: FileStatement | undefined,
): Promise<Doubt> {
  const { statement: index, kind, effects, message } = begun;
  const now: string[] = [];
  for (const effect of effects) now.push(await digestOf(session, database, effect));
  // What nobody knows may have committed the transaction that it stood in.
  const isBlurred = [...rows.values()].some(
    ({ statement: later, kind: other, state: noted }) =>
      later > index && other === 'unclear' && noted !== 'done',
  );
  const verdict = isBlurred ? 'unknown' : verdictOf(kind, effects, now);
  const state = begun.state === 'failed' ? 'failed' : 'began';
  return {
    index,
    line: statement?.line ?? 0,
    text: statement ? shownText(statement) : '',
    state,
    message,
    verdict,
  };
}
