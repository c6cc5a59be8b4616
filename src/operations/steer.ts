import { setTimeout as delay } from 'node:timers/promises';
import { mostPairs } from '../config/pairs.js';
import type { SteerAction } from '../core/steer-changes.js';
import type { RunLedger } from '../ledger/location.js';
import { steerable, writeSteering } from '../ledger/steering.js';
import { readWorkers, type WorkerRecord } from '../ledger/workers.js';
import { openSession } from '../mysql/session.js';
import { operatorName } from './run-environment.js';
import type { SteerOperation, SteerRequest } from './steer-types.js';
import { findRun } from './target-ledger.js';
import { refuse } from './words.js';

/** A process reads what is asked of it each second. */
const patienceMs = 10_000;
const lookEveryMs = 200;

/** Asks something of the process that works on a run. */
export const steer: SteerOperation = async (context, request) => {
  const { config } = context;
  const { action, value, signal } = request;
  const most = mostPairs(config.options.parallel);
  if (action === 'parallel' && value !== null && value > most) throw refuse('steer.pairs', { most });
  await using session = await openSession(config.target.mysql, 'target-writer');
  const { run, ledger } = await findRun(context, session, request.runId);
  const worker = addressed(await readWorkers(ledger), run.runId, request);
  const { command, host, user, pid } = worker;
  const by = operatorName();
  const at = new Date().toISOString();
  const seq = await writeSteering(ledger, { command, action, value, by });
  if (seq === null) throw refuse('steer.older', { host, pid });
  const taken = await isTaken(ledger, worker, seq, signal);
  return { runId: run.runId, command, host, user, pid, action, value, by, at, taken };
};

/** Whom it is asked of. */
function addressed(
  workers: readonly WorkerRecord[],
  run: string,
  { action, command }: SteerRequest,
): WorkerRecord {
  const alive = workers.filter((worker) => worker.alive && (!command || worker.command === command));
  if (alive.length === 0) throw refuse('steer.nobody', { run });
  const able = alive.filter((worker) => steerable[worker.command].includes(action));
  if (able.length === 0) {
    const [first] = alive.map((worker) => worker.command);
    throw refuse('steer.cannot', { command: first ?? '', action, actions: actionsOf(alive).join(', ') });
  }
  // A cut-over that follows by itself is one process, of which following is a part.
  const [one, ...others] = able.filter((worker) => action !== 'stop' || !isWithin(worker, able));
  if (one && others.length === 0) return one;
  throw refuse('steer.several', { commands: able.map((worker) => worker.command).join(', ') });
}

const actionsOf = (workers: readonly WorkerRecord[]): readonly SteerAction[] =>
  workers.flatMap(({ command }) => steerable[command]);

function isWithin({ command, host, pid }: WorkerRecord, workers: readonly WorkerRecord[]): boolean {
  const isPart = command === 'follow' || command === 'feed-back';
  return (
    isPart && workers.some((other) => other.command !== command && other.host === host && other.pid === pid)
  );
}

/** Waits until the process says that it has done it, or ends. */
async function isTaken(
  ledger: RunLedger,
  { command, since }: WorkerRecord,
  seq: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const now = (await readWorkers(ledger)).find((one) => one.command === command && one.since === since);
    if (!now || now.ended) return true;
    if ((now.figures.steering?.seq ?? 0) >= seq) return true;
    if (!now.alive) return false;
    await delay(lookEveryMs, undefined, { signal });
  }
  return false;
}
