import { defaultLiveOptions } from '../../config/options.js';
import { logEvent } from '../../core/events.js';
import { RefusedError } from '../../core/refused.js';
import { cellContextOf } from '../../keys/cell-context.js';
import { readFeed } from '../../ledger/feed.js';
import { lockApplied, readLive, type Switched, writeSwitched } from '../../ledger/live.js';
import { appendLog } from '../../ledger/log.js';
import { listRuns } from '../../ledger/runs.js';
import { CalledOff } from '../../live/called-off.js';
import { checkWayBack } from '../../live/check-way-back.js';
import { lagGate } from '../../live/gate.js';
import { ownWrites } from '../../live/own-writes.js';
import { compareReturned } from '../../live/touched-rows.js';
import { type WayBack, wayBackOf } from '../../live/way-back.js';
import { say } from '../../live/words.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../../mysql/log-position.js';
import { openSession, type Session } from '../../mysql/session.js';
import { versionColumn } from '../../phases/rows/compare/compared-table.js';
import { raiseGenerators, readHighestIds } from '../../phases/rows/copy/reserve-ids.js';
import { checkGenerators } from '../../phases/rows/validate/jobs/generators.js';
import { volatileColumns } from '../../phases/rows/validate/run-validation.js';
import type { Plan, TablePlan } from '../../plan/plan.js';
import { feedBack, refuseEnded, switchedRun, wayBackStart } from '../feed-back.js';
import { fitRun, readSides } from '../fit-run.js';
import { operator } from '../run-environment.js';
import { findRun, upgradeTarget } from '../target-ledger.js';
import type { WithPhases } from '../types.js';
import type { Course, Cutting } from './course.js';
import { already, cutOver, refuseUnasked, rehearse } from './cut-over.js';
import { boundaryOf } from './switch-over.js';
import type { CutoverOperation } from './types.js';

/** Makes the source the truth again, with what the target took meanwhile: the cut-over with its sides exchanged. */
export const back: WithPhases<CutoverOperation> = async (phases, context, request, listener, control) => {
  const { config } = context;
  const options = config.options.live ?? defaultLiveOptions;
  const { database } = config.source.mysql;
  refuseUnasked(request, database, options.fenceCommand, {
    confirm: say('back.confirm', { database }),
    remedy: say('back.confirm.remedy', { database }),
  });
  const role = request.dryRun ? 'target' : 'target-writer';
  await using session = await openSession(config.target.mysql, role);
  if (!request.dryRun) await upgradeTarget(context, session);
  const found = await findRun(context, session, undefined);
  const { switched: before } = await fitRun(phases, found.run, found.ledger);
  if (before?.ended?.by === 'back') return already(found.run.runId, before);
  const { run, ledger, switched, room } = await switchedRun(phases, context, session);
  const start = wayBackStart(run, switched);
  await using source = await openSession(config.source.mysql, request.dryRun ? 'source' : 'target-writer');
  const work: Work = { context, request, listener, control, options, run, ledger, source, switched };
  const feed = await readFeed(source, database, run.runId);
  const made = feed?.live.switched;
  // `finish` ends the feed first: where it died then, the target does not know yet.
  if (made) refuseEnded(run, made);
  if (made) {
    if (!request.dryRun) await noteBack(work, made.end);
    return already(run.runId, made);
  }
  const facts = await readSides(context, run);
  const wayBack = wayBackOf({ context, plan: run.plan, live: { room }, boundary: switched.boundary, facts });
  const course: Course = {
    side: 'target',
    left: config.target.mysql,
    tables: wayBack.tables,
    own: await ownWrites(session, ledger.location, [run.runId]),
    worker: 'feed-back',
    follow: (told, steered) =>
      feedBack(phases, context, { confirm: request.confirm, untilCaughtUp: false }, told, steered),
    async refuseUnfollowable() {
      const from = feed?.live.applied ?? start;
      const way = await checkWayBack({ context, plan: run.plan, facts, from });
      const [problem] = way.problems;
      if (problem)
        throw new RefusedError(say('back.refused', { problem: problem.title }), { remedy: problem.remedy });
    },
    gate: async (follower) => [lagGate(follower, options, say('gate.not-fed-back'))],
    applied: async () => (await readFeed(source, database, run.runId))?.live.applied ?? start,
    // A version that the target's Vault has lost is found by validation.
    bringRest: () => Promise.resolve(),
    compare: (touched) => compare(work, wayBack, touched),
    raise: () => raise(work, wayBack),
    switchOver: (end, refuseLate) => switchBack(work, end, refuseLate),
  };
  const cutting = { ...work, course };
  return request.dryRun ? await rehearse(cutting) : await cutOver(cutting);
};

