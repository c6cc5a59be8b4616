import type { Decision } from '../../../core/switch-shapes.js';
import type { SwitchRequest, SwitchStatus, SwitchSummary } from '../../../operations/switch/types.js';
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

/** What is asked of the traffic: to begin (or to watch it again), or a person's word. */
export type TrafficOrder = 'start' | SwitchRequest['command'];

/** Readers on their way, as proxy and ledger have them, and what this wizard does about them. */
export interface TrafficState {
  /** As it stood last, whoever moves it; null: not looked at yet. */
  readonly seen: SwitchStatus | null;
  /** Why it could not be looked at the last time. */
  readonly unseen: Problem | null;
  /** Every decision, the oldest first. */
  readonly decisions: readonly Decision[];
  /** The name is asked for, to carry this out. */
  readonly asked: TrafficOrder | null;
  /** forward: also where a gate has no data. */
  readonly withoutData: boolean;
  readonly field: TextFieldState;
  readonly mismatch: boolean;
  /** The controller of this wizard. */
  readonly control: 'idle' | 'running' | 'stopping' | 'aborting' | 'ended' | 'failed';
  /** A person's word that is being carried out. */
  readonly ordering: SwitchRequest['command'] | null;
  /** What the controller of this wizard came to. */
  readonly summary: SwitchSummary | null;
  readonly problem: Problem | null;
  readonly log: LiveLog;
  readonly scroll: number;
}

type TrafficAction = ActionsOf<{
  slice: 'traffic';
  seen: { status: SwitchStatus; decisions: readonly Decision[] };
  unseen: { problem: Problem };
  ask: { asked: TrafficOrder | null };
  'without-data': unknown;
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: unknown;
  stopping: unknown;
  events: { events: readonly TimedEvent[] };
  ended: { summary: SwitchSummary };
  failed: { problem: Problem };
  ordering: { command: SwitchRequest['command'] | null };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly traffic: TrafficState;
  }
  interface SliceActions {
    readonly traffic: TrafficAction;
  }
}

export const initialTraffic: TrafficState = {
  seen: null,
  unseen: null,
  decisions: [],
  asked: null,
  withoutData: false,
  field: textField(),
  mismatch: false,
  control: 'idle',
  ordering: null,
  summary: null,
  problem: null,
  log: [],
  scroll: 0,
};

/** This wizard watches the traffic. */
export const isControlling = ({ control }: Pick<TrafficState, 'control'>): boolean =>
  control === 'running' || control === 'stopping' || control === 'aborting';

/** Readers are on their way: somebody has begun, and it is neither over nor taken back. */
export const isUnderWay = ({ seen }: Pick<TrafficState, 'seen'>): boolean =>
  seen !== null && ['running', 'waiting', 'held'].includes(seen.state);

export function trafficReducer(state: TrafficState, action: TrafficAction): TrafficState {
  switch (action.type) {
    case 'seen':
      return { ...state, seen: action.status, decisions: action.decisions, unseen: null };
    case 'unseen':
      return { ...state, unseen: action.problem };
    case 'ask': {
      const { asked } = action;
      return { ...state, asked, withoutData: false, field: textField(), mismatch: false, scroll: 0 };
    }
    case 'without-data':
      return { ...state, withoutData: !state.withoutData };
    case 'edit':
      return { ...state, field: textFieldReducer(state.field, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started':
      return { ...state, control: 'running', asked: null, summary: null, problem: null, scroll: 0 };
    case 'stopping':
      return { ...state, control: state.control === 'running' ? 'stopping' : 'aborting' };
    case 'events':
      return { ...state, log: withEvents(state.log, action.events) };
    case 'ended':
      return { ...state, control: 'ended', summary: action.summary };
    case 'failed':
      return { ...state, control: 'failed', problem: action.problem };
    case 'ordering':
      return { ...state, ordering: action.command, asked: null, scroll: 0 };
    case 'scroll':
      return { ...state, scroll: action.first };
  }
}
