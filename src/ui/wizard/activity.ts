import { percent } from '../format.js';
import type { WorkState } from './work-state.js';

/** What a step is at, as the terminal tells it beside the screen: in its title, as its progress, by a bell. */
export interface Activity {
  /** Whole percent; null: cannot be told. */
  readonly percent: number | null;
  /** stalled: nothing comes although something should. asking: it goes on when the operator has answered. */
  readonly state: 'working' | 'paused' | 'stalled' | 'asking';
  /** Its end is always worth a call; that of reading only where it took its time. */
  readonly writes?: boolean;
}

/** The task as the terminal tells it. */
export function workActivity({ progress }: WorkState, writes = false): Activity {
  return { percent: progress && percent(progress.overall, 1, false), state: 'working', writes };
}
