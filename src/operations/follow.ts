import { type Listener, logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { type LiveRecord, passStopped, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { refuseUnfollowable } from '../live/check-source.js';
import { follow as followLog, losesRows } from '../live/follow.js';
import { withRoomMade } from '../live/make-room.js';
import { startVerifier, type Verifier } from '../live/verify/verifier.js';
import { say } from '../live/words.js';
import { showPosition } from '../mysql/log-position.js';
import type { Phase, PhaseWork } from '../phases/phase.js';
import { bringLateSecrets } from '../phases/secrets/late-secrets.js';
import { comparedBeside, levelOf } from './compared-beside.js';
import { confirmed } from './confirmed.js';
import { feedBack } from './feed-back.js';
import { fitRun, readSource } from './fit-run.js';
import type { FollowOperation } from './follow-types.js';
import { type Hooks, keepFollowing } from './keep-following.js';
import type { FollowSummary } from './result-shapes.js';
import { openSoleWriter } from './sole-writer.js';
import { findRun, lookForRun, upgradeTarget, withTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';

/** Follows whichever side is the truth: before a cut-over the source, after it the target. */
export const follow: WithPhases<FollowOperation> = async (phases, context, ...rest) => {
  const [{ confirm }] = rest;
  const { source, target } = context.config;
  const isSwitched = await withTarget(context, async (session) => {
    const found = await lookForRun(context, session, undefined);
    return found !== null && (await readLive(found.ledger))?.switched;
  });
  const named = confirm === target.mysql.database && confirm !== source.mysql.database;
  return isSwitched && !named ? feedBack(phases, context, ...rest) : followSource(phases, context, ...rest);
};

/** Applies what is written to the source since the run's copy, until it is stopped or has caught up. */
export const followSource: WithPhases<FollowOperation> = async (
  phases,
  context,
  request,
  listener,
  control,
) => {
  const { mysql } = context.config.target;
  confirmed(request.confirm, mysql.database, 'follow');
  const begun = performance.now();
  let writer = await openSoleWriter(mysql);
  try {
    await upgradeTarget(context, writer);
    const { run, ledger } = await findRun(context, writer, undefined);
    const live = await fitRun(phases, run, ledger);
    if (live.switched)
      throw new RefusedError(say('follow.switched', { run: run.runId }), {
        remedy: say('follow.switched.remedy', { database: context.config.source.mysql.database }),
      });
    const source = await readSource(context, run);
    await refuseUnfollowable(context.config, run.plan, source, live.applied);
    if (live.stopped) await goOver(ledger, live.stopped, listener);
    const at = showPosition(live.stopped?.position ?? live.applied);
    listener({ type: 'follow-started', runId: run.runId, position: at, at: new Date().toISOString() });
    listener(logEvent('info', say('follow.began', { at })));
    await appendLog(ledger, 'follow-started', at);
    await appendLog(ledger, comparedBeside, levelOf(context.config));

    await using verifying = new AsyncDisposableStack();
    let verifier: Verifier | undefined;
    const ledgerNow = () => ({ ...ledger, session: writer });
    const kept = await keepFollowing(
      {
        context,
        endpoint: context.config.source.mysql,
        ledger,
        command: 'follow',
        subject: say('follow.subject'),
        untilCaughtUp: request.untilCaughtUp,
        listener,
        control,
        ledgerNow,
        whenCaughtUp: async () => {
          const work = { context, plan: run.plan, ledger: ledgerNow(), listener, control };
          await bringOthers(phases, { ...work, plan: await withRoomMade(work) });
        },
      },
      async (hooks, isRetry) => {
        if (isRetry) {
          writer.destroy();
          writer = await openSoleWriter(mysql);
        }
        const { plan } = run;
        verifier ??= verifying.use(startVerifier({ context, run, ledger, listener, lag: hooks.lag }));
        const watched = verifiedBy(verifier, hooks);
        await followLog({ ...watched, context, plan, ledger: ledgerNow(), source, listener, control });
      },
    );
    const now = ledgerNow();
    const applied = (await readLive(now))?.applied ?? live.applied;
    const summary: FollowSummary = {
      runId: run.runId,
      outcome: kept.isCaughtUp ? 'caught-up' : 'stopped',
      position: showPosition(applied),
      ...kept.counted,
      seconds: (performance.now() - begun) / 1000,
    };
    await appendLog(
      now,
      'follow-ended',
      `${summary.outcome} at ${summary.position}, ${kept.counted.rowEvents} row changes`,
    );
    return summary;
  } finally {
    await writer.close();
  }
};

/** Lets the verifier know, too, what is applied. */
function verifiedBy(verifier: Verifier, { onBatch, onReached, ...hooks }: Hooks): Hooks {
  return {
    ...hooks,
    onBatch(batch) {
      verifier.applied(batch);
      onBatch(batch);
    },
    onReached(position) {
      verifier.reached(position);
      onReached(position);
    },
  };
}

/** What was not to be had when its row came: secrets, and what phases carry that need no rows before them, such as the contents of files. */
async function bringOthers(phases: readonly Phase[], work: PhaseWork): Promise<void> {
  if (work.plan.vault) await bringLateSecrets({ ...work, ...work.context });
  for (const phase of phases)
    if (phase.repeats && phase.after === null && phase.takesPart(work.plan)) await phase.copy(work);
}

async function goOver(
  ledger: RunLedger,
  stopped: NonNullable<LiveRecord['stopped']>,
  listener: Listener,
): Promise<void> {
  const { verb, table } = stopped;
  if (losesRows(verb))
    throw new RefusedError(say('follow.rows-lost', { verb, table }), {
      remedy: say('follow.rows-lost.remedy'),
    });
  await passStopped(ledger, stopped);
  listener(logEvent('warning', say('follow.passed', { verb, table })));
  await appendLog(ledger, 'follow-passed', `${verb} on ${table}`);
}