interface Work extends Omit<Cutting, 'course'> {
  /** Into the source. */
  readonly source: Session;
  /** The cut-over that is taken back. */
  readonly switched: Switched;
}

async function compare(
  { context: { config, preset } }: Work,
  { forth }: WayBack,
  touched: Parameters<typeof compareReturned>[2],
) {
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const { vault: _, ...plan } = forth;
  const looking = {
    options: { plan, cellContext: cellContextOf(config), volatile: volatileColumns(preset) },
    pair: { source, target },
    versionsOf: () => Promise.reject(new Error('versions are not compared on the way back')),
  };
  return await compareReturned(
    looking,
    forth.tables.map((table) => comparable(forth, table)),
    touched,
  );
}

/**
 * Without what never goes back, without versions of secrets, which each store counts by itself, and without JSON that the source keeps in
 * a form of its own (MySQL sorts and spaces it) while the target keeps its text (MariaDB): its text differs where its meaning does not.
 */
function comparable(plan: Plan, table: TablePlan): TablePlan {
  const version = versionColumn(plan, table.table);
  const isReformed = ({ source, target }: TablePlan['columns'][number]) =>
    source?.dataType === 'json' && target.dataType !== 'json';
  return {
    ...table,
    columns: table.columns.filter(
      (column) =>
        column.name !== version &&
        !isReformed(column) &&
        (column.treatment.kind !== 'constant' || column.name === plan.tenant.column),
    ),
  };
}

/** The next ID that the source hands out must be above all that the target has handed out. */
async function raise({ context, source }: Work, { forth, plan }: WayBack): Promise<void> {
  const { config, preset } = context;
  await using target = await openSession(config.target.mysql, 'target');
  const highest = await readHighestIds(target, plan, preset);
  const wanted = Object.fromEntries(
    Object.entries(highest).map(([table, id]) => {
      const since = forth.ids.segments?.[table]?.at(-1)?.offset ?? '0';
      return [table, String(BigInt(id) - BigInt(since))];
    }),
  );
  await raiseGenerators(source, plan, preset, wanted);
  const low = (await checkGenerators(source, plan, preset)).find(({ ok }) => !ok);
  if (low) throw new CalledOff(say('back.generators', { problem: low.detail }));
}

/** One transaction in the source: from it on nothing of the target is applied any more. */
async function switchBack(work: Work, end: LogPosition, refuseLate: () => void) {
  const { context, run, ledger, source } = work;
  const { database } = context.config.source.mysql;
  const found = await readFeed(source, database, run.runId);
  if (!found) throw new CalledOff(say('cutover.moved-on'));
  const { feed } = found;
  await source.begin();
  try {
    const applied = await lockApplied(feed);
    const now = (await listRuns(ledger, run.targetDatabase, run.tenantId)).find(
      ({ runId }) => runId === run.runId,
    );
    if (!applied || isBefore(applied, end) || now?.state !== run.state)
      throw new CalledOff(say('cutover.moved-on'));
    const boundary = await boundaryOf(context, run.plan, source, database);
    const switched = {
      at: new Date().toISOString(),
      end,
      boundary,
      target: (await readLogEnd(source)) ?? null,
    };
    await writeSwitched(feed, switched);
    refuseLate();
    await commit(work);
    await noteBack(work, end).catch(() => work.listener(logEvent('warning', say('back.not-noted'))));
    return switched;
  } catch (error) {
    await source.rollback().catch(() => source.destroy());
    throw error;
  }
}

/** Where the connection is lost at the commit, only the ledger knows whether it was made. */
async function commit({ context, run, source }: Work): Promise<void> {
  try {
    await source.commit();
  } catch (error) {
    const endpoint = context.config.source.mysql;
    await using again = await openSession(endpoint, 'source');
    if (!(await readFeed(again, endpoint.database, run.runId))?.live.switched) throw error;
  }
}

/** In the target's ledger, where everybody looks. */
async function noteBack({ ledger }: Work, end: LogPosition): Promise<void> {
  const live = await readLive(ledger);
  if (!live?.switched || live.switched.ended) return;
  const at = new Date().toISOString();
  await writeSwitched(ledger, { ...live.switched, ended: { at, by: 'back', gaveUp: false } });
  const { operator: account, machine } = operator();
  await appendLog(
    ledger,
    'switched-back',
    `at ${showPosition(end)} of the target's log, by ${account}@${machine}`,
  );
}
