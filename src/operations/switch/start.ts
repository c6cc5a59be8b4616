import { setTimeout as delay } from 'node:timers/promises';
import { type Listener, logEvent } from '../../core/events.js';
import { RefusedError } from '../../core/refused.js';
import { type Sentence, saidBy, told } from '../../core/sentence.js';
import type { Decision } from '../../core/switch-shapes.js';
import type { Move } from '../../switch/decide.js';
import { markNow } from '../../switch/look.js';
import { readyAll, renewInstance } from '../../switch/rolling.js';
import { newStage, type SwitchState } from '../../switch/state.js';
import { type Course, createStepClock, settlePending, takeTurn } from '../../switch/turn.js';
import { refuse, say } from '../../switch/words.js';
import { type Desk, openDesk } from './desk.js';
import type { SwitchStartOperation, SwitchSummary } from './types.js';

const slowestMs = 1_000;
const quickestMs = 100;

/** Moves readers by the config's strategy, and watches them, until the last step was watched or they are back. */
export const switchStart: SwitchStartOperation = async (context, listener, { stop }) => {
  await using desk = await openDesk(context, listener, true);
  const course = courseOf(desk, 'controller', listener);
  const { config, plane } = desk;
  const begun = await desk.turn(async (state, { lossy }) => {
    if (config.back && lossy) throw refuse('switch.lossy-start', { lossy });
    if (config.endStreamsMs !== undefined) await plane.checkEnding(config.endStreamsMs);
    return begin(course, state);
  });
  if (begun.phase === 'done') return summaryOf('done', begun.share, say('switch.done'));
  const everyMs = Math.min(slowestMs, Math.max(quickestMs, config.holdMs / 10));
  const tellAway = awayTeller(listener);
  let streamsEnded = config.endStreamsMs === undefined;
  while (!stop.aborted) {
    let waitMs = everyMs;
    try {
      const turned = await turnOnce(desk, course, stop);
      tellAway(null);
      const end = turned && endOf(turned.state, turned.move);
      if (end?.outcome === 'back' && config.strategy === 'rolling' && plane.instances)
        await readyAll(plane.instances);
      if (turned && !streamsEnded) streamsEnded = await endStreams(desk, course, turned.state, listener);
      // All are on the target, and nobody else would end what has stayed on the source.
      const isLeft = end?.outcome === 'done' && end.share >= 100 && !streamsEnded;
      if (end && !isLeft) {
        await desk.settle(stop);
        return end;
      }
    } catch (error) {
      if (!(error instanceof RefusedError) || error.because?.code.startsWith('ledger.')) throw error;
      tellAway(error);
      waitMs = slowestMs;
    }
    await delay(waitMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return summaryOf('stopped', await plane.readShare().catch(() => begun.share), say('switch.stopped'));
};

/** What turns of this desk are made with. */
export function courseOf({ config, plane, book }: Desk, by: string, listener: Listener): Course {
  return {
    config,
    plane,
    book,
    by,
    now: () => new Date(),
    watchedMs: createStepClock(),
    tell: (decision) => listener({ type: 'switch-decision', ...decision }),
    warn: (said) => listener(logEvent('warning', said)),
  };
}

export function summaryOf(outcome: SwitchSummary['outcome'], share: number, why: Sentence): SwitchSummary {
  return { outcome, share, ...told(why) };
}

/** The proxy says where it is; what the ledger knows of the step goes on to count, and it is watched from its beginning. */
async function begin(course: Course, given: SwitchState | undefined): Promise<SwitchState> {
  const { config, plane, book, now } = course;
  const share = await plane.readShare();
  const known = given && (await settlePending(course, given, share));
  const last = config.strategy === 'ab' ? 100 : (config.steps.at(-1) ?? 100);
  if (known?.phase === 'done' && share >= last) return known;
  // Told once more: whoever wrote it last may have died before it was read, or kept.
  if (share > 0) for (const said of await plane.write(share, true)) course.warn(said);
  // What was held is judged anew: a person may have mended what failed.
  const isUnderWay = known?.phase === 'running' || known?.phase === 'waiting';
  const goesOn = isUnderWay && known.share === share && share > 0;
  const state: SwitchState = goesOn
    ? { ...known, phase: 'running', since: now().toISOString() }
    : newStage(now(), 'running', { share, mark: await markNow(course), before: known });
  const why = told(share > 0 ? say('switch.taken-up') : say('switch.begun'));
  const decision: Decision = {
    at: now().toISOString(),
    kind: 'start',
    from: share,
    to: share,
    by: course.by,
    reason: why.message,
    ...(why.because ? { because: why.because } : {}),
    metrics: [],
    gates: [],
  };
  await book.writeDecision(decision, state);
  course.tell(decision);
  return state;
}

/** One look and what follows from it; null: nothing was ever begun. */
async function turnOnce(desk: Desk, course: Course, stop: AbortSignal) {
  const turned = await desk.turn(async (state, facts) => {
    if (!state) return null;
    return takeTurn(course, state, facts, { kind: 'watch', mayGrow: desk.isNoted() });
  });
  if (turned?.renew) await renew(desk, course, turned.renew, stop);
  return turned;
}

/** Renews an instance while others may have their turn, and notes it. RefusedError where it could not be. */
export async function renew(
  desk: Desk,
  course: Course,
  instance: string,
  stop: AbortSignal,
): Promise<Sentence | null> {
  const renewed = await desk.turn(async (state) => state?.renewed ?? []);
  const problem = await renewInstance(course, instance, renewed, stop);
  await desk.turn(async (state) => {
    if (!state) return;
    if (!problem) {
      await desk.book.writeState({ ...state, renewed: [...state.renewed, instance] });
      return;
    }
    const why = told(say('rolling.failed', { why: problem }));
    const { share } = state;
    const decision: Decision = {
      at: course.now().toISOString(),
      kind: 'refused',
      from: share,
      to: share,
      by: course.by,
      reason: why.message,
      ...(why.because ? { because: why.because } : {}),
      metrics: [],
      gates: [],
    };
    await desk.book.writeDecision(decision, { ...state, phase: 'held' });
    course.tell(decision);
  });
  return problem;
}

/** What a controller ends with; null: it goes on. */
function endOf({ phase, share }: SwitchState, { kind, why }: Move): SwitchSummary | null {
  if (kind === 'forbidden') return summaryOf('forbidden', share, why);
  if (phase === 'back') return summaryOf('back', share, why);
  return phase === 'done' ? summaryOf('done', share, why) : null;
}

/** Ends the sessions that have stayed on the source; true: it was done. */
async function endStreams(
  { config, plane }: Desk,
  { watchedMs }: Course,
  { share, since }: SwitchState,
  listener: Listener,
): Promise<boolean> {
  const isDue = share >= 100 && watchedMs(since) >= (config.endStreamsMs ?? 0);
  if (!isDue) return false;
  listener(logEvent('info', await plane.endOldSessions()));
  return true;
}

/** Says once that the proxy is away, and once that it is back; null: it is there. */
function awayTeller(listener: Listener): (error: RefusedError | null) => void {
  let isAway = false;
  return (error) => {
    if (error && !isAway) {
      const said = saidBy(error);
      const message = typeof said === 'string' ? said : said.text;
      listener({
        type: 'log',
        level: 'warning',
        message,
        ...(error.because ? { because: error.because } : {}),
        at: new Date().toISOString(),
      });
    }
    if (!error && isAway) listener(logEvent('info', say('switch.plane-back')));
    isAway = error !== null;
  };
}
