import type { Context } from '../config/context.js';
import { defaultLiveOptions } from '../config/options.js';
import { readAnswers } from '../ledger/checklist-answers.js';
import { readLive, type Switched } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import { readValidation } from '../ledger/saved-validations.js';
import { readVerified, readVerifiedMinutes, type Verified } from '../ledger/verified.js';
import { readWorkers, type WorkerRecord } from '../ledger/workers.js';
import { type GateLine, gateOf, itemsBeforeCutover } from '../live/gate.js';
import { scoreOf } from '../live/verify/minutes.js';
import { showPosition } from '../mysql/log-position.js';
import type { Phase, PhaseFigures } from '../phases/phase.js';
import { placeOf } from '../phases/run-state.js';
import { answerChecklist } from './checklist/answer-checklist.js';
import { readLevel } from './compared-beside.js';
import type { RunPhase, RunStatus, StatusOperation, WayBackState } from './status-types.js';
import { type FoundRun, findRun, withTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';

/** Where a run stands, and who works on it. Reads only, and only the ledger. */
export const status: WithPhases<StatusOperation> = (phases, context, runId) =>
  withTarget(context, async (session) => statusOf(phases, context, await findRun(context, session, runId)));

/** The same of a run whose ledger is at hand. */
export async function statusOf(
  phases: readonly Phase[],
  context: Context,
  { run, ledger }: FoundRun,
): Promise<RunStatus> {
  const workers = await readWorkers(ledger);
  const live = await readLive(ledger);
  const switched = live?.switched ?? null;
  const phase = phaseOf(run, workers, switched);
  // A sentry of the source feeds nothing back.
  const own =
    phase === 'feeding-back'
      ? workers.filter(({ command }) => command === 'feed-back' || command === 'back')
      : workers;
  const alive = own.find((worker) => worker.alive);
  const follower = workers.find(({ command }) => command === (switched ? 'feed-back' : 'follow'));
  // After a cut-over the target goes its own way.
  const verified = switched ? undefined : await readVerified(ledger);
  const now = follower?.alive ? follower.figures : undefined;
  const fed = switched ? follower?.figures : undefined;
  return {
    runId: run.runId,
    tenantId: run.tenantId,
    phase,
    progress: await progressOf(phases, run, ledger, workers),
    lagSeconds: now?.lagSeconds ?? null,
    position: fed?.position ?? (live ? showPosition(live.applied) : null),
    rowEvents: fed?.rowEvents ?? live?.rowEvents ?? 0,
    eventsPerSecond: now?.eventsPerSecond ?? null,
    dirtyKeys: verified?.dirtyKeys ?? null,
    verification: verified ? await shownVerified(ledger, verified) : null,
    gate: live && mayCutOver(phase) ? await readGate(context, ledger, follower) : [],
    worker: shown(alive ?? own.find(({ ended }) => !ended)),
    ...figuresOf(alive, workers),
    steering: steeringOf(alive),
    isDue: isDue(phase),
    wayBack: wayBackStateOf(switched, follower),
  };
}

/** The gate of a cut-over, out of what the ledger knows. Reads only. */
export async function readGate(
  { config, preset }: Context,
  ledger: RunLedger,
  follower: WorkerRecord | undefined,
): Promise<readonly GateLine[]> {
  const { maxLagSeconds, quietSeconds } = config.options.live ?? defaultLiveOptions;
  const validation = await readValidation(ledger);
  const before = new Set(itemsBeforeCutover(preset.checklist).map(({ id }) => id));
  const unanswered = answerChecklist(preset, validation, await readAnswers(ledger))
    .filter(({ itemId, state }) => before.has(itemId) && (state === 'open' || state === 'fail'))
    .map(({ itemId }) => itemId);
  const verified = await readVerified(ledger);
  return gateOf({ follower, maxLagSeconds, quietSeconds, validation, verified, unanswered });
}

/** Minutes that the score is of. */
const scoredMinutes = 10;

async function shownVerified(
  ledger: RunLedger,
  { passes, lastPass, lastClean, mismatchCount }: Verified,
): Promise<RunStatus['verification']> {
  const score = scoreOf(await readVerifiedMinutes(ledger, scoredMinutes));
  return {
    passes,
    lastPass,
    lastCleanAt: lastClean?.endedAt ?? null,
    mismatches: mismatchCount,
    score,
    level: await readLevel(ledger),
  };
}

/** The phase of a run by its state and by who has worked on it. */
export function phaseOf(
  { state }: Pick<StoredRun, 'state'>,
  workers: readonly Pick<WorkerRecord, 'command' | 'alive'>[],
  switched: Pick<Switched, 'ended'> | null = null,
): RunPhase {
  if (state === 'rolled-back') return 'rolled-back';
  if (state === 'rolling-back') return 'rolling-back';
  if (switched?.ended) return switched.ended.by;
  if (switched) return workers.some(({ command }) => command === 'feed-back') ? 'feeding-back' : 'switched';
  if (workers.some(({ command, alive }) => command === 'cutover' && alive)) return 'cutting-over';
  if (workers.some(({ command }) => command === 'follow')) return 'following';
  if (state === 'copied') return 'copied';
  return state === 'created' ? 'prepared' : 'copying';
}

/** What is left of the way back. `follower`: who feeds changes back, or did. */
export function wayBackStateOf(
  switched: Pick<Switched, 'ended' | 'target'> | null,
  follower: Pick<WorkerRecord, 'alive'> | undefined,
): WayBackState | null {
  if (!switched || switched.ended?.by === 'back') return null;
  if (switched.ended || switched.target === null) return 'none';
  if (!follower) return 'waiting';
  return follower.alive ? 'open' : 'dead';
}

/** Whether a run in this phase stands still when nobody works on it. */
export function isDue(phase: RunPhase): boolean {
  switch (phase) {
    case 'prepared':
    case 'copying':
    case 'following':
    case 'cutting-over':
    case 'feeding-back':
    case 'rolling-back':
      return true;
    case 'copied':
    case 'switched':
    case 'back':
    case 'finished':
    case 'rolled-back':
      return false;
  }
}

const mayCutOver = (phase: RunPhase) => ['copied', 'following', 'cutting-over'].includes(phase);

/** How far each phase of the copy is: what is done by the ledger, and how much there is in all, as far as it is known. */
async function progressOf(
  phases: readonly Phase[],
  { plan, state }: StoredRun,
  ledger: RunLedger,
  workers: readonly WorkerRecord[],
): Promise<RunStatus['progress']> {
  const totals = workers.find(({ command }) => command === 'run')?.figures.totals ?? {};
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  const place = placeOf(state, taking);
  const progress: RunStatus['progress'][number][] = [];
  for (const [index, { id, figures }] of taking.entries()) {
    const found = await figures(ledger, plan);
    const done = thingsIn(found);
    const estimate = plan.tables.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
    const expected = found.tables.length > 0 ? estimate : totals[id];
    const total = place.done > index ? done : expected;
    progress.push({ phase: id, done, total: total === undefined ? null : Math.max(total, done) });
  }
  return progress;
}

function thingsIn({ tables, secrets, others }: PhaseFigures): number {
  const counts = [
    ...tables.map(({ rows }) => rows),
    ...secrets.map(({ written, reused }) => written + reused),
    ...Object.values(others).flatMap((parts) => parts.map(({ done, present }) => done + present)),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How a run at work is doing, and what went wrong last in it. */
function figuresOf(
  alive: WorkerRecord | undefined,
  workers: readonly WorkerRecord[],
): Pick<RunStatus, 'overall' | 'secondsLeft' | 'rate' | 'throttle' | 'lastError'> {
  const { overall = null, secondsLeft = null, rate = null, throttle = null } = alive?.figures ?? {};
  const lastError = workers.find(({ figures }) => figures.lastError)?.figures.lastError ?? null;
  return { overall, secondsLeft, rate, throttle, lastError };
}

function steeringOf(worker: WorkerRecord | undefined): RunStatus['steering'] {
  const { steering } = worker?.figures ?? {};
  if (!steering) return null;
  const { paused, parallelism, rowsPerSecond } = steering;
  return { paused, parallelism, rowsPerSecond };
}

function shown(worker: WorkerRecord | undefined): RunStatus['worker'] {
  if (!worker) return null;
  const { command, host, user, pid, since, alive } = worker;
  return { command, host, user, pid, since, alive };
}
