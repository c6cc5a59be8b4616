import type { Context } from '../config/context.js';
import { logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { openFeed } from '../ledger/feed.js';
import { passStopped, readLive, type Switched } from '../ledger/live.js';
import { appendLog } from '../ledger/log.js';
import type { StoredRun } from '../ledger/runs.js';
import { checkWayBack } from '../live/check-way-back.js';
import { feedBack as feedLog, WindowEnded } from '../live/feed-back.js';
import { losesRows } from '../live/follow.js';
import { ownWrites } from '../live/own-writes.js';
import { wayBackOf } from '../live/way-back.js';
import { say } from '../live/words.js';
import { type LogPosition, showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { Phase } from '../phases/phase.js';
import { fitRun, readSides } from './fit-run.js';
import type { FollowOperation } from './follow-types.js';
import { keepFollowing } from './keep-following.js';
import type { FollowSummary } from './result-shapes.js';
import { openSoleWriter } from './sole-writer.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';

/** After a cut-over: feeds what the tenant changes in the target back to the source, until it is stopped or has caught up. */
export const feedBack: WithPhases<FollowOperation> = async (phases, context, request, listener, control) => {
  const { database } = context.config.source.mysql;
  if (request.confirm !== database)
    throw new RefusedError(say('back.confirm', { database }), {
      remedy: say('back.confirm.remedy', { database }),
    });
  const begun = performance.now();
  await using notes = await openSession(context.config.target.mysql, 'target-writer');
  await upgradeTarget(context, notes);
  const { run, ledger, switched, room } = await switchedRun(phases, context, notes);
  const start = wayBackStart(run, switched);
  const facts = await readSides(context, run);
  let writer = await openSoleWriter(context.config.source.mysql);
  try {
    const { feed, live } = await openFeed(writer, database, run.runId, start);
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
    const wayBack = wayBackOf({
      context,
      plan: run.plan,
      live: { room },
      boundary: switched.boundary,
      facts,
    });
    const own = await ownWrites(notes, ledger.location, [run.runId]);
    const at = showPosition(stopped?.position ?? live.applied);
    listener({ type: 'follow-started', runId: run.runId, position: at, at: new Date().toISOString() });
    listener(logEvent('info', say('back.began', { at })));
    const { lost, gaps } = wayBack;
    if (gaps.length > 0) listener(logEvent('warning', way.ready));
    if (lost.length > 0) listener(logEvent('warning', say('back.lost', { columns: lost.join(', ') })));
    await appendLog(ledger, 'feed-back-started', at);
    const feedNow = () => ({ ...feed, session: writer });
    const packetLimit = Number(facts.source.variables.max_allowed_packet ?? 16 * 1024 * 1024);
    let reached: LogPosition = live.applied;
    let isEnded = false;
    const kept = await keepFollowing(
      {
        context,
        endpoint: context.config.target.mysql,
        ledger,
        command: 'feed-back',
        subject: say('back.subject'),
        untilCaughtUp: request.untilCaughtUp,
        listener,
        control,
        ledgerNow: () => ledger,
        rowEventsBefore: live.rowEvents,
        position: () => showPosition(reached),
      },
      async (hooks, isRetry) => {
        if (isRetry) {
          writer.destroy();
          writer = await openSoleWriter(context.config.source.mysql);
        }
        const fed = feedLog({
          ...hooks,
          onReached: (position) => {
            reached = position;
            hooks.onReached(position);
          },
          context,
          listener,
          control,
          wayBack,
          feed: feedNow(),
          own,
          packetLimit,
        });
        await fed.catch((error: unknown) => {
          if (!(error instanceof WindowEnded)) throw error;
          isEnded = true;
        });
      },
    );
    const applied = (await readLive(feedNow()))?.applied ?? live.applied;
    const summary: FollowSummary = {
      runId: run.runId,
      outcome: isEnded ? 'finished' : kept.isCaughtUp ? 'caught-up' : 'stopped',
      position: showPosition(applied),
      ...kept.counted,
      seconds: (performance.now() - begun) / 1000,
    };
    await appendLog(
      ledger,
      'feed-back-ended',
      `${summary.outcome} at ${summary.position}, ${kept.counted.rowEvents} row changes`,
    );
    return summary;
  } finally {
    await writer.close();
  }
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
