import type { Session } from '../../mysql/session.js';
import { lostValue } from '../../schema/connection-values.js';
import { writeGolang } from '../../schema/golang-migrate.js';
import { type HalfDone, isUntouched } from '../../schema/half-done.js';
import { forgetStatement, noteDone } from '../../schema/journal.js';
import { type FileStatement, statementsOf } from '../../schema/statements.js';
import { verdictWords } from '../../schema/verdict.js';
import { refuse } from '../../schema/words.js';
import { confirmed } from '../confirmed.js';
import { withTarget } from '../target-ledger.js';
import { type Look, lookAtSchema, nextOf, reportOf, schemaOf } from './look.js';
import { refuseLacks } from './privileges.js';
import type { SchemaRepair, SchemaRepairOperation } from './types.js';
import { carryOutStep, noteEnd, noteFile, openWriting, type Writing } from './writing.js';

/** Goes on with the file that is half done, or takes it back; notes the operator's word on what the tool could not decide. */
export const schemaRepair: SchemaRepairOperation = async (context, request, listener, control) => {
  schemaOf(context);
  const { database } = context.config.target.mysql;
  if (!request.go && !request.word) throw refuse('schema.which-repair');
  confirmed(request.confirm, database, 'schema repair');
  await withTarget(context, async (session) => {
    const look = await lookAtSchema(context, session);
    if (look.half) await refuseHalf(session, look.half, request, database);
    else if (!golangProblem(look) || !request.word) throw refuse('schema.nothing-half');
  });
  const changed: { name: string; direction: 'up' | 'down' }[] = [];
  {
    await using writing = await openWriting(context, listener, control);
    const { half } = writing.look;
    if (!half) await settleGolang(writing, request);
    else {
      const from = await settleDoubt(writing, half, request);
      const direction = request.go && (await carryOn(writing, half, request.go, from));
      if (direction) changed.push({ name: half.step.name, direction });
    }
  }
  return reportOf(context, await withTarget(context, (session) => lookAtSchema(context, session)), {
    changed,
  });
};

async function refuseHalf(
  session: Session,
  half: HalfDone,
  { go, word }: SchemaRepair,
  database: string,
): Promise<void> {
  const { step, direction, doubt, statements, isTakenBack, file } = half;
  const { name } = step;
  if (word && !doubt) throw refuse('schema.nothing-to-tell');
  if (doubt) {
    const statement = doubt.index + 1;
    const isOverruled =
      (word === 'not-done' && doubt.verdict === 'done') ||
      // What failed may have been done by hand since.
      (word === 'done' && doubt.verdict === 'not-done' && doubt.state === 'began');
    if (isOverruled)
      throw refuse('schema.decided', {
        statement,
        name,
        direction,
        verdict: verdictWords[doubt.verdict],
      });
    if (!word && doubt.verdict === 'unknown')
      throw refuse('schema.undecided', {
        ...{ statement, name, direction, line: doubt.line, text: doubt.text },
        next: nextOf(half, database),
      });
  }
  if (go === 'take-back' && direction === 'down' && !isTakenBack) throw refuse('schema.going-back', { name });
  const takesBack = go === 'take-back' && direction === 'up';
  // A way back that is half done is gone on with by either word.
  const goesOn = go !== undefined && !takesBack;
  const temporary = statements.findIndex((statement, index) => index < half.done && statement.temporary);
  if (goesOn && temporary >= 0)
    throw refuse('schema.temporary', { statement: temporary + 1, file: file.name });
  const isDone = doubt !== null && (word ?? doubt.verdict) === 'done';
  const lost = goesOn ? lostValue(statements, half.done + Number(isDone)) : null;
  if (lost)
    throw refuse('schema.lost-value', { statement: lost.index + 1, file: file.name, name: lost.name });
  const rest = takesBack ? downStatements(half, database) : statements.slice(half.done);
  if (go) await refuseLacks(session, database, rest);
}

/** What takes a half-applied file back; nothing where nothing of it is done. */
function downStatements(half: HalfDone, database: string): readonly FileStatement[] {
  const { step } = half;
  if (isUntouched(half)) return [];
  if (!step.migration?.down) throw refuse('schema.no-down', { name: step.name });
  return statementsOf(step.migration.down, database);
}

/** Notes what became of the statement in doubt; gives how many are done now. */
async function settleDoubt({ journal }: Writing, half: HalfDone, { word }: SchemaRepair): Promise<number> {
  const { step, direction, doubt, done } = half;
  if (!doubt) return done;
  const place = { number: step.number, direction, statement: doubt.index };
  const isDone = (word ?? doubt.verdict) === 'done';
  if (isDone) await noteDone(journal, journal.session, place);
  else await forgetStatement(journal, place);
  return isDone ? done + 1 : done;
}

/** Gives which way the file went to its end. */
async function carryOn(
  writing: Writing,
  half: HalfDone,
  go: 'continue' | 'take-back',
  from: number,
): Promise<'up' | 'down'> {
  const { step, direction, isTakenBack } = half;
  if (direction === 'down') {
    await carryOutStep(writing, step, { direction, state: isTakenBack ? 'taking-back' : 'going-down', from });
    return 'down';
  }
  if (go === 'continue') {
    // The rest may have been edited: it is this text that is applied.
    await noteFile(writing, step, 'going-up');
    await carryOutStep(writing, step, { direction, state: 'going-up', from });
    return 'up';
  }
  if (from === 0) await noteEnd(writing, step, 'down');
  else await carryOutStep(writing, step, { direction: 'down', state: 'taking-back', from: 0 });
  return 'down';
}

/** What golang-migrate left, or changed behind our back. */
function golangProblem({ problems }: Look): 'dirty' | 'behind' | null {
  const code = problems[0]?.because?.code;
  if (code === 'schema.golang-dirty') return 'dirty';
  return code === 'schema.golang-behind' ? 'behind' : null;
}

async function settleGolang(writing: Writing, { word }: SchemaRepair): Promise<void> {
  const { journal, look } = writing;
  const { session, database } = journal;
  const problem = golangProblem(look);
  const version = look.golang?.version ?? -1;
  const below = look.steps.findLast(({ number }) => number < version)?.number ?? null;
  const applied = look.steps.filter(({ state, row }) => state === 'applied' && row !== null);
  if (problem === 'dirty') {
    await writeGolang(session, database, { version: word === 'done' ? version : below, isDirty: false });
  } else if (word === 'done') {
    await writeGolang(session, database, { version: applied.at(-1)?.number ?? null, isDirty: false });
  } else {
    for (const step of applied) if (step.number > version) await noteFile(writing, step, 'taken-back');
  }
}
