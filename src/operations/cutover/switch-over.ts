import type { Context } from '../../config/context.js';
import { lockApplied, readLive, type Switched, writeSwitched } from '../../ledger/live.js';
import { appendLog } from '../../ledger/log.js';
import { listRuns } from '../../ledger/runs.js';
import { CalledOff } from '../../live/called-off.js';
import { say } from '../../live/words.js';
import { generatorTable, readGenerators } from '../../mysql/generators.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../../mysql/log-position.js';
import { openSession, type Session } from '../../mysql/session.js';
import { recordRaised } from '../../phases/rows/copy/raised-generators.js';
import { inTarget, raiseGenerators, readHighestIds } from '../../phases/rows/copy/reserve-ids.js';
import { checkGenerators } from '../../phases/rows/validate/jobs/generators.js';
import type { Plan } from '../../plan/plan.js';
import { operator } from '../run-environment.js';
import { withTarget } from '../target-ledger.js';
import type { Cutting } from './course.js';

type Work = Omit<Cutting, 'course'>;

/** The next ID that the target hands out must be above all that the source has used. */
export async function raise({ context, run, ledger, listener }: Work): Promise<void> {
  const { config, preset } = context;
  const { plan } = run;
  const { session } = ledger;
  if (plan.ids.mode !== 'offset') {
    await using source = await openSession(config.source.mysql, 'source');
    const wanted = inTarget(plan, await readHighestIds(source, plan, preset));
    const raised = await raiseGenerators(session, plan, preset, wanted);
    await recordRaised(ledger, listener, plan, raised);
  }
  const low = (await checkGenerators(session, plan, preset)).find(({ ok }) => !ok);
  if (low) throw new CalledOff(say('cutover.generators', { problem: low.detail }));
}

/** One transaction: from it on nothing of the source is applied any more, and it is known from where on the target's own changes are. */
export async function switchOver(work: Work, end: LogPosition, refuseLate: () => void): Promise<Switched> {
  const { context, request, run, ledger } = work;
  const { session } = ledger;
  await session.begin();
  try {
    const applied = await lockApplied(ledger);
    const now = (await listRuns(ledger, run.targetDatabase, run.tenantId)).find(
      ({ runId }) => runId === run.runId,
    );
    if (!applied || isBefore(applied, end) || now?.state !== run.state)
      throw new CalledOff(say('cutover.moved-on'));
    // In the transaction that makes it so: what the target's log holds before is the source's, what comes after is its own.
    const start = request.withoutWayBack ? null : await readLogEnd(session);
    if (start === undefined) throw new CalledOff(say('cutover.no-start'));
    const boundary = await boundaryOf(context, run.plan, session, run.plan.target.database);
    const switched = { at: new Date().toISOString(), end, boundary, target: start };
    await writeSwitched(ledger, switched);
    const { operator: account, machine } = operator();
    await appendLog(ledger, 'switched', `at ${showPosition(end)}, by ${account}@${machine}`);
    refuseLate();
    return await commit(work, switched);
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

/** Where the connection is lost at the commit, only the ledger knows whether it was made. */
async function commit({ context, ledger }: Work, switched: Switched): Promise<Switched> {
  try {
    await ledger.session.commit();
  } catch (error) {
    const now = await withTarget(context, (session) => readLive({ ...ledger, session }));
    if (!now?.switched) throw error;
  }
  return switched;
}

/** What the plan's generators stand at in a database. */
export async function boundaryOf(
  { preset }: Context,
  plan: Plan,
  session: Session,
  database: string,
): Promise<Switched['boundary']> {
  const rules = generatorTable(preset);
  if (!rules) return {};
  const all = await readGenerators(session, database, rules);
  return Object.fromEntries(
    plan.generators.flatMap(({ resource }) => {
      const value = all[resource];
      return value === undefined ? [] : [[resource, value]];
    }),
  );
}
