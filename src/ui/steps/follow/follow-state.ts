import type { FollowSummary } from '../../../operations/result-shapes.js';
import type { RunStatus } from '../../../operations/status-types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import { type LagSample, withSample } from './lag-history.js';
import { type LiveLog, withEvents } from './live-log.js';

/** idle: this wizard has not followed. stopping: applies the batch in hand. */
type FollowWork = 'idle' | 'running' | 'stopping' | 'aborting' | 'stopped' | 'failed';

export interface FollowState {
  readonly work: FollowWork;
  readonly paused: boolean;
  /** The run as the ledger had it last, whoever follows; null: not looked at yet. */
  readonly seen: RunStatus | null;
  /** Why it could not be looked at the last time. */
  readonly unseen: Problem | null;
  readonly samples: readonly LagSample[];
  readonly throttle: string | null;
  readonly log: LiveLog;
  readonly summary: FollowSummary | null;
  readonly problem: Problem | null;
  /** The target database's name was typed here. */
  readonly confirmed: boolean;
  /** null: it is not asked for. */
  readonly confirmation: TextFieldState | null;
  readonly mismatch: boolean;
  /** First row shown of the log, or of what is asked about; null: the newest entries. */
  readonly scroll: number | null;
}

export type FollowAction = ActionsOf<{
  slice: 'follow';
  seen: { status: RunStatus; at: number };
  unseen: { problem: Problem };
  ask: { asks: boolean };
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: unknown;
  events: { events: readonly TimedEvent[] };
  pause: { paused: boolean };
  stopping: unknown;
  /** null: it was given up. */
  finished: { summary: FollowSummary | null };
  failed: { problem: Problem };
  scroll: { first: number | null };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly follow: FollowState;
  }
  interface SliceActions {
    readonly follow: FollowAction;
  }
}

export const initialFollow: FollowState = {
  work: 'idle',
  paused: false,
  seen: null,
  unseen: null,
  samples: [],
  throttle: null,
  log: [],
  summary: null,
  problem: null,
  confirmed: false,
  confirmation: null,
  mismatch: false,
  scroll: null,
};

export function isFollowing({ work }: Pick<FollowState, 'work'>): boolean {
  return work === 'running' || work === 'stopping' || work === 'aborting';
}

/** The run was copied with its place in the source's log, as far as is known. */
export function isLiveRun({ seen }: FollowState): boolean {
  return seen === null || seen.position !== null;
}

/** The source is the truth no more: there is nothing to follow for. */
export function isSwitched({ seen }: FollowState): boolean {
  return seen !== null && ['switched', 'feeding-back', 'back', 'finished'].includes(seen.phase);
}

/** Whoever follows beside this wizard, alive or dead. */
export function otherFollower(state: FollowState): RunStatus['worker'] {
  const worker = state.seen?.worker ?? null;
  return isFollowing(state) || worker?.command !== 'follow' ? null : worker;
}

export function followReducer(state: FollowState, action: FollowAction): FollowState {
  switch (action.type) {
    case 'seen': {
      const { status, at } = action;
      return { ...state, seen: status, unseen: null, samples: withSample(state.samples, at, status) };
    }
    case 'unseen':
      return { ...state, unseen: action.problem };
    case 'ask':
      return { ...state, confirmation: action.asks ? textField() : null, mismatch: false, scroll: null };
    case 'edit':
      return state.confirmation === null
        ? state
        : { ...state, confirmation: textFieldReducer(state.confirmation, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started':
      return {
        ...state,
        work: 'running',
        paused: false,
        throttle: null,
        summary: null,
        problem: null,
        confirmed: true,
        confirmation: null,
        scroll: null,
      };
    case 'events': {
      const throttled = action.events.map(({ event }) => event).findLast(({ type }) => type === 'throttled');
      const throttle = throttled?.type === 'throttled' ? throttled.reason : state.throttle;
      return { ...state, throttle, log: withEvents(state.log, action.events) };
    }
    case 'pause':
      return { ...state, paused: action.paused };
    case 'stopping':
      return { ...state, paused: false, work: state.work === 'stopping' ? 'aborting' : 'stopping' };
    case 'finished':
      return { ...state, work: 'stopped', paused: false, summary: action.summary };
    case 'failed':
      return { ...state, work: 'failed', paused: false, problem: action.problem };
    case 'scroll':
      return { ...state, scroll: action.first };
  }
}
