import { setTimeout as delay } from 'node:timers/promises';
import type { LiveOptions } from '../../config/options.js';
import { logEvent } from '../../core/events.js';
import { waitsFor } from '../../core/waits.js';
import type { Switched } from '../../ledger/live.js';
import { CalledOff } from '../../live/called-off.js';
import { type Fence, openFence } from '../../live/fence.js';
import { runFenceCommand } from '../../live/fence-command.js';
import type { Witness } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import { isBefore, readLogEnd } from '../../mysql/log-position.js';
import { openSession } from '../../mysql/session.js';
import { type Cutting, sideOf } from './course.js';
import type { Pause } from './pause.js';

/** All that is done while the writers stand still. However it ends, the locks are gone then. */
export async function underFence(
  cutting: Cutting,
  witness: Witness,
  pause: Pause,
): Promise<Pick<Switched, 'end' | 'boundary'>> {
  const { options, course } = cutting;
  const end = await (async () => {
    await using fence = await openFence({
      endpoint: course.left,
      tables: [...course.tables.keys()],
      lockSeconds: lockSecondsOf(options),
      maxSeconds: Math.ceil(options.maxPauseSeconds),
    });
    await pause.step('lock', fence.lock);
    await pause.step('fence', () => stopWriters(cutting, fence, pause));
    const place = await pause.step('end', fence.end);
    await pause.step('drain', async () => {
      await pause.until(async () => witness.hasRead(place) && !isBefore(await course.applied(), place));
      await course.bringRest(pause);
    });
    await pause.step('verify', async () => verify(cutting, witness));
    // Still ours: with the connection, the locks would be gone, and what was written since not in the target.
    await pause.step('locked', fence.end);
    witness.guard();
    return place;
  })();
  await pause.step('sentry', () => sentry(cutting, witness, pause));
  await pause.step('generators', course.raise);
  return await pause.last('switch', (refuseLate) => course.switchOver(end, refuseLate));
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
  const wait = waitsFor(ended);
  for (;;) {
    await wait(letThroughEveryMs);
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

async function askToStop(
  { options, request, listener, course }: Cutting,
  signal: AbortSignal,
): Promise<void> {
  const { fenceCommand } = options;
  if (fenceCommand === undefined) {
    if (await request.askFence?.(signal)) return;
    throw new CalledOff(say('cutover.not-fenced', { side: sideOf(course) }));
  }
  const tell = (line: string) => listener(logEvent('info', say('cutover.fence-says', { line })));
  const { exitCode } = await runFenceCommand(fenceCommand, {
    env: { TENANTFERRY_SIDE: course.side },
    tell,
    signal,
  });
  if (exitCode !== 0) throw new CalledOff(say('cutover.fence-failed', { code: exitCode ?? '-' }));
}

/** Compares what was touched since the cut-over began, on both sides. */
async function verify({ course }: Cutting, witness: Witness): Promise<void> {
  const differences = await course.compare(witness.touched());
  const [first] = differences;
  if (!first) return;
  const { table, key } = first;
  throw new CalledOff(say('cutover.differs', { differences: differences.length, table, key }));
}

/** How long nobody may write once the locks are gone, for the fence to be believed. */
const mostSentryMs = 1_000;

/** The locks are gone, and the fence has to hold by itself. What is written all the same still gets to the target. */
async function sentry({ course, options }: Cutting, witness: Witness, pause: Pause): Promise<void> {
  await delay(Math.min(mostSentryMs, options.maxPauseSeconds * 250));
  await using session = await openSession(course.left, 'source');
  const end = await readLogEnd(session);
  if (!end) throw new Error('the server does not say where its binary log ends');
  await pause.until(() => witness.hasRead(end));
  const at = witness.foreign();
  if (at !== null) throw new CalledOff(say('cutover.fence-broken', { at, side: sideOf(course) }));
}
