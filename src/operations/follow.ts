import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { type LiveRecord, passStopped, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import type { StoredRun } from '../ledger/runs.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { refuseUnfollowable } from '../live/check-source.js';
import { follow as followSource, losesRows } from '../live/follow.js';
import { withRoomMade } from '../live/make-room.js';
import { startVerifier, type Verifier } from '../live/verify/verifier.js';
import { say } from '../live/words.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { Phase, PhaseWork } from '../phases/phase.js';
import { placeOf } from '../phases/run-state.js';
import { bringLateSecrets } from '../phases/secrets/late-secrets.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { TablePlan } from '../plan/plan.js';
import { confirmed } from './confirmed.js';
import type { FollowOperation } from './follow-types.js';
import { type Hooks, keepFollowing } from './keep-following.js';
import type { FollowSummary } from './result-shapes.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';

/** Applies what is written to the source since the run's copy, until it is stopped or has caught up. */
export const follow: WithPhases<FollowOperation> = async (phases, context, request, listener, control) => {
  const { database } = context.config.target.mysql;
  confirmed(request.confirm, database, 'follow');
  const begun = performance.now();
  let writer = await openTarget(context);
  try {
    await upgradeTarget(context, writer);
    const { run, ledger } = await findRun(context, writer, undefined);
    const live = await fitRun(phases, run, ledger);
    if (live.switched)
      throw new RefusedError(say('follow.switched', { run: run.runId }), {
        remedy: say('follow.switched.remedy'),
      });
    const source = await readSource(context, run);
    await refuseUnfollowable(context.config, run.plan, source, live.applied);
    if (live.stopped) await goOver(ledger, live.stopped, listener);
    const at = showPosition(live.stopped?.position ?? live.applied);
    listener({ type: 'follow-started', runId: run.runId, position: at, at: new Date().toISOString() });
    listener(logEvent('info', say('follow.began', { at })));
    await appendLog(ledger, 'follow-started', at);

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
        if (isRetry) writer = await reopen(context, writer);
        const { plan } = run;
        verifier ??= verifying.use(startVerifier({ context, run, ledger, listener, lag: hooks.lag }));
        const watched = verifiedBy(verifier, hooks);
        await followSource({ ...watched, context, plan, ledger: ledgerNow(), source, listener, control });
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

/** A writer that nobody else is beside. */
async function openTarget({ config }: Context): Promise<Session> {
  const session = await openSession(config.target.mysql, 'target-writer');
  try {
    await holdTargetLock(session, config.target.mysql.database);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function reopen(context: Context, lost: Session): Promise<Session> {
  lost.destroy();
  return openTarget(context);
}

/** What the ledger knows of following the run; RefusedError where it cannot be followed. */
export async function fitRun(
  phases: readonly Phase[],
  { runId, state, plan }: StoredRun,
  ledger: RunLedger,
): Promise<LiveRecord> {
  const run = { run: runId };
  if (state === 'rolled-back' || state === 'rolling-back')
    throw new RefusedError(say('follow.rolled-back', run), { remedy: say('follow.rolled-back.remedy') });
  const live = await readLive(ledger);
  if (!live) throw new RefusedError(say('follow.not-live', run), { remedy: say('follow.not-live.remedy') });
  const rows = phases.filter(({ takesPart }) => takesPart(plan));
  if (placeOf(state, rows).done === 0)
    throw new RefusedError(say('follow.unfinished', run), { remedy: say('follow.unfinished.remedy') });
  return live;
}

/** The source as it is now. RefusedError where it is not the run's, or its tables are not as they were. */
export async function readSource({ config }: Context, { runId, plan }: StoredRun): Promise<DatabaseFacts> {
  const { database } = config.source.mysql;
  const session = await openSession(config.source.mysql, 'source');
  try {
    const facts = await readDatabaseFacts(session, database);
    if (facts.serverIdentity !== plan.source.identity || database !== plan.source.database)
      throw new RefusedError(say('follow.other-source', { database, run: runId }), {
        remedy: say('follow.other-source.remedy'),
      });
    for (const table of plan.tables) {
      const column = alteredColumn(table, facts);
      if (column === undefined) continue;
      throw new RefusedError(say('follow.altered', { table: table.table, column }), {
        remedy: say('follow.altered.remedy'),
      });
    }
    return facts;
  } finally {
    await session.close();
  }
}

/** A column that came, went or is of another type than when the run was planned; the table's own name where it is gone. */
function alteredColumn(
  { source, columns, droppedColumns }: TablePlan,
  { tables }: DatabaseFacts,
): string | undefined {
  const now = tables[source];
  if (!now) return source;
  const types = new Map(now.columns.map(({ name, columnType }) => [name.toLowerCase(), columnType]));
  const planned = columns.flatMap((column) => column.source ?? []);
  const other = planned.find(({ name, columnType }) => types.get(name.toLowerCase()) !== columnType);
  if (other) return other.name;
  // What the plan sets itself has no source, though the source may have a column of that name.
  const names = [...planned, ...columns].map(({ name }) => name);
  const known = new Set([...names, ...droppedColumns].map((name) => name.toLowerCase()));
  return now.columns.find(
    ({ name, generated, invisible }) => !generated && !invisible && !known.has(name.toLowerCase()),
  )?.name;
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
