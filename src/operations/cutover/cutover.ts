import { defaultLiveOptions } from '../../config/config.js';
import { type Listener, logEvent } from '../../core/events.js';
import { RefusedError } from '../../core/refused.js';
import { type Sentence, saidBy } from '../../core/sentence.js';
import { readLive, type Switched } from '../../ledger/live.js';
import { appendLog } from '../../ledger/log.js';
import { holdCutover } from '../../ledger/writer-lock.js';
import { CalledOff } from '../../live/called-off.js';
import { refuseUnfollowable } from '../../live/check-source.js';
import { FenceBlocked } from '../../live/fence.js';
import { followedTables } from '../../live/follow.js';
import type { FollowedTable } from '../../live/followed-table.js';
import { openWitness, type Witness } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import { openLog } from '../../mysql/binlog/open-log.js';
import { MysqlError } from '../../mysql/errors.js';
import { type LogPosition, showPosition } from '../../mysql/log-position.js';
import { openSession } from '../../mysql/session.js';
import type { Phase } from '../../phases/phase.js';
import { confirmed } from '../confirmed.js';
import { fitRun, follow, readSource } from '../follow.js';
import { startHeartbeat } from '../heartbeat.js';
import { cutoverEndedDetail, keepSteps } from '../live-report.js';
import { operator } from '../run-environment.js';
import { findRun, upgradeTarget } from '../target-ledger.js';
import type { WithPhases } from '../types.js';
import type { Cutting } from './cutting.js';
import { beginPause } from './pause.js';
import type { CutoverOperation, CutoverSummary } from './types.js';
import { underFence } from './under-fence.js';
import { blockersNow, followerOf, gateNow, waitForGate } from './wait-for-gate.js';

/** Makes the target the truth: gate, fence, drain, comparison, generators, switch. Until the switch everything can be called off. */
export const cutover: WithPhases<CutoverOperation> = async (phases, context, request, listener, control) => {
  const { mysql } = context.config.target;
  const options = context.config.options.live ?? defaultLiveOptions;
  if (!request.dryRun) {
    if (request.confirm === undefined)
      throw new RefusedError(say('cutover.confirm', { database: mysql.database }), {
        remedy: say('cutover.confirm.remedy', { database: mysql.database }),
      });
    confirmed(request.confirm, mysql.database, 'cutover');
    if (options.fenceCommand === undefined && !request.askFence)
      throw new RefusedError(say('cutover.no-fence'), { remedy: say('cutover.no-fence.remedy') });
  }
  await using session = await openSession(mysql, request.dryRun ? 'target' : 'target-writer');
  const found = await findRun(context, session, undefined);
  if (!request.dryRun) await upgradeTarget(context, session);
  const live = await fitRun(phases, found.run, found.ledger);
  if (live.switched) return already(found.run.runId, live.switched);
  const source = await readSource(context, found.run);
  const cutting = { context, request, listener, control, options, ...found, live, source };
  if (request.dryRun) return await rehearse(cutting);
  await holdCutover(session, mysql.database);
  await using _beating = await startHeartbeat({ context, ledger: found.ledger, command: 'cutover' });
  await using follower = await ensureFollower(phases, cutting);
  return await cutOver({ ...cutting, control: { ...control, stop: follower.stop } }, follower.failure);
};

const nothing = {
  pauseSeconds: null,
  expectedPauseSeconds: null,
  gate: [],
  blockers: [],
  position: null,
  boundary: {},
  because: null,
} satisfies Partial<CutoverSummary>;

function already(runId: string, { end, boundary }: Switched): CutoverSummary {
  return { ...nothing, runId, outcome: 'already', position: showPosition(end), boundary };
}

/** Whether it would succeed now. Reads only, and waits for nothing. */
async function rehearse(cutting: Cutting): Promise<CutoverSummary> {
  const { context, run, ledger, live, source } = cutting;
  const follower = await followerOf(ledger);
  if (!follower?.alive) await refuseUnfollowable(context.config, run.plan, source, live.applied);
  const gate = await gateNow(cutting);
  const blockers = await blockersNow(cutting);
  const isReady = gate.every(({ ok }) => ok) && blockers.length === 0;
  const lag = follower?.alive ? follower.figures.lagSeconds : undefined;
  return {
    ...nothing,
    runId: run.runId,
    outcome: isReady ? 'ready' : 'not-ready',
    gate,
    blockers,
    expectedPauseSeconds: typeof lag === 'number' ? lag + ownPauseSeconds : null,
  };
}

/** Locks, comparison and the last look take about this long. */
const ownPauseSeconds = 2;

