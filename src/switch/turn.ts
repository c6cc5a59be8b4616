import type { SwitchConfig } from '../config/switch.js';
import { RefusedError } from '../core/refused.js';
import { type Sentence, told } from '../core/sentence.js';
import type { Decision } from '../core/switch-shapes.js';
import { decide, forwardByHand, type Move } from './decide.js';
import { findBreach } from './gates.js';
import { type Look, look, markNow } from './look.js';
import type { Plane } from './plane.js';
import { nextToRenew } from './rolling.js';
import { type Facts, newStage, type SwitchState, toldGates } from './state.js';
import { say } from './words.js';

/** One turn: what is there is read, a decision made, and carried out. Nothing is remembered between turns but the state. */

/** Where states and decisions are kept. */
export interface Book {
  writeState(state: SwitchState): Promise<void>;
  /** With the state after it. */
  writeDecision(decision: Decision, state: SwitchState): Promise<void>;
}

export interface Course {
  readonly config: SwitchConfig;
  readonly plane: Plane;
  readonly book: Book;
  /** Who decides: `controller`, or who gave the command. */
  readonly by: string;
  readonly now: () => Date;
  /** Milliseconds that a step which began then has been watched (`createStepClock`). */
  readonly watchedMs: (since: string) => number;
  readonly tell: (decision: Decision) => void;
  readonly warn: (said: Sentence) => void;
}

export interface Turned {
  readonly state: SwitchState;
  readonly move: Move;
  readonly looked: Look;
  /** rolling: an instance that has to be renewed before the move, which was not made. */
  readonly renew: string | null;
}

/** What is asked of a turn: the controller's own judgement, or a person's word. */
export type Order =
  /** mayGrow: no more users are moved while it could not be noted. */
  | { readonly kind: 'watch'; readonly mayGrow: boolean }
  | { readonly kind: 'forward'; readonly withoutData: boolean }
  | { readonly kind: 'hold' | 'back' };

/** The proxy is there, and what it says its share is cannot be read: somebody has damaged its file or map. */
const isDamage = (error: unknown): error is RefusedError =>
  error instanceof RefusedError && ['plane.include', 'plane.no-share'].includes(error.because?.code ?? '');

/** Takes a turn. RefusedError while the proxy is away: then nothing is decided; while its share cannot be read, nothing but to go back. */
export async function takeTurn(
  course: Course,
  given: SwitchState,
  facts: Facts,
  order: Order,
): Promise<Turned> {
  const { config, plane, now } = course;
  const { lossy } = facts;
  const mayGoBack = order.kind === 'watch' || order.kind === 'back';
  const found = await plane.readShare().catch((error: unknown) => {
    if (mayGoBack && isDamage(error)) return error;
    throw error;
  });
  const damage = typeof found === 'number' ? null : found;
  const share = typeof found === 'number' ? found : given.share;
  const before = notAhead(damage ? given : await settlePending(course, given, share), now());
  // Told of each look only where the proxy checks by itself.
  const isTargetDown = share === 0 || !plane.seesCalls ? (await plane.isTargetDown()) === true : false;
  const shadows = order.kind === 'watch';
  const looked = await look({ config, plane, state: before, facts, now: now(), shadows }).catch(
    (error: unknown): Look => {
      // A person's way back needs no figures.
      if (order.kind === 'back' && error instanceof RefusedError)
        return { state: before, judged: [], metrics: [] };
      throw error;
    },
  );
  const { state, judged } = looked;
  const breach = config.back ? findBreach(config.back, config.gates, state.spans) : null;
  const situation = {
    config,
    phase: state.phase,
    share,
    shareBefore: before.share,
    elapsedMs: course.watchedMs(state.since),
    judged,
    breach,
    lossy,
    isLossySaid: state.isLossySaid,
    isTargetDown,
  };
  const move = moveOf(order, situation);
  if (damage && move.kind !== 'back') {
    await course.book.writeState(state);
    throw damage;
  }
  const renew = await nextToRenew(course, move, state);
  if (renew !== null) return { state, move, looked, renew };
  const metrics = move.kind === 'back' && breach ? [...breach.metrics, ...looked.metrics] : looked.metrics;
  const after = await carryOut(course, { ...looked, metrics }, { move, share });
  return { state: after, move, looked, renew: null };
}

