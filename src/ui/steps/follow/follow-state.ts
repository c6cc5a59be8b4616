import type { RunStatus } from '../../../operations/status-types.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';
import {
  type FollowerAction,
  type FollowerState,
  followerReducer,
  initialFollower,
  isFollowing,
} from './follower-state.js';
import { type LagSample, withSample } from './lag-history.js';

export interface FollowState extends FollowerState {
  /** The run as the ledger had it last, whoever follows; null: not looked at yet. */
  readonly seen: RunStatus | null;
  /** Why it could not be looked at the last time. */
  readonly unseen: Problem | null;
  readonly samples: readonly LagSample[];
}

type FollowAction =
  | FollowerAction<'follow'>
  | ActionsOf<{
      slice: 'follow';
      seen: { status: RunStatus; at: number };
      unseen: { problem: Problem };
    }>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly follow: FollowState;
  }
  interface SliceActions {
    readonly follow: FollowAction;
  }
}

export const initialFollow: FollowState = { ...initialFollower, seen: null, unseen: null, samples: [] };

/** The run was copied with its place in the source's log, as far as is known. */
export function isLiveRun({ seen }: Pick<FollowState, 'seen'>): boolean {
  return seen === null || seen.position !== null;
}

/** The source is the truth no more: there is nothing to follow for. */
export function isSwitched({ seen }: Pick<FollowState, 'seen'>): boolean {
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
      // What lags behind after the cut-over is the other way.
      const samples = isSwitched(state) === isSwitched({ seen: status }) ? state.samples : [];
      return { ...state, seen: status, unseen: null, samples: withSample(samples, at, status) };
    }
    case 'unseen':
      return { ...state, unseen: action.problem };
    default:
      return followerReducer(state, action);
  }
}