interface Followed extends AsyncDisposable {
  /** The operator's, or that following failed. */
  readonly stop: AbortSignal;
  readonly failure: () => Sentence | undefined;
}

/** Follows in this process, unless another one does. */
async function ensureFollower(phases: readonly Phase[], cutting: Cutting): Promise<Followed> {
  const { context, request, control, listener, ledger } = cutting;
  if ((await followerOf(ledger))?.alive)
    return { stop: control.stop, failure: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const over = new AbortController();
  const failed = new AbortController();
  let problem: Sentence | undefined;
  const started = Promise.withResolvers<void>();
  const told: Listener = (event) => {
    if (event.type === 'follow-started') started.resolve();
    listener(event);
  };
  const following = follow(phases, context, { confirm: request.confirm, untilCaughtUp: false }, told, {
    ...control,
    stop: over.signal,
  }).then(
    () => undefined,
    (error: unknown) => {
      started.reject(error);
      const said = saidBy(error);
      problem = say('cutover.follow-failed', { problem: said });
      failed.abort();
    },
  );
  await started.promise;
  return {
    stop: AbortSignal.any([control.stop, failed.signal]),
    failure: () => problem,
    async [Symbol.asyncDispose]() {
      over.abort();
      await following;
    },
  };
}

async function cutOver(given: Cutting, failure: Followed['failure']): Promise<CutoverSummary> {
  const kept = keepSteps(given.listener);
  const cutting = { ...given, listener: kept.listener };
  const { context, listener, control, options, run, ledger, live, source } = cutting;
  const { runId } = run;
  // Which IDs have room is for the follower to say.
  const tables = followedTables({ context, plan: run.plan, source }, () => undefined);
  await using witnesses = new AsyncDisposableStack();
  let witness: Witness | undefined;
  const watch = async () => {
    if (witness) return witness;
    const from = (await readLive(ledger))?.applied ?? live.applied;
    witness = witnesses.use(witnessOf(cutting, tables, from));
    return witness;
  };
  const gate = await waitForGate(cutting, failure, watch);
  if (gate.some(({ ok }) => !ok)) {
    const names = gate.filter(({ ok }) => !ok).map(({ detail }) => detail);
    const because =
      failure() ?? (control.stop.aborted ? say('cutover.stopped') : say('cutover.gate', { names }));
    return { ...nothing, runId, outcome: 'called-off', gate, because };
  }
  listener(logEvent('warning', say('gate.no-way-back')));
  const { operator: account, machine } = operator();
  await appendLog(ledger, 'cutover-started', `by ${account}@${machine}`);
  using pause = beginPause({ maxSeconds: options.maxPauseSeconds, listener, stop: control.stop });
  try {
    const switched = await underFence(cutting, await watch(), pause);
    const summary: CutoverSummary = {
      ...nothing,
      runId,
      outcome: 'switched',
      pauseSeconds: pause.seconds(),
      gate,
      position: showPosition(switched.end),
      boundary: switched.boundary,
    };
    await appendLog(ledger, 'cutover-ended', cutoverEndedDetail(summary, kept.steps)).catch(() => undefined);
    return summary;
  } catch (error) {
    const because = failure() ?? whyOff(error);
    const blockers = error instanceof FenceBlocked || error instanceof CalledOff ? error.blockers : [];
    const summary: CutoverSummary = {
      ...nothing,
      runId,
      outcome: 'called-off',
      pauseSeconds: pause.seconds(),
      gate,
      blockers,
      because,
    };
    const detail = cutoverEndedDetail(summary, kept.steps);
    await appendLog(ledger, 'cutover-called-off', detail).catch(() => undefined);
    return summary;
  }
}

/** Why it is called off; what is no matter of the cut-over is thrown on. */
function whyOff(error: unknown): Sentence {
  if (error instanceof CalledOff) return error.said;
  if (error instanceof FenceBlocked) return say('cutover.blocked');
  if (error instanceof MysqlError) return say('cutover.server', { problem: error.said });
  throw error;
}

/** Reads the log from a place on, beside the follower. */
function witnessOf(
  { context: { config } }: Cutting,
  tables: ReadonlyMap<string, FollowedTable>,
  from: LogPosition,
): Witness {
  const endpoint = config.source.mysql;
  return openWitness({
    open: (signal) =>
      openLog({ endpoint, from, tables: [...tables.values()].map(({ source }) => source), signal }),
    tables,
    partsFrom: from,
    // The follower judges statements: it stops at them, and then the drain does not end.
    onStructure: () => undefined,
  });
}
