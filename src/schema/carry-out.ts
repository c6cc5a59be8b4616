import type { MysqlEndpoint } from '../config/config.js';
import type { Listener } from '../core/events.js';
import type { Sentence } from '../core/sentence.js';
import { quoteText } from '../core/sql.js';
import { MysqlError } from '../mysql/errors.js';
import { failureMessage } from '../mysql/explain-failure.js';
import type { Session } from '../mysql/session.js';
import { digestOf } from './digest.js';
import type { SqlFile } from './files.js';
import { type Direction, type Journal, noteBegin, noteDone, noteFailed, type Place } from './journal.js';
import type { Kind } from './kinds.js';
import { type Limits, TimeLimit, withinLimit } from './session.js';
import { type FileStatement, shownText } from './statements.js';
import { SchemaStopped } from './stopped.js';
import type { Touched } from './verdict.js';
import { say } from './words.js';

/** One file on its way. */
export interface Work {
  readonly journal: Journal;
  /** The files' own connection. */
  readonly session: Session;
  readonly endpoint: MysqlEndpoint;
  readonly limits: Limits;
  readonly number: number;
  readonly direction: Direction;
  readonly file: SqlFile;
  readonly statements: readonly FileStatement[];
  /** Statements before this one are done. */
  readonly from: number;
  /** What is to be taken away may not be there. */
  readonly isTolerant: boolean;
  /** Half done, it can be taken back by its .down.sql. */
  readonly hasWayBack: boolean;
  readonly listener: Listener;
  /** Aborted: it ends behind the statement that it is at. */
  readonly stop: AbortSignal;
}

/**
 * Carries a file out, each statement noted before and after. Rows and their note are committed together. SchemaStopped where a statement
 * fails.
 */
export async function carryOut(work: Work): Promise<void> {
  const { statements, from, session } = work;
  // What holds for a connection went with the one before.
  for (const { kind, text } of statements.slice(0, from)) if (kind === 'session') await session.execute(text);
  const transaction = openTransaction(work);
  for (const [index, statement] of statements.entries()) {
    if (index < from) continue;
    work.stop.throwIfAborted();
    await carryOutOne(work, transaction, index, statement);
  }
}

async function carryOutOne(
  work: Work,
  transaction: Transaction,
  index: number,
  statement: FileStatement,
): Promise<void> {
  const { journal, session, endpoint, limits, listener } = work;
  const began = performance.now();
  const tell = (state: 'began' | 'done' | 'skipped' | 'failed') =>
    listener({
      type: 'schema-statement',
      file: work.file.name,
      statement: index + 1,
      statements: work.statements.length,
      line: statement.line,
      text: shownText(statement),
      state,
      seconds: (performance.now() - began) / 1000,
    });
  try {
    const noted = await noteOf(journal, session, statement);
    await noteBegin(journal, placeOf(work, index), { ...noted, sha256: statement.sha256 });
    tell('began');
    await withinLimit(endpoint, session, limits.statementSeconds, () =>
      transaction.execute(index, statement, noted),
    );
    tell('done');
  } catch (error) {
    if (work.isTolerant && isAbsent(error) && removesOne(statement)) {
      await transaction.pass(index);
      tell('skipped');
      return;
    }
    const cause = error instanceof NotNoted ? error.cause : error;
    if (!(cause instanceof MysqlError) && !(cause instanceof TimeLimit)) throw error;
    const isLost = cause instanceof MysqlError && cause.connectionLost;
    tell('failed');
    await transaction.giveUp();
    const why =
      cause instanceof TimeLimit
        ? say('schema.time-limit', { seconds: cause.seconds })
        : failureMessage(cause);
    const message = error instanceof NotNoted ? say('schema.not-noted', { message: why }) : why;
    const text = typeof message === 'string' ? message : message.text;
    // A ledger that takes no note any more, of a server that is read-only now, say, must not hide why: the digest tells what became of it.
    if (!isLost) await noteFailed(journal, placeOf(work, index), text).catch(() => undefined);
    throw stopped(work, index, statement, { message, isLost, cause });
  }
}

/** The statement was carried out, and what failed is the note of it. */
class NotNoted extends Error {
  override readonly name = 'NotNoted';
}

function stopped(
  { file, statements, direction, hasWayBack, journal }: Work,
  index: number,
  statement: FileStatement,
  {
    message,
    isLost,
    cause,
  }: { readonly message: string | Sentence; readonly isLost: boolean; readonly cause: unknown },
): SchemaStopped {
  const params = {
    file: file.name,
    statement: index + 1,
    all: statements.length,
    line: statement.line,
    text: shownText(statement),
    message,
  };
  const { database } = journal;
  const next = say(
    direction === 'up' && (hasWayBack || index === 0) ? 'schema.next.up' : 'schema.next.back',
    { database },
  );
  const said = isLost ? say('schema.lost', params) : say('schema.failed', params);
  return new SchemaStopped(said, isLost ? next : say('schema.failed.next', { next }), cause);
}

