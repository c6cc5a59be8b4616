import type { ActionsOf } from './actions.js';

/** What surrounds the steps: which one is shown, what lies over it, and messages to the operator. */

export interface Notice {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

export interface FrameState {
  readonly step: string;
  /** Steps that have been shown. */
  readonly visited: readonly string[];
  readonly overlay: 'none' | 'help' | 'quit' | 'copies';
  /** The text that was copied last, among those that the screen has; `taken`: the terminal got it. */
  readonly copied: { readonly index: number; readonly taken: boolean };
  /** First row of the help shown. */
  readonly helpScroll: number;
  readonly notice: Notice | null;
  /** The wizard closes as soon as the engine has stopped: it was asked to on the screen (q), or interrupted. */
  readonly closing: false | 'asked' | 'interrupted';
}

export type FrameAction = ActionsOf<{
  slice: 'frame';
  go: { step: string };
  overlay: { overlay: FrameState['overlay'] };
  copied: FrameState['copied'];
  'scroll-help': { first: number };
  notice: { notice: Notice | null };
  closing: { by: 'asked' | 'interrupted' };
}>;

export const initialFrame: FrameState = {
  step: 'config',
  visited: ['config'],
  overlay: 'none',
  helpScroll: 0,
  copied: { index: 0, taken: false },
  notice: null,
  closing: false,
};

export function frameReducer(state: FrameState, action: FrameAction): FrameState {
  switch (action.type) {
    case 'go': {
      const visited = state.visited.includes(action.step) ? state.visited : [...state.visited, action.step];
      return { ...state, step: action.step, visited, notice: null, overlay: 'none' };
    }
    case 'overlay':
      return { ...state, overlay: action.overlay, helpScroll: 0 };
    case 'scroll-help':
      return { ...state, helpScroll: Math.max(0, action.first) };
    case 'copied':
      return { ...state, copied: { index: action.index, taken: action.taken } };
    case 'notice':
      return { ...state, notice: action.notice };
    case 'closing':
      return { ...state, closing: action.by };
  }
}
