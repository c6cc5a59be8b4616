import type { MysqlEndpoint } from '../config/config.js';
import { type Listener, logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { type LiveRecord, passStopped, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { giveTurn, isTurnAsked } from '../ledger/writer-lock.js';
import type { Watched } from '../live/apply-log.js';
import { refuseUnfollowable } from '../live/check-source.js';
import { follow as followLog } from '../live/follow.js';
import { withRoomMade } from '../live/make-room.js';
import { poll } from '../live/poll.js';
import { losesRows } from '../live/structure.js';
import { startVerifier, type Verifier } from '../live/verify/verifier.js';
import { say } from '../live/words.js';
import type { Phase, PhaseWork } from '../phases/phase.js';
import { bringLateSecrets } from '../phases/secrets/late-secrets.js';
import { comparedBeside, levelOf } from './compared-beside.js';
import { confirmed } from './confirmed.js';
import { feedBack } from './feed-back.js';
import { fitRun, readSource } from './fit-run.js';
import { keepFollowing } from './keep-following.js';
import { openSoleWriter } from './sole-writer.js';
import { findRun, lookForRun, upgradeTarget, withTarget } from './target-ledger.js';
import type { FollowOperation, WithPhases } from './types.js';

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
  const { source: read, target: written } = context.config;
  const { database } = written.mysql;
  confirmed(request.confirm, database, 'follow');
  await using writer = await openSoleWriter(written.mysql);
  await upgradeTarget(context, writer.session());
  const { run, ledger } = await findRun(context, writer.session(), undefined);
  const { plan } = run;
  const live = await fitRun(phases, run, ledger);
  if (live.switched)
    throw new RefusedError(say('follow.switched', { run: run.runId }), {
      remedy: say('follow.switched.remedy', { database: read.mysql.database }),
    });
  const source = await readSource(context, run);
  await refuseUnfollowable(context.config, plan, source, live.applied);
  if (live.stopped) await goOver(ledger, live.stopped, listener);
  await appendLog(ledger, comparedBeside, levelOf(context.config));

  await using open = new AsyncDisposableStack();
  let verifier: Verifier | undefined;
  const turn = open.use(watchTurns(written.mysql));
  const ledgerNow = () => ({ ...ledger, session: writer.session() });
  const keeping = {
    context,
    request,
    command: 'follow',
    endpoint: read.mysql,
    writer,
    told: ledgerNow,
    place: ledgerNow,
    live,
    words: { subject: say('follow.subject'), began: (at: string) => say('follow.began', { at }) },
    listener,
    control,
    whenCaughtUp: async () => {
      const work = { context, plan, ledger: ledgerNow(), listener, control };
      await bringOthers(phases, { ...work, plan: await withRoomMade(work) });
    },
  } as const;
  return await keepFollowing(keeping, async (watched) => {
    verifier ??= open.use(startVerifier({ context, run, ledger, listener, lag: watched.lag }));
    const following = { ...verifiedBy(verifier, watched), context, plan, source, listener, control };
    for (;;) {
      await followLog({ ...following, ledger: ledgerNow(), isEnough: turn.isAsked });
      if (watched.stop.aborted || !turn.isAsked()) return undefined;
      listener(logEvent('info', say('follow.aside')));
      await giveTurn(writer.session(), database, watched.stop);
      turn.given();
      if (watched.stop.aborted) return undefined;
      // Nobody holds the run still meanwhile.
      await fitRun(phases, run, ledgerNow());
      listener(logEvent('info', say('follow.on')));
    }
  });
};

const turnEveryMs = 500;

/** Whether somebody wants to write into the target beside following. */
function watchTurns(mysql: MysqlEndpoint) {
  const over = new AbortController();
  let asked = false;
  const polling = poll({ endpoint: mysql, everyMs: turnEveryMs, over: over.signal }, async (session) => {
    asked = await isTurnAsked(session, mysql.database);
  });
  return {
    isAsked: () => asked,
    given() {
      asked = false;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await polling;
    },
  };
}

/** Lets the verifier know, too, what is applied. */
function verifiedBy(verifier: Verifier, { onBatch, onReached, ...watched }: Watched): Watched {
  return {
    ...watched,
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
