import { setTimeout as delay } from 'node:timers/promises';
import type { LiveOptions } from '../../config/config.js';
import { logEvent } from '../../core/events.js';
import { changedVersions } from '../../ledger/changed-versions.js';
import { readRowsBefore } from '../../ledger/chunks.js';
import { readLive, type Switched } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import { CalledOff } from '../../live/called-off.js';
import { type Fence, openFence } from '../../live/fence.js';
import { runFenceCommand } from '../../live/fence-command.js';
import { withRoomMade } from '../../live/make-room.js';
import { compareTouched, keyedBy, type Witness } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import { isBefore, type LogPosition, readLogEnd } from '../../mysql/log-position.js';
import { openSession } from '../../mysql/session.js';
import { hasOpenFiles } from '../../phases/files/bring-named.js';
import { versionsByTable } from '../../phases/rows/compare/versions.js';
import { readOtherRuns } from '../../phases/rows/validate/jobs/other-runs.js';
import { volatileColumns } from '../../phases/rows/validate/run-validation.js';
import { bringLateSecrets, hasLateSecrets } from '../../phases/secrets/late-secrets.js';
import { cellContextOf } from '../../plan/cell-context.js';
import type { Cutting } from './cutting.js';
import type { Pause } from './pause.js';
import { raise, switchOver } from './switch-over.js';

/** All that is done while the source's writers stand still. However it ends, the locks are gone then. */
export async function underFence(cutting: Cutting, witness: Witness, pause: Pause): Promise<Switched> {
  const { context, options, run, ledger } = cutting;
  const endpoint = context.config.source.mysql;
  const end = await (async () => {
    await using fence = await openFence({
      endpoint,
      tables: run.plan.tables.map((table) => table.source),
      lockSeconds: lockSecondsOf(options),
      maxSeconds: Math.ceil(options.maxPauseSeconds),
    });
    await pause.step('lock', fence.lock);
    await pause.step('fence', () => stopWriters(cutting, fence, pause));
    const place = await pause.step('end', fence.end);
    await pause.step('drain', async () => {
      await pause.until(async () => witness.hasRead(place) && (await isApplied(ledger, place)));
      await bringRest(cutting, pause);
    });
    await pause.step('verify', async () => verify(await asApplied(cutting), witness));
    // Still ours: with the connection, the locks would be gone, and what was written since not in the target.
    await pause.step('locked', fence.end);
    witness.guard();
    return place;
  })();
  await pause.step('sentry', () => sentry(cutting, witness, pause));
  await pause.step('generators', async () => raise(await asApplied(cutting)));
  return await pause.last('switch', (refuseLate) => switchOver(cutting, end, refuseLate));
}

const mostLockSeconds = 5;

/** Others stand behind a lock that is waited for: not for long, and not for the whole pause. */
function lockSecondsOf({ maxPauseSeconds }: LiveOptions): number {
  return Math.max(1, Math.min(mostLockSeconds, Math.floor(maxPauseSeconds / 2)));
}

/**
 * Stops the source's writers by the operator's command or word. Meanwhile, and afterwards, what stands in front of the locks is let
 * through, so that services can end in order and nothing half done is left to be written when the locks go.
 */
async function stopWriters(cutting: Cutting, fence: Fence, pause: Pause): Promise<void> {
  const stopped = askToStop(cutting, pause.signal);
  let isOver = false;
  const ended = stopped.finally(() => {
    isOver = true;
  });
  ended.catch(() => undefined);
  for (;;) {
    await Promise.race([ended, delay(letThroughEveryMs)]);
    // The answer counts for what is seen after it.
    const wasOver = isOver;
    const waiting = await fence.waiting();
    if (waiting.length === 0 && wasOver) return await ended;
    if (waiting.length > 0) {
      if (wasOver) await ended;
      await fence.open();
      await fence.lock();
    }
    pause.signal.throwIfAborted();
  }
}

const letThroughEveryMs = 250;

async function askToStop({ options, request, listener }: Cutting, signal: AbortSignal): Promise<void> {
  const { fenceCommand } = options;
  if (fenceCommand === undefined) {
    if (await request.askFence?.(signal)) return;
    throw new CalledOff(say('cutover.not-fenced'));
  }
  const tell = (line: string) => listener(logEvent('info', say('cutover.fence-says', { line })));
  const { exitCode } = await runFenceCommand(fenceCommand, tell, signal);
  if (exitCode !== 0) throw new CalledOff(say('cutover.fence-failed', { code: exitCode ?? '-' }));
}

/** What rows name, and was not to be had when they came: nothing comes later than this. Secrets that the source does not have are told. */
async function bringRest({ context, run: { plan }, ledger, listener, control }: Cutting, pause: Pause) {
  const work = { ...context, plan, ledger, listener, control: { ...control, stop: pause.signal } };
  if (plan.vault && (await hasLateSecrets(work))) await bringLateSecrets(work);
  if (plan.files) await pause.until(async () => !(await hasOpenFiles(ledger)));
}

async function isApplied(ledger: RunLedger, end: LogPosition): Promise<boolean> {
  const applied = (await readLive(ledger))?.applied;
  return applied !== undefined && !isBefore(applied, end);
}

/** With the room that the follower has made for IDs meanwhile. */
async function asApplied(cutting: Cutting): Promise<Cutting> {
  const { run, ledger } = cutting;
  return { ...cutting, run: { ...run, plan: await withRoomMade({ plan: run.plan, ledger }) } };
}

/** Compares what was touched since the cut-over began, on both sides. */
async function verify({ context, run, ledger }: Cutting, witness: Witness): Promise<void> {
  const { config, preset } = context;
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const looking = {
    options: { plan: run.plan, cellContext: cellContextOf(config), volatile: volatileColumns(preset) },
    pair: { source, target },
    versionsOf: versionsByTable((table) => changedVersions(ledger, table)),
  };
  const notOurs = { rowsBefore: await readRowsBefore(ledger), otherRuns: await readOtherRuns(ledger, run) };
  const touched = keyedBy(run.plan, witness.touched());
  const differences = await compareTouched(looking, notOurs, touched);
  const [first] = differences;
  if (!first) return;
  const { table, key } = first;
  throw new CalledOff(say('cutover.differs', { differences: differences.length, table, key }));
}

/** How long nobody may write once the locks are gone, for the fence to be believed. */
const mostSentryMs = 1_000;

/** The locks are gone, and the fence has to hold by itself. What is written all the same still gets to the target. */
async function sentry({ context, options }: Cutting, witness: Witness, pause: Pause): Promise<void> {
  await delay(Math.min(mostSentryMs, options.maxPauseSeconds * 250));
  await using session = await openSession(context.config.source.mysql, 'source');
  const end = await readLogEnd(session);
  if (!end) throw new Error('the source does not say where its binary log ends');
  await pause.until(() => witness.hasRead(end));
  const at = witness.foreign();
  if (at !== null) throw new CalledOff(say('cutover.fence-broken', { at }));
}
