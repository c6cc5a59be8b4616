import type { TableSelection } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { ActionsOf } from './actions.js';
import { type FrameAction, type FrameState, frameReducer, initialFrame } from './frame-state.js';
import { initialWork, type WorkAction, type WorkState, workReducer } from './work-state.js';

/** The parts of the state by name. Each step's folder adds its own (`declare module`), so that nobody lists them all. */
export interface Slices {
  readonly frame: FrameState;
  /** The one long task that reads, repairs or takes back; a copy has its own panel. */
  readonly work: WorkState;
}

/** What changes each part; an action names its part by `slice`. */
export interface SliceActions {
  readonly frame: FrameAction;
  readonly work: WorkAction;
}

/** Everything the wizard shows. */
export interface WizardState extends Slices {
  /** As the config file has it; null until it is loaded. */
  readonly loaded: Context | null;
  /** The same with the operator's choice of tables. */
  readonly context: Context | null;
}

type ContextAction = ActionsOf<{
  slice: 'context';
  loaded: { context: Context | null };
  changed: { context: Context };
  /** The config file says now which tables move; nothing else has changed. */
  'tables-written': { tables: TableSelection };
  /** The run was rolled back: nothing of it is left. */
  'rolled-back': unknown;
}>;

export type WizardAction = ContextAction | SliceActions[keyof SliceActions];

/** A part of the state: how it begins, what changes it, and what is kept of it when the config is read anew or the run rolled back. */
export interface Slice<Name extends keyof Slices = keyof Slices> {
  readonly name: Name;
  /** `by` is the name that stands with checklist answers until the operator gives another. */
  readonly initial: (by: string) => Slices[Name];
  // Methods, so that the slices of all steps can stand in one list.
  reduce(state: Slices[Name], action: SliceActions[Name]): Slices[Name];
  /** What is kept when the config is read anew; without it the part begins anew, as it was found by the old one. */
  afterLoading?(state: Slices[Name]): Slices[Name];
  /** What is kept when the run was rolled back; without it the part begins anew: it must not stand as if rows were there. */
  afterRollback?(state: Slices[Name]): Slices[Name];
}

const frame: Slice<'frame'> = {
  name: 'frame',
  initial: () => initialFrame,
  reduce: frameReducer,
  afterLoading: (state) => ({ ...state, visited: [state.step], filters: {}, filtering: null }),
  afterRollback: (state) => ({ ...state, filters: {}, filtering: null }),
};

const work: Slice<'work'> = {
  name: 'work',
  initial: () => initialWork(0),
  reduce: workReducer,
  afterRollback: (state) => state,
};

/** For parts that outlast a change of config, or a rollback. */
export function kept<State>(state: State): State {
  return state;
}

/** The state at the start, and its reducer, for these parts. */
export function stateOf(slices: readonly Slice[], by: string) {
  const all: readonly Slice[] = [frame, work, ...slices];
  const each = (next: (slice: Slice) => Slices[keyof Slices]): Slices =>
    Object.fromEntries(all.map((slice) => [slice.name, next(slice)])) as unknown as Slices;
  const initial = (): WizardState => ({ loaded: null, context: null, ...each((slice) => slice.initial(by)) });
  const reduce = (state: WizardState, action: WizardAction): WizardState => {
    if (action.slice !== 'context') {
      const slice = all.find(({ name }) => name === action.slice);
      return slice === undefined
        ? state
        : { ...state, [slice.name]: slice.reduce(state[slice.name], action) };
    }
    const { loaded } = state;
    switch (action.type) {
      case 'loaded':
        return {
          loaded: action.context,
          context: action.context,
          ...each((slice) => slice.afterLoading?.(state[slice.name]) ?? slice.initial(by)),
        };
      case 'changed':
        return { ...state, context: action.context };
      case 'tables-written':
        return loaded === null
          ? state
          : { ...state, loaded: { ...loaded, config: { ...loaded.config, tables: action.tables } } };
      case 'rolled-back':
        return {
          ...state,
          ...each((slice) => slice.afterRollback?.(state[slice.name]) ?? slice.initial(by)),
        };
    }
  };
  return { initial: initial(), reduce };
}
