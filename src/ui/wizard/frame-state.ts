import type { KeyId } from '../keys.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../terminal/text-field.js';
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
  readonly overlay: 'none' | 'help' | 'quit' | 'copies' | 'palette';
  /** Keys of the screen that the palette was opened on, and the marked row of it. */
  readonly palette: readonly KeyId[];
  readonly selected: number;
  /** The text that was copied last, among those that the screen has; `taken`: the terminal got it. */
  readonly copied: { readonly index: number; readonly taken: boolean };
  /** First row of the help shown. */
  readonly helpScroll: number;
  /** What lists are narrowed to; and the one that is typed into. */
  readonly filters: Readonly<Record<string, TextFieldState>>;
  readonly filtering: string | null;
  readonly notice: Notice | null;
  /** The wizard closes as soon as the engine has stopped: it was asked to on the screen (q), or interrupted. */
  readonly closing: false | 'asked' | 'interrupted';
}

export type FrameAction = ActionsOf<{
  slice: 'frame';
  go: { step: string };
  overlay: { overlay: FrameState['overlay'] };
  copied: FrameState['copied'];
  palette: { keys: readonly KeyId[] };
  select: { index: number };
  'scroll-help': { first: number };
  filter: { list: string; to: 'open' | 'keep' | 'clear' };
  'filter-edit': { list: string; edit: TextFieldAction };
  notice: { notice: Notice | null };
  closing: { by: 'asked' | 'interrupted' };
}>;

export const initialFrame: FrameState = {
  step: 'config',
  visited: ['config'],
  overlay: 'none',
  helpScroll: 0,
  palette: [],
  selected: 0,
  copied: { index: 0, taken: false },
  filters: {},
  filtering: null,
  notice: null,
  closing: false,
};

export function frameReducer(state: FrameState, action: FrameAction): FrameState {
  switch (action.type) {
    case 'go': {
      const visited = state.visited.includes(action.step) ? state.visited : [...state.visited, action.step];
      return { ...state, step: action.step, visited, notice: null, overlay: 'none', filtering: null };
    }
    case 'overlay':
      return { ...state, overlay: action.overlay, helpScroll: 0, filtering: null };
    case 'scroll-help':
      return { ...state, helpScroll: Math.max(0, action.first) };
    case 'palette':
      return {
        ...state,
        overlay: 'palette',
        palette: action.keys,
        selected: 0,
        filters: { ...state.filters, palette: textField() },
        filtering: 'palette',
      };
    case 'select':
      return { ...state, selected: action.index };
    case 'copied':
      return { ...state, copied: { index: action.index, taken: action.taken } };
    case 'filter': {
      const { [action.list]: before, ...others } = state.filters;
      const filters = action.to === 'clear' ? others : { ...others, [action.list]: before ?? textField() };
      return { ...state, filters, filtering: action.to === 'open' ? action.list : null };
    }
    case 'filter-edit': {
      const field = textFieldReducer(state.filters[action.list] ?? textField(), action.edit);
      return { ...state, filters: { ...state.filters, [action.list]: field } };
    }
    case 'notice':
      return { ...state, notice: action.notice };
    case 'closing':
      return { ...state, closing: action.by };
  }
}
