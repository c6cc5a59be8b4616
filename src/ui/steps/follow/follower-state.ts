import type { FollowSummary } from '../../../operations/result-shapes.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import { type LiveLog, withEvents } from './live-log.js';

/** What this wizard follows a log with. follow: the source's, into the target. feed: the target's, back to the source. */
export type Follower = 'follow' | 'feed';

/** idle: this wizard has not followed. stopping: applies the batch in hand. */
type FollowWork = 'idle' | 'running' | 'stopping' | 'aborting' | 'stopped' | 'failed';

export interface FollowerState {
  readonly work: FollowWork;
  readonly paused: boolean;
  readonly throttle: string | null;
  readonly log: LiveLog;
  readonly summary: FollowSummary | null;
  readonly problem: Problem | null;
  /** The name of the database that is written was typed here. */
  readonly confirmed: boolean;
  /** null: it is not asked for. */
  readonly confirmation: TextFieldState | null;
  readonly mismatch: boolean;
  /** First row shown of the log, or of what is asked about; null: the newest entries. */
  readonly scroll: number | null;
}

export type FollowerAction<Slice extends Follower> = ActionsOf<{
  slice: Slice;
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

export const initialFollower: FollowerState = {
  work: 'idle',
  paused: false,
  throttle: null,
  log: [],
  summary: null,
  problem: null,
  confirmed: false,
  confirmation: null,
  mismatch: false,
  scroll: null,
};

export function isFollowing({ work }: Pick<FollowerState, 'work'>): boolean {
  return work === 'running' || work === 'stopping' || work === 'aborting';
}

/** What was asked for from elsewhere. */
function afterSteering<State extends FollowerState>(state: State, { event }: TimedEvent): State {
  if (event.type !== 'steered' || !isFollowing(state)) return state;
  if (event.action === 'stop') return { ...state, paused: false, work: 'stopping' };
  if (event.action === 'pause' || event.action === 'continue')
    return { ...state, paused: event.action === 'pause' };
  return state;
}

export function followerReducer<State extends FollowerState>(
  state: State,
  action: FollowerAction<Follower>,
): State {
  switch (action.type) {
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
      const steered = action.events.reduce(afterSteering, state);
      return { ...steered, throttle, log: withEvents(state.log, action.events) };
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
