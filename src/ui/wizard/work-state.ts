import type { RunEvent } from '../../core/events.js';
import type { ProgressEvent } from '../../core/progress.js';
import type { ActionsOf } from './actions.js';

/** How far the one long task is that is at work now, or was last. Times are milliseconds since 1970. */
export interface WorkState {
  readonly startedAt: number;
  readonly now: number;
  /** null: nothing was told yet. */
  readonly progress: ProgressEvent | null;
  readonly progressAt: number;
}

export type WorkAction = ActionsOf<{
  slice: 'work';
  started: { at: number };
  progress: { progress: ProgressEvent; at: number };
  tick: { now: number };
}>;

export function initialWork(at: number): WorkState {
  return { startedAt: at, now: at, progress: null, progressAt: at };
}

export function withProgress(work: WorkState, event: RunEvent, at: number): WorkState {
  return event.type === 'progress' ? { ...work, progress: event, progressAt: at } : work;
}

export function workReducer(state: WorkState, action: WorkAction): WorkState {
  switch (action.type) {
    case 'started':
      return initialWork(action.at);
    case 'progress':
      return withProgress(state, action.progress, action.at);
    case 'tick':
      return { ...state, now: action.now };
  }
}

/** Seconds left as of now: the estimate was made when the latest progress was told. null: too early to tell. */
export function secondsLeftNow({ progress, progressAt, now }: WorkState): number | null {
  if (progress === null || progress.secondsLeft === null) return null;
  return Math.max(1, progress.secondsLeft - Math.max(0, now - progressAt) / 1000);
}
