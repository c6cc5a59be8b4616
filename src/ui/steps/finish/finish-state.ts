import type { FinishSummary } from '../../../operations/result-shapes.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

interface FinishState {
  readonly phase: 'closed' | 'confirm' | 'working' | 'ended' | 'failed';
  /** Also where the source lacks changes of the target. */
  readonly giveUp: boolean;
  readonly field: TextFieldState;
  readonly mismatch: boolean;
  readonly stopping: 'no' | 'stopping' | 'giving-up';
  readonly summary: FinishSummary | null;
  readonly problem: Problem | null;
  readonly scroll: number;
}

type FinishAction = ActionsOf<{
  slice: 'finish';
  ask: unknown;
  'give-up': unknown;
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: unknown;
  stopping: unknown;
  ended: { summary: FinishSummary };
  failed: { problem: Problem };
  scroll: { first: number };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly finish: FinishState;
  }
  interface SliceActions {
    readonly finish: FinishAction;
  }
}

export const initialFinish: FinishState = {
  phase: 'closed',
  giveUp: false,
  field: textField(),
  mismatch: false,
  stopping: 'no',
  summary: null,
  problem: null,
  scroll: 0,
};

export function finishReducer(state: FinishState, action: FinishAction): FinishState {
  switch (action.type) {
    case 'ask':
      return { ...initialFinish, phase: 'confirm' };
    case 'give-up':
      return { ...state, giveUp: !state.giveUp };
    case 'edit':
      return { ...state, field: textFieldReducer(state.field, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started':
      return { ...state, phase: 'working', stopping: 'no' };
    case 'stopping':
      return { ...state, stopping: state.stopping === 'no' ? 'stopping' : 'giving-up' };
    case 'ended':
      return { ...state, phase: 'ended', summary: action.summary };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'scroll':
      return { ...state, scroll: action.first };
    case 'close':
      return { ...state, phase: 'closed' };
  }
}
