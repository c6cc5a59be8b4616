import { cutoverStep } from '../../../core/event-shapes.js';
import type { CutoverStep } from '../../../core/events.js';
import type { CutoverSummary } from '../../../operations/cutover/types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import { type LiveLog, withEvents } from '../follow/live-log.js';

/** Which way: to the target, or back to the source. They differ in words, names and nothing else. */
export type Way = 'cutover' | 'back';

/** All of them, in their order. */
export const cutoverSteps: readonly CutoverStep[] = cutoverStep.options;

/** A cut-over as it runs, or ran last; times are milliseconds since 1970. */
export interface Cutting {
  readonly now: number;
  /** When the step now began. */
  readonly stepAt: number;
  /** When the gate was open; null: nothing is locked yet. */
  readonly pauseAt: number | null;
  /** Those that are done, with their seconds. */
  readonly done: Readonly<Partial<Record<CutoverStep, number>>>;
  readonly stopping: 'no' | 'calling-off' | 'giving-up';
}

/** What the operator says of the writers of the side that is left, where no command stops them. */
type Word = 'not-asked' | 'asked' | 'stopped';

export interface CutoverState {
  /** closed: nobody asked. gate: whether it would succeed. forGood: asks whether no way back is needed. confirm: the name is asked for. */
  readonly phase: 'closed' | 'gate' | 'forGood' | 'confirm' | 'running' | 'ended' | 'failed';
  /** It is meant to be for good: the word was typed. */
  readonly withoutWayBack: boolean;
  /** Of the latest dry run; null: none yet. */
  readonly rehearsal: CutoverSummary | null;
  readonly rehearsing: boolean;
  readonly field: TextFieldState;
  readonly mismatch: boolean;
  readonly cutting: Cutting | null;
  readonly word: Word;
  readonly log: LiveLog;
  readonly summary: CutoverSummary | null;
  readonly problem: Problem | null;
  readonly scroll: number | null;
}

export type CutoverAction<Slice extends Way = Way> = ActionsOf<{
  slice: Slice;
  rehearsing: unknown;
  rehearsed: { summary: CutoverSummary };
  'not-rehearsed': { problem: Problem };
  /** Asks for the word, or for the name. */
  ask: { phase: 'forGood' | 'confirm' };
  'for-good': { isMeant: boolean };
  /** Back to the gate. */
  cancel: unknown;
  close: unknown;
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: { at: number };
  events: { events: readonly TimedEvent[] };
  tick: { now: number };
  word: { word: Word };
  stopping: unknown;
  ended: { summary: CutoverSummary };
  failed: { problem: Problem };
  scroll: { first: number | null };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly cutover: CutoverState;
    readonly back: CutoverState;
  }
  interface SliceActions {
    readonly cutover: CutoverAction<'cutover'>;
    readonly back: CutoverAction<'back'>;
  }
}

export const initialCutover: CutoverState = {
  phase: 'closed',
  withoutWayBack: false,
  rehearsal: null,
  rehearsing: false,
  field: textField(),
  mismatch: false,
  cutting: null,
  word: 'not-asked',
  log: [],
  summary: null,
  problem: null,
  scroll: null,
};

/** The step that is at work; undefined: all are done. */
export function stepNow({ done }: Cutting): CutoverStep | undefined {
  return cutoverSteps.find((step) => done[step] === undefined);
}

export function cutoverReducer(state: CutoverState, action: CutoverAction): CutoverState {
  switch (action.type) {
    case 'rehearsing':
      return { ...state, phase: 'gate', rehearsing: true, problem: null, scroll: null };
    case 'rehearsed':
      return { ...state, rehearsing: false, rehearsal: action.summary };
    case 'not-rehearsed':
      return { ...state, rehearsing: false, problem: action.problem };
    case 'ask':
      return { ...state, phase: action.phase, field: textField(), mismatch: false, scroll: null };
    case 'for-good':
      return { ...state, phase: 'gate', withoutWayBack: action.isMeant };
    case 'cancel':
      return { ...state, phase: 'gate', mismatch: false, scroll: null };
    case 'close':
      return { ...state, phase: 'closed', scroll: null };
    case 'edit':
      return { ...state, field: textFieldReducer(state.field, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started': {
      const { at } = action;
      const cutting: Cutting = { now: at, stepAt: at, pauseAt: null, done: {}, stopping: 'no' };
      return { ...initialCutover, phase: 'running', withoutWayBack: state.withoutWayBack, cutting };
    }
    case 'events': {
      const { cutting } = state;
      const log = withEvents(state.log, action.events);
      return { ...state, log, cutting: cutting && action.events.reduce(withStep, cutting) };
    }
    case 'tick':
      return { ...state, cutting: state.cutting && { ...state.cutting, now: action.now } };
    case 'word':
      return { ...state, word: action.word, field: textField(), mismatch: false };
    case 'stopping': {
      const { cutting } = state;
      const stopping = cutting?.stopping === 'no' ? 'calling-off' : 'giving-up';
      return { ...state, cutting: cutting && { ...cutting, stopping }, word: 'not-asked' };
    }
    case 'ended':
      return { ...state, phase: 'ended', summary: action.summary, word: 'not-asked', scroll: 0 };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem, word: 'not-asked', scroll: 0 };
    case 'scroll':
      return { ...state, scroll: action.first };
  }
}

function withStep(cutting: Cutting, { event, at }: TimedEvent): Cutting {
  if (event.type !== 'cutover-step') return cutting;
  const { step, seconds } = event;
  const pauseAt = step === 'gate' ? at : cutting.pauseAt;
  return { ...cutting, now: at, stepAt: at, pauseAt, done: { ...cutting.done, [step]: seconds } };
}