function placeOf({ number, direction }: Work, statement: number): Place {
  return { number, direction, statement };
}

interface Noted {
  readonly kind: Kind;
  readonly effects: readonly Touched[];
}

/** How a statement stands in the ledger: what it touches as it is before. */
async function noteOf(
  { database }: Journal,
  session: Session,
  { kind, effects }: FileStatement,
): Promise<Noted> {
  if (kind === 'rows') {
    for (const { name } of effects) {
      const [engine] = await session.queryCells(
        `SELECT engine FROM information_schema.tables WHERE table_schema = ${quoteText(database)} AND table_name = ${quoteText(name)}`,
      );
      // No transaction holds rows of other engines.
      if (engine?.[0] && String(engine[0]).toLowerCase() !== 'innodb')
        return { kind: 'unclear', effects: [] };
    }
    return { kind, effects: [] };
  }
  const touched: Touched[] = [];
  for (const effect of effects)
    touched.push({ ...effect, before: await digestOf(session, database, effect) });
  return { kind, effects: touched };
}

interface Transaction {
  execute(index: number, statement: FileStatement, noted: Noted): Promise<void>;
  /** After a failure that does not matter: the statement counts as done. */
  pass(index: number): Promise<void>;
  /** After a failure: nothing of it stays. */
  giveUp(): Promise<void>;
}

/** The transactions of one file: those that it brings, and one for each other statement that changes rows. */
function openTransaction(work: Work): Transaction {
  const { journal, session } = work;
  const { database } = journal;
  /** Statements since the file's own BEGIN; null outside. Their notes are written with its end. */
  let group: number[] | null = null;

  async function noteGroup(through: Session): Promise<void> {
    for (const index of group ?? []) await noteDone(journal, through, placeOf(work, index));
    group = null;
  }

  async function alone(index: number, text: string): Promise<void> {
    await session.begin();
    await session.execute(text);
    await noteDone(journal, session, placeOf(work, index));
    await session.commit();
  }

  async function after(index: number, text: string, effects: readonly Touched[]): Promise<void> {
    await session.execute(text);
    try {
      const digests: string[] = [];
      for (const effect of effects) digests.push(await digestOf(session, database, effect));
      await noteDone(journal, journal.session, placeOf(work, index), digests);
    } catch (cause) {
      throw new NotNoted('the end of a statement could not be noted', { cause });
    }
  }

  return {
    async execute(index, { text, kind }, { effects }) {
      switch (kind) {
        case 'begin':
        case 'structure':
          if (group) {
            // The server would commit it without a word, and without the notes.
            await noteGroup(session);
            await session.commit();
          }
          if (kind === 'structure') return await after(index, text, effects);
          await session.execute(text);
          group = [index];
          return;
        case 'commit':
          group?.push(index);
          if (!group) return await after(index, text, []);
          await noteGroup(session);
          await session.execute(text);
          return;
        case 'rollback':
          group?.push(index);
          if (!group) return await after(index, text, []);
          await session.execute(text);
          await noteGroup(journal.session);
          return;
        case 'rows':
        case 'session':
        case 'read':
        case 'unclear':
        case 'refused':
          if (group) {
            await session.execute(text);
            group.push(index);
            return;
          }
          return kind === 'rows' ? await alone(index, text) : await after(index, text, effects);
      }
    },
    async pass(index) {
      if (group) {
        group.push(index);
        return;
      }
      await session.rollback();
      await noteDone(journal, journal.session, placeOf(work, index));
    },
    async giveUp() {
      group = null;
      await session.rollback().catch(() => undefined);
    },
  };
}

/** What is to be taken away is not there: ER_BAD_TABLE, NO_SUCH_TABLE, CANT_DROP_FIELD_OR_KEY, SP_, TRG_, EVENT_ and VIEW. */
function isAbsent(error: unknown): boolean {
  return error instanceof MysqlError && [1051, 1146, 1091, 1305, 1360, 1539, 4092].includes(error.errno);
}

/** With several parts, some of them may be there: nothing of the statement was done then, and it must not be passed over. */
function removesOne({ tokens }: FileStatement): boolean {
  let depth = 0;
  return !tokens.some(({ kind, text }) => {
    if (kind !== 'sign') return false;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    return text === ',' && depth === 0;
  });
}
