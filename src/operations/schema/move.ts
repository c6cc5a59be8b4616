import type { Context } from '../../config/context.js';
import { openSession } from '../../mysql/session.js';
import type { Direction } from '../../schema/journal.js';
import type { Step } from '../../schema/state.js';
import { statementsOf } from '../../schema/statements.js';
import { refuse } from '../../schema/words.js';
import { confirmed } from '../confirmed.js';
import { withTarget } from '../target-ledger.js';
import { type Look, lookAtSchema, reportOf, schemaOf } from './look.js';
import { planOf } from './planned.js';
import { refuseLacks } from './privileges.js';
import type { SchemaMove, SchemaMoveOperation } from './types.js';
import { adopt, carryOutStep, openWriting } from './writing.js';

/** Applies files that are not applied, in order. */
export const schemaUp: SchemaMoveOperation = (...args) => move('up', ...args);

/** Takes the newest files back, newest first. */
export const schemaDown: SchemaMoveOperation = (...args) => move('down', ...args);

async function move(
  direction: Direction,
  ...[context, request, listener, control]: Parameters<SchemaMoveOperation>
): ReturnType<SchemaMoveOperation> {
  schemaOf(context);
  const { database } = context.config.target.mysql;
  if (!request.dryRun) confirmed(request.confirm, database, `schema ${direction}`);
  const planned = await withTarget(context, async (session) => {
    const look = await lookAtSchema(context, session);
    const chosen = choose(direction, look, request);
    // All of them are taken apart before the first is carried out.
    const files = chosen.map((step) => ({ step, statements: fileStatements(direction, step, database) }));
    await refuseLacks(
      session,
      database,
      files.flatMap(({ statements }) => statements),
    );
    return { look, chosen, plan: request.dryRun ? await planOf(session, database, files) : null };
  });
  if (planned.plan !== null) return reportOf(context, planned.look, { planned: planned.plan });
  if (planned.chosen.length === 0) return reportOf(context, planned.look);
  const changed: { name: string; direction: Direction }[] = [];
  {
    await using writing = await openWriting(context, listener, control);
    await adopt(writing);
    for (const step of choose(direction, writing.look, request)) {
      const state = direction === 'up' ? 'going-up' : 'going-down';
      await carryOutStep(writing, step, { direction, state, from: 0 });
      changed.push({ name: step.name, direction });
    }
  }
  return reportOf(context, await lookNow(context), { changed });
}

/** The files that are to be carried out. RefusedError where something has to be put right first. */
function choose(
  direction: Direction,
  { steps, problems }: Look,
  { steps: count }: SchemaMove,
): readonly Step[] {
  const [problem] = problems;
  if (problem) throw problem;
  if (direction === 'up') return steps.filter(({ state }) => state === 'pending').slice(0, count);
  const applied = steps.filter(({ state }) => state === 'applied').toReversed();
  const wanted = count ?? 1;
  if (wanted > applied.length) throw refuse('schema.few-applied', { steps: wanted, applied: applied.length });
  return applied.slice(0, wanted);
}

function fileStatements(direction: Direction, { name, migration }: Step, database: string) {
  const file = direction === 'up' ? migration?.up : migration?.down;
  if (!file) throw refuse('schema.no-down', { name });
  return statementsOf(file, database);
}

async function lookNow(context: Context): Promise<Look> {
  await using session = await openSession(context.config.target.mysql, 'target');
  return await lookAtSchema(context, session);
}
