import type { Context } from '../../config/context.js';
import { lockApplied, readLive, type Switched, writeSwitched } from '../../ledger/live.js';
import { appendLog } from '../../ledger/log.js';
import { listRuns, type StoredRun } from '../../ledger/runs.js';
import { CalledOff } from '../../live/called-off.js';
import { say } from '../../live/words.js';
import { generatorTable, readGenerators } from '../../mysql/generators.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../../mysql/log-position.js';
import { openSession, type Session } from '../../mysql/session.js';
import { recordRaised } from '../../phases/rows/copy/raised-generators.js';
import { inTarget, raiseGenerators, readHighestIds } from '../../phases/rows/copy/reserve-ids.js';
import { checkGenerators } from '../../phases/rows/validate/jobs/generators.js';
import { operator } from '../run-environment.js';
import { withTarget } from '../target-ledger.js';
import type { Cutting } from './cutting.js';

/** The next ID that the target hands out must be above all that the source has used. */
export async function raise({ context, run, ledger, listener }: Cutting): Promise<void> {
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
export async function switchOver(
  cutting: Cutting,
  end: LogPosition,
  refuseLate: () => void,
): Promise<Switched> {
  const { context, run, ledger } = cutting;
  const { session } = ledger;
  await session.begin();
  try {
    const applied = await lockApplied(ledger);
    const now = (await listRuns(ledger, run.targetDatabase, run.tenantId)).find(
      ({ runId }) => runId === run.runId,
    );
    if (!applied || isBefore(applied, end) || now?.state !== run.state)
      throw new CalledOff(say('cutover.moved-on'));
    const switched = {
      at: new Date().toISOString(),
      end,
      boundary: await boundaryOf(context, run, session),
      target: (await readLogEnd(session)) ?? null,
    };
    await writeSwitched(ledger, switched);
    const { operator: account, machine } = operator();
    await appendLog(ledger, 'switched', `at ${showPosition(end)}, by ${account}@${machine}`);
    refuseLate();
    return await commit(cutting, switched);
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

/** Where the connection is lost at the commit, only the ledger knows whether it was made. */
async function commit({ context, ledger }: Cutting, switched: Switched): Promise<Switched> {
  try {
    await ledger.session.commit();
  } catch (error) {
    const now = await withTarget(context, (session) => readLive({ ...ledger, session }));
    if (!now?.switched) throw error;
  }
  return switched;
}

async function boundaryOf(
  { preset }: Context,
  { plan }: StoredRun,
  session: Session,
): Promise<Switched['boundary']> {
  const rules = generatorTable(preset);
  if (!rules) return {};
  const all = await readGenerators(session, plan.target.database, rules);
  return Object.fromEntries(
    plan.generators.flatMap(({ resource }) => {
      const value = all[resource];
      return value === undefined ? [] : [[resource, value]];
    }),
  );
}
