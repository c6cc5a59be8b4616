import { setTimeout as delay } from 'node:timers/promises';
import { logEvent } from '../../core/events.js';
import type { Sentence } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { readWorkers } from '../../ledger/workers.js';
import { type Blocker, readBlockers } from '../../live/blockers.js';
import type { GateLine } from '../../live/gate.js';
import { say } from '../../live/words.js';
import { MysqlError } from '../../mysql/errors.js';
import { openSession } from '../../mysql/session.js';
import { type Course, type Cutting, sideOf } from './course.js';
import { stepEvent } from './pause.js';

export const followerOf = async (ledger: RunLedger, { worker }: Pick<Course, 'worker'>) =>
  (await readWorkers(ledger)).find(({ command }) => command === worker);

/** The gate by the ledger and by the side that is left. Where nobody follows, the cut-over does so first. */
export async function gateNow(cutting: Cutting): Promise<readonly GateLine[]> {
  const { ledger, course } = cutting;
  const follower = await followerOf(ledger, course);
  const gate = await course.gate(follower);
  const lines = follower?.alive
    ? gate
    : gate.map((line) =>
        line.name === 'lag'
          ? { ...line, ok: true, detail: say('gate.follows-first', { side: sideOf(course) }) }
          : line,
      );
  return [...lines, await fenceLine(cutting)];
}

/** Whether the account may lock the tables: a table that is not there is refused for another reason to whom may. */
async function fenceLine({ course }: Cutting): Promise<GateLine> {
  await using session = await openSession(course.left, 'source');
  const denied = await session.execute('LOCK TABLES `_tenantferry_none` READ').then(
    () => false,
    (error: unknown) => error instanceof MysqlError && [1044, 1142].includes(error.errno ?? 0),
  );
  const side = sideOf(course);
  if (!denied) return { name: 'fence', ok: true, detail: say('gate.fence', { side }) };
  const { user, database } = course.left;
  const params = { user, database, side };
  return { name: 'fence', ok: false, detail: say('gate.fence.denied', params) };
}

export async function blockersNow({ course: { left, tables } }: Cutting): Promise<readonly Blocker[]> {
  await using session = await openSession(left, 'source');
  return await readBlockers(session, left.database, [...tables.keys()]);
}

const gateEveryMs = 500;
/** After following has caught up, it has so long beside the quiet time to stay close. */
const patienceSeconds = 60;

/** Waits while only the lag is in the way; what heals by itself in no time is not waited for. */
export async function waitForGate(
  cutting: Cutting,
  failure: () => Sentence | undefined,
  onCaughtUp: () => Promise<unknown>,
): Promise<readonly GateLine[]> {
  const { control, options, ledger, listener, course } = cutting;
  const begun = performance.now();
  let caughtUpAt: number | undefined;
  let told: string | undefined;
  for (;;) {
    const gate = await gateNow(cutting);
    const closed = gate.filter(({ ok }) => !ok);
    const follower = await followerOf(ledger, course);
    const isFollowed = follower?.alive === true;
    if (closed.length === 0 && isFollowed) {
      listener(stepEvent('gate', begun));
      return gate;
    }
    const others = closed.some(({ name }) => name !== 'lag');
    const isAlone = !isFollowed && performance.now() - begun > firstBeatMs;
    if (others || isAlone || control.stop.aborted || failure())
      return gate.map((line) => lost(line, isAlone));
    if (typeof follower?.figures.lagSeconds === 'number') {
      caughtUpAt ??= performance.now();
      await onCaughtUp();
    }
    const waited = caughtUpAt === undefined ? 0 : (performance.now() - caughtUpAt) / 1000;
    if (waited > options.quietSeconds + patienceSeconds) return gate;
    const [why] = closed;
    if (why && told === undefined) {
      told = why.name;
      listener(logEvent('info', say('cutover.waiting', { why: why.detail })));
    }
    await delay(gateEveryMs);
  }
}

/** A follower's first sign of life comes within this, or there is none. */
const firstBeatMs = 10_000;

/** The follower went meanwhile. */
const lost = (line: GateLine, isAlone: boolean): GateLine =>
  line.name === 'lag' && isAlone ? { ...line, ok: false, detail: say('gate.not-followed') } : line;
