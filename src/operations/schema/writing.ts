import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import { openLedger } from '../../ledger/upgrade.js';
import { MysqlError } from '../../mysql/errors.js';
import { openSession, type Session } from '../../mysql/session.js';
import { carryOut } from '../../schema/carry-out.js';
import { type GolangState, holdGolangLock, writeGolang } from '../../schema/golang-migrate.js';
import {
  type Direction,
  type FileRow,
  forgetStatements,
  type Journal,
  writeFileRow,
} from '../../schema/journal.js';
import { openFileSession } from '../../schema/session.js';
import { golangMigrate, type Step } from '../../schema/state.js';
import { statementsOf } from '../../schema/statements.js';
import { refuse } from '../../schema/words.js';
import { operator } from '../run-environment.js';
import { type Look, lookAtSchema, schemaOf } from './look.js';

/** Everything that carrying files out needs, open, with the lock of the target held. */
export interface Writing extends AsyncDisposable {
  readonly context: Context;
  readonly journal: Journal;
  readonly session: Session;
  /** As it is under the lock. */
  readonly look: Look;
  readonly listener: Listener;
  readonly stop: AbortSignal;
}

/** Makes the ledger where there is none, takes the lock and looks again. RefusedError where another process holds it. */
export async function openWriting(
  context: Context,
  listener: Listener,
  { stop }: Pick<RunControl, 'stop'>,
): Promise<Writing> {
  const endpoint = context.config.target.mysql;
  const { database } = endpoint;
  const own = await openSession(endpoint, 'target-writer');
  let session: Session | null = null;
  try {
    const location = await openLedger(own, database).catch((error: unknown) => {
      if (!(error instanceof MysqlError) || ![1044, 1142].includes(error.errno)) throw error;
      throw refuse('schema.no-ledger', { database }, { cause: error });
    });
    session = await openFileSession(endpoint, schemaOf(context));
    const look = await lookAtSchema(context, own);
    if (look.golang) await holdGolangLock(own, database);
    const files = session;
    return {
      context,
      journal: { session: own, location, database },
      session: files,
      look,
      listener,
      stop,
      async [Symbol.asyncDispose]() {
        await files.close();
        await own.close();
      },
    };
  } catch (error) {
    await session?.close();
    await own.close();
    throw error;
  }
}

/** How a file is carried out: from which statement on, and what it is called meanwhile. */
export interface Way {
  readonly direction: Direction;
  readonly state: 'going-up' | 'going-down' | 'taking-back';
  /** 0: it begins. */
  readonly from: number;
}

/** Carries one file out, with the ledger and golang-migrate's table kept in step. */
export async function carryOutStep(
  writing: Writing,
  step: Step,
  { direction, state, from }: Way,
): Promise<void> {
  const { journal, session, context } = writing;
  const { name, number, migration } = step;
  const file = direction === 'up' ? migration?.up : migration?.down;
  if (!file || !migration) throw refuse('schema.no-down', { name });
  const statements = statementsOf(file, journal.database);
  if (from === 0) {
    await forgetStatements(journal, number, direction);
    await noteFile(writing, step, state);
    await tellGolang(writing, { version: versionOf(writing, step, direction), isDirty: true });
  }
  const { target, schema } = context.config;
  await carryOut({
    journal,
    session,
    endpoint: target.mysql,
    limits: {
      lockWaitSeconds: schema?.lockWaitSeconds ?? 30,
      statementSeconds: schema?.statementSeconds ?? null,
    },
    number,
    direction,
    file,
    statements,
    from,
    isTolerant: state === 'taking-back',
    hasWayBack: migration.down !== null,
    listener: writing.listener,
    stop: writing.stop,
  });
  await noteEnd(writing, step, direction);
}

/** The file is applied, or taken back, as a whole. */
export async function noteEnd(writing: Writing, step: Step, direction: Direction): Promise<void> {
  // First: between the two, the file is one of whose statements all are done.
  await tellGolang(writing, { version: versionOf(writing, step, direction), isDirty: false });
  await noteFile(writing, step, direction === 'up' ? 'applied' : 'taken-back');
}

/** Writes what the ledger says of a file. */
export async function noteFile(
  { journal }: Pick<Writing, 'journal'>,
  { number, name, migration, row }: Step,
  state: FileRow['state'],
): Promise<void> {
  const { operator: account, machine } = operator();
  const sha256 = migration?.up.sha256 ?? row?.sha256 ?? '';
  await writeFileRow(journal, { number, name, sha256, state, byName: `${account}@${machine}` });
}

/** Files that golang-migrate has applied are noted as such, with the digests that they have now. */
export async function adopt({ journal, look }: Writing): Promise<void> {
  for (const { number, name, state, row, migration } of look.steps) {
    if (state !== 'applied' || row?.state === 'applied' || !migration) continue;
    const { sha256 } = migration.up;
    await writeFileRow(journal, { number, name, sha256, state: 'applied', byName: golangMigrate });
  }
}

async function tellGolang({ journal, look }: Writing, state: GolangState): Promise<void> {
  if (look.golang) await writeGolang(journal.session, journal.database, state);
}

/** The newest file that is applied once this one is: itself, or the one below it. */
function versionOf({ look }: Writing, { number }: Step, direction: Direction): number | null {
  if (direction === 'up') return number;
  return look.steps.findLast((step) => step.number < number && step.state === 'applied')?.number ?? null;
}
