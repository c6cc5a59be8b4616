import type { SwitchConfig } from '../config/switch.js';
import type { Sentence } from '../core/sentence.js';
import { type Breach, isTraffic, type Judged } from './gates.js';
import type { Phase } from './state.js';
import { say } from './words.js';

/** What is done next, out of what is known: no effect, no clock, no server. */

/** What a decision is made of. */
export interface Situation {
  readonly config: SwitchConfig;
  readonly phase: Phase;
  /** The plane's, in percent. */
  readonly share: number;
  /** As it was written last. */
  readonly shareBefore: number;
  /** Since the step began. */
  readonly elapsedMs: number;
  readonly judged: readonly Judged[];
  readonly breach: Breach | null;
  /** Why going back would lose writes; null: it would not. */
  readonly lossy: Sentence | null;
  readonly isLossySaid: boolean;
  /** The target does not answer its proxy. */
  readonly isTargetDown: boolean;
}

export type Move =
  | { readonly kind: 'stay'; readonly phase: Phase; readonly why: Sentence }
  | { readonly kind: 'forward' | 'back'; readonly to: number; readonly phase: Phase; readonly why: Sentence }
  /** forbidden: a gate fails, and a controller ends. refused: nobody goes back by himself. */
  | {
      readonly kind: 'hold' | 'done' | 'forbidden' | 'refused';
      readonly phase: Phase;
      readonly why: Sentence;
    };

/** The step after this share; null: there is none. A person ends an `ab` by giving one group the rest. */
export function nextStep({ steps, strategy }: SwitchConfig, share: number): number | null {
  return steps.find((step) => step > share) ?? (strategy === 'ab' && share < 100 ? 100 : null);
}

function stepBefore({ steps }: SwitchConfig, share: number): number {
  return steps.findLast((step) => step < share) ?? 0;
}

/** The number of the step that a share stands in; 0: none. */
export function stageOf({ steps }: SwitchConfig, share: number): number {
  if (share === 0) return 0;
  const index = steps.findIndex((step) => step >= share);
  return index === -1 ? steps.length : index + 1;
}

/** What a controller does now. */
export function decide(situation: Situation): Move {
  const { phase, share, shareBefore } = situation;
  if (phase === 'idle' || phase === 'back' || phase === 'done')
    return { kind: 'stay', phase, why: say('switch.over') };
  if (share > 0) {
    const away = goBack(situation);
    if (away) return away;
  }
  if (share !== shareBefore)
    return { kind: 'hold', phase: 'held', why: say('switch.by-hand', { before: shareBefore, share }) };
  if (phase === 'held') return { kind: 'stay', phase, why: say('switch.held') };
  return share === 0 ? begin(situation) : goOn(situation);
}

/** Back at a breach, whatever else is waited for; null: there is none. */
function goBack(situation: Situation): Move | null {
  const { config, share, judged, breach, lossy, isLossySaid, isTargetDown, phase } = situation;
  const { back } = config;
  if (!back) return null;
  const damage = judged.find(
    ({ metric, verdict }) => verdict === 'fail' && (metric === 'consistency' || metric === 'shadow'),
  );
  const atOnce = isTargetDown ? say('back.down') : damage ? say('back.damage', { why: damage.why }) : null;
  const why = atOnce ?? breach?.why;
  if (!why) return null;
  if (lossy) {
    const refusal = say('back.lossy', { why, lossy });
    return isLossySaid
      ? { kind: 'stay', phase: 'held', why: refusal }
      : { kind: 'refused', phase: 'held', why: refusal };
  }
  const hit = atOnce ? null : (breach?.hit ?? null);
  if (hit !== null && hit < back.lessFrom) {
    const watched = say('back.watch', { why });
    return phase === 'held'
      ? { kind: 'stay', phase, why: watched }
      : { kind: 'hold', phase: 'held', why: watched };
  }
  const isLess = hit !== null && hit < back.allFrom;
  const to = isLess ? stepBefore(config, share) : 0;
  return { kind: 'back', to, phase: to === 0 ? 'back' : 'running', why };
}

/** The first step: what the users' requests tell is not known yet. */
function begin({ config, judged, isTargetDown }: Situation): Move {
  if (isTargetDown) return { kind: 'forbidden', phase: 'held', why: say('switch.target-down') };
  const asked = judged.filter(({ metric }) => !isTraffic(metric) && metric !== 'person');
  const failing = asked.find(({ verdict }) => verdict === 'fail');
  const isConditional = config.strategy === 'conditional';
  if (failing && !isConditional)
    return { kind: 'forbidden', phase: 'held', why: say('switch.forbidden', { why: failing.why }) };
  const open = asked.find(({ verdict }) => verdict !== 'pass');
  if (open) return { kind: 'stay', phase: 'running', why: open.why };
  // Elsewhere `start` is a person's word for the first step.
  if (isConditional && judged.some(({ metric }) => metric === 'person'))
    return { kind: 'stay', phase: 'waiting', why: say('gate.person') };
  const to = nextStep(config, 0) ?? 100;
  return { kind: 'forward', to, phase: 'running', why: say('switch.first') };
}

function goOn({ config, share, elapsedMs, judged }: Situation): Move {
  const isGroups = config.strategy === 'ab' && share < 100;
  const next = nextStep(config, share);
  const holdMs = next === null ? config.observeMs : config.holdMs;
  if (elapsedMs < holdMs && !isGroups) return { kind: 'stay', phase: 'running', why: say('switch.watching') };
  if (isGroups) return { kind: 'stay', phase: 'waiting', why: say('switch.groups') };
  const failing = judged.find(({ verdict }) => verdict === 'fail');
  if (failing)
    return { kind: 'forbidden', phase: 'held', why: say('switch.forbidden', { why: failing.why }) };
  const blind = judged.find(({ metric, verdict }) => verdict === 'no-data' && metric !== 'person');
  if (blind) return { kind: 'stay', phase: 'running', why: blind.why };
  const isOpen = judged.some(({ verdict }) => verdict === 'no-data');
  const isUncounted = config.plane.kind === 'nginx' && !config.metrics;
  if (isOpen && next !== null) return { kind: 'stay', phase: 'waiting', why: say('gate.person') };
  return next === null
    ? { kind: 'done', phase: 'done', why: say(isUncounted ? 'switch.done-uncounted' : 'switch.done') }
    : { kind: 'forward', to: next, phase: 'running', why: say('switch.passed') };
}

/** What `switch forward` does: a person stands in for the time, and for the gate `person`, not for the others. */
export function forwardByHand(
  { config, phase, share, judged, isTargetDown }: Omit<Situation, 'breach'>,
  withoutData: boolean,
): Move {
  if (isTargetDown) return { kind: 'forbidden', phase, why: say('switch.target-down') };
  const asked = judged.filter(({ metric }) => metric !== 'person' && (share > 0 || !isTraffic(metric)));
  const failing = asked.find(({ verdict }) => verdict === 'fail');
  if (failing) return { kind: 'forbidden', phase, why: say('switch.forbidden', { why: failing.why }) };
  const blind = asked.find(({ verdict }) => verdict === 'no-data');
  if (blind && !withoutData)
    return { kind: 'forbidden', phase, why: say('switch.blind', { why: blind.why }) };
  const next = nextStep(config, share);
  return next === null
    ? { kind: 'done', phase: 'done', why: say('switch.by-person') }
    : { kind: 'forward', to: next, phase: 'running', why: say('switch.by-person') };
}