/**
 * How long a step is watched, by a clock that nobody sets: since it was seen here first. By the machine's time one that is set forward
 * would end it at once.
 */
export function createStepClock(): Course['watchedMs'] {
  let seen = { since: '', at: 0 };
  return (since) => {
    if (seen.since !== since) seen = { since, at: performance.now() };
    return performance.now() - seen.at;
  };
}

/** The same by a clock that was set back: nothing began later than now. */
function notAhead(state: SwitchState, now: Date): SwitchState {
  const { since, spans } = state;
  const past = (moment: string) => (Date.parse(moment) > now.getTime() ? now.toISOString() : moment);
  return { ...state, since: past(since), spans: { ...spans, currentSince: past(spans.currentSince) } };
}

function moveOf(order: Order, situation: Parameters<typeof decide>[0]): Move {
  switch (order.kind) {
    case 'watch': {
      const move = decide(situation);
      const isEscape = move.kind === 'back' || move.kind === 'stay' || order.mayGrow;
      return isEscape ? move : { kind: 'stay', phase: situation.phase, why: say('switch.watching') };
    }
    case 'forward':
      return forwardByHand(situation, order.withoutData);
    case 'hold':
      return { kind: 'hold', phase: 'held', why: say('switch.hold-by-person') };
    case 'back':
      return { kind: 'back', to: 0, phase: 'back', why: say('back.by-person') };
  }
}

/** A decision whose carrying out was interrupted: the proxy says whether it was. */
export async function settlePending(course: Course, given: SwitchState, share: number): Promise<SwitchState> {
  const { pending, ...rest } = given;
  if (!pending) return given;
  const state: SwitchState = { ...rest, pending: null };
  if (pending.to !== share || pending.from === share) return state;
  const phase = share === 0 ? 'back' : given.phase;
  const mark = await markNow(course);
  const settled = newStage(course.now(), phase, { share, mark, before: state });
  await course.book.writeDecision(pending, settled);
  course.tell(pending);
  return settled;
}

async function carryOut(
  course: Course,
  { state, judged, metrics }: Look,
  { move, share }: { readonly move: Move; readonly share: number },
): Promise<SwitchState> {
  const { book, plane, now, by, tell, warn } = course;
  if (move.kind === 'stay') {
    const next = { ...state, phase: move.phase, share };
    await book.writeState(next);
    return next;
  }
  const to = move.kind === 'forward' || move.kind === 'back' ? move.to : share;
  const { message, because } = told(move.why);
  const decision: Decision = {
    at: now().toISOString(),
    kind: move.kind === 'forbidden' ? 'refused' : move.kind,
    from: share,
    to,
    by,
    reason: message,
    ...(because ? { because } : {}),
    metrics: [...metrics],
    gates: [...toldGates(judged)],
  };
  if (move.kind === 'forward' || move.kind === 'back') {
    await book.writeState({ ...state, share, pending: decision });
    for (const said of await plane.write(to, to > 0)) warn(said);
    // Users have moved, which is noted whether or not they can be counted from here.
    const mark = await markNow(course).catch((error: unknown) => {
      if (error instanceof RefusedError) return null;
      throw error;
    });
    const next = newStage(now(), move.phase, { share: to, mark, before: state });
    await book.writeDecision(decision, next);
    tell(decision);
    return next;
  }
  const isLossySaid = state.isLossySaid || move.kind === 'refused';
  const next = { ...state, phase: move.phase, share, isLossySaid };
  await book.writeDecision(decision, next);
  tell(decision);
  return next;
}
