import type { Listener } from '../../core/events.js';
import { logEvent } from '../../core/events.js';
import { RefusedError } from '../../core/refused.js';
import { type Sentence, saidBy } from '../../core/sentence.js';
import type { Switched } from '../../ledger/live.js';
import { appendLog } from '../../ledger/log.js';
import { holdCutover } from '../../ledger/writer-lock.js';
import { CalledOff } from '../../live/called-off.js';
import { FenceBlocked } from '../../live/fence.js';
import { openWitness, type Witness } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import { openLog } from '../../mysql/binlog/open-log.js';
import { MysqlError } from '../../mysql/errors.js';
import { type LogPosition, showPosition } from '../../mysql/log-position.js';
import { startHeartbeat } from '../heartbeat.js';
import { cutoverEndedDetail, keepSteps } from '../live-report.js';
import { operator } from '../run-environment.js';
import type { Course, Cutting } from './course.js';
import { beginPause } from './pause.js';
import type { CutoverRequest, CutoverSummary } from './types.js';
import { underFence } from './under-fence.js';
import { blockersNow, followerOf, gateNow, waitForGate } from './wait-for-gate.js';

/** RefusedError where the request names another database than this one, or nobody could stop the writers. */
export function refuseUnasked(
  { confirm, dryRun, askFence }: CutoverRequest,
  database: string,
  fenceCommand: string | undefined,
  words: { readonly confirm: Sentence; readonly remedy: Sentence },
): void {
  if (dryRun) return;
  if (confirm !== database) throw new RefusedError(words.confirm, { remedy: words.remedy });
  if (fenceCommand === undefined && !askFence)
    throw new RefusedError(say('cutover.no-fence'), { remedy: say('cutover.no-fence.remedy') });
}

const nothing = {
  pauseSeconds: null,
  expectedPauseSeconds: null,
  gate: [],
  blockers: [],
  position: null,
  boundary: {},
  because: null,
} satisfies Partial<CutoverSummary>;

/** It was made before. */
export function already(
  runId: string,
  { end, boundary }: Pick<Switched, 'end' | 'boundary'>,
): CutoverSummary {
  return { ...nothing, runId, outcome: 'already', position: showPosition(end), boundary };
}

/** Whether it would succeed now. Reads only, and waits for nothing. */
export async function rehearse(cutting: Cutting): Promise<CutoverSummary> {
  const { run, ledger, course } = cutting;
  const follower = await followerOf(ledger, course);
  if (!follower?.alive) await course.refuseUnfollowable();
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

/** Gate, fence, drain, comparison, generators, switch. Until the switch everything can be called off. */
export async function cutOver(cutting: Cutting): Promise<CutoverSummary> {
  const { context, ledger, course, control, listener } = cutting;
  await holdCutover(ledger.session, context.config.target.mysql.database);
  const command = course.side === 'source' ? 'cutover' : 'back';
  await using _beating = await startHeartbeat({ context, ledger, command, control, listener });
  await using follower = await ensureFollower(cutting);
  return await withFollower({ ...cutting, control: { ...control, stop: follower.stop } }, follower.failure);
}

interface Followed extends AsyncDisposable {
  /** The operator's, or that following failed. */
  readonly stop: AbortSignal;
  readonly failure: () => Sentence | undefined;
}

/** Follows in this process, unless another one does. */
async function ensureFollower({ control, listener, ledger, course }: Cutting): Promise<Followed> {
  if ((await followerOf(ledger, course))?.alive)
    return { stop: control.stop, failure: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const over = new AbortController();
  const failed = new AbortController();
  let problem: Sentence | undefined;
  const started = Promise.withResolvers<void>();
  const told: Listener = (event) => {
    if (event.type === 'follow-started') started.resolve();
    listener(event);
  };
  const following = course.follow(told, { ...control, stop: over.signal }).then(
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

async function withFollower(given: Cutting, failure: Followed['failure']): Promise<CutoverSummary> {
  const kept = keepSteps(given.listener);
  const cutting = { ...given, listener: kept.listener };
  const { listener, control, options, run, ledger, course } = cutting;
  const { runId } = run;
  await using witnesses = new AsyncDisposableStack();
  let witness: Witness | undefined;
  const watch = async () => {
    witness ??= witnesses.use(witnessOf(course, await course.applied()));
    return witness;
  };
  const gate = await waitForGate(cutting, failure, watch);
  if (gate.some(({ ok }) => !ok)) {
    const names = gate.filter(({ ok }) => !ok).map(({ detail }) => detail);
    const because =
      failure() ?? (control.stop.aborted ? say('cutover.stopped') : say('cutover.gate', { names }));
    return { ...nothing, runId, outcome: 'called-off', gate, because };
  }
  if (course.warning) listener(logEvent('warning', course.warning));
  const { operator: account, machine } = operator();
  const kind = course.side === 'source' ? 'cutover' : 'back';
  await appendLog(ledger, `${kind}-started`, `by ${account}@${machine}`);
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
    await appendLog(ledger, `${kind}-ended`, cutoverEndedDetail(summary, kept.steps)).catch(() => undefined);
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
    await appendLog(ledger, `${kind}-called-off`, detail).catch(() => undefined);
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
function witnessOf({ left: endpoint, side, tables, own }: Course, from: LogPosition): Witness {
  const logged = [...[...tables.values()].map(({ source }) => source), ...(own?.tables ?? [])];
  return openWitness({
    open: (signal) => openLog({ endpoint, from, tables: logged, signal }),
    tables,
    own,
    // What the target has not changed need not go back.
    keepsFirst: side === 'target',
    partsFrom: from,
    // The follower judges statements: it stops at them, and then the drain does not end.
    onStructure: () => undefined,
  });
}
