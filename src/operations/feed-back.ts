import type { Context } from '../config/context.js';
import { logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { openFeed } from '../ledger/feed.js';
import { passStopped, type Switched } from '../ledger/live.js';
import type { StoredRun } from '../ledger/runs.js';
import { checkWayBack } from '../live/check-way-back.js';
import { feedBack as feedLog, WindowEnded } from '../live/feed-back.js';
import { ownWrites } from '../live/own-writes.js';
import { losesRows } from '../live/structure.js';
import { wayBackOf } from '../live/way-back.js';
import { say } from '../live/words.js';
import type { LogPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { Phase } from '../phases/phase.js';
import { fitRun, readSides } from './fit-run.js';
import { keepFollowing } from './keep-following.js';
import { openSoleWriter } from './sole-writer.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { FollowOperation, WithPhases } from './types.js';

/** After a cut-over: feeds what the tenant changes in the target back to the source, until it is stopped or has caught up. */
export const feedBack: WithPhases<FollowOperation> = async (phases, context, request, listener, control) => {
  const { database } = context.config.source.mysql;
  if (request.confirm !== database)
    throw new RefusedError(say('back.confirm', { database }), {
      remedy: say('back.confirm.remedy', { database }),
    });
  await using notes = await openSession(context.config.target.mysql, 'target-writer');
  await upgradeTarget(context, notes);
  const { run, ledger, switched, room } = await switchedRun(phases, context, notes);
  const start = wayBackStart(run, switched);
  const facts = await readSides(context, run);
  await using writer = await openSoleWriter(context.config.source.mysql);
  const { feed, live } = await openFeed(writer.session(), database, run.runId, start);
  const way = await checkWayBack({ context, plan: run.plan, facts, from: live.applied });
  const [problem] = way.problems;
  if (problem)
    throw new RefusedError(say('back.refused', { problem: problem.title }), { remedy: problem.remedy });
  const { stopped } = live;
  if (stopped) {
    const { verb, table } = stopped;
    if (losesRows(verb))
      throw new RefusedError(say('follow.rows-lost', { verb, table }), {
        remedy: say('back.missing.remedy'),
      });
    await passStopped(feed, stopped);
    listener(logEvent('warning', say('follow.passed', { verb, table })));
  }
  const { boundary } = switched;
  const wayBack = wayBackOf({ context, plan: run.plan, live: { room }, boundary, facts });
  const own = await ownWrites(notes, ledger.location, [run.runId]);
  const { lost, gaps } = wayBack;
  if (gaps.length > 0) listener(logEvent('warning', way.ready));
  if (lost.length > 0) listener(logEvent('warning', say('back.lost', { columns: lost.join(', ') })));
  const feedNow = () => ({ ...feed, session: writer.session() });
  const packetLimit = Number(facts.source.variables.max_allowed_packet ?? 16 * 1024 * 1024);
  const keeping = {
    context,
    request,
    command: 'feed-back',
    endpoint: context.config.target.mysql,
    writer,
    told: () => ledger,
    place: feedNow,
    live,
    words: { subject: say('back.subject'), began: (at: string) => say('back.began', { at }) },
    listener,
    control,
  } as const;
  return await keepFollowing(keeping, async (watched) => {
    const feeding = { ...watched, context, listener, control, wayBack, feed: feedNow(), own, packetLimit };
    try {
      await feedLog(feeding);
      return undefined;
    } catch (error) {
      if (error instanceof WindowEnded) return 'finished';
      throw error;
    }
  });
};

/** The tenant's latest run, which was cut over. RefusedError where it was not, or its window is ended. */
export async function switchedRun(phases: readonly Phase[], context: Context, session: Session) {
  const { run, ledger } = await findRun(context, session, undefined);
  const { switched, room } = await fitRun(phases, run, ledger);
  if (!switched)
    throw new RefusedError(say('back.not-switched', { run: run.runId }), {
      remedy: say('back.not-switched.remedy'),
    });
  refuseEnded(run, switched);
  return { run, ledger, switched, room };
}

/** RefusedError once the window for the way back is ended. */
export function refuseEnded({ runId: run }: Pick<StoredRun, 'runId'>, { ended }: Switched): void {
  if (ended?.by === 'back')
    throw new RefusedError(say('back.is-back', { run }), { remedy: say('back.is-back.remedy') });
  if (ended) throw new RefusedError(say('back.finished', { run }), { remedy: say('back.finished.remedy') });
}

/** Where the target's own changes begin in its log. RefusedError where that was not noted. */
export function wayBackStart({ runId: run }: StoredRun, { target }: Switched): LogPosition {
  if (target) return target;
  throw new RefusedError(say('back.without', { run }), { remedy: say('back.without.remedy') });
}
