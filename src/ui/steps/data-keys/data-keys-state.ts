import type { KeysReport } from '../../../operations/keys/types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** A new data key; every value under the newest one; nobody opens a version any more. */
export type Act = 'rotate' | 'rewrap' | 'retire';

export interface DataKeysState {
  readonly isOpen: boolean;
  /** confirm: the name is asked for. */
  readonly phase: 'shown' | 'looking' | 'confirm' | 'running';
  /** null: nobody has looked yet. */
  readonly report: KeysReport | null;
  readonly act: Act;
  readonly field: TextFieldState;
  readonly mismatch: boolean;
  /** Which of the versions. */
  readonly marked: number;
  readonly problem: Problem | null;
  readonly stopping: 'no' | 'stopping' | 'giving-up';
  /** Something was written in this session, or may have been. */
  readonly hasWritten: boolean;
  /** What was done last ended because it was told to stop, or with values that did not open. */
  readonly ended: 'whole' | 'stopped' | 'in-part';
}

type DataKeysAction = ActionsOf<{
  slice: 'dataKeys';
  open: unknown;
  close: unknown;
  looking: unknown;
  looked: { report: KeysReport };
  failed: { problem: Problem };
  left: unknown;
  ask: { act: Act };
  cancel: unknown;
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: unknown;
  stopping: unknown;
  finished: { report: KeysReport; isStopped: boolean };
  mark: { marked: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly dataKeys: DataKeysState;
  }
  interface SliceActions {
    readonly dataKeys: DataKeysAction;
  }
}

export const initialDataKeys: DataKeysState = {
  isOpen: false,
  phase: 'shown',
  report: null,
  act: 'rewrap',
  field: textField(),
  mismatch: false,
  marked: 0,
  problem: null,
  stopping: 'no',
  hasWritten: false,
  ended: 'whole',
};

export function dataKeysReducer(state: DataKeysState, action: DataKeysAction): DataKeysState {
  switch (action.type) {
    case 'open':
      return { ...state, isOpen: true };
    case 'close':
      return { ...state, isOpen: false };
    case 'looking':
      return { ...state, phase: 'looking', problem: null };
    case 'looked':
      return { ...state, phase: 'shown', ...withReport(state, action.report) };
    case 'failed':
      return { ...state, phase: 'shown', problem: action.problem, stopping: 'no' };
    case 'left':
      return { ...state, phase: 'shown' };
    case 'ask':
      return { ...state, phase: 'confirm', act: action.act, field: textField(), mismatch: false };
    case 'cancel':
      return { ...state, phase: 'shown' };
    case 'edit':
      return { ...state, field: textFieldReducer(state.field, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started':
      return { ...state, phase: 'running', problem: null, stopping: 'no', hasWritten: true, ended: 'whole' };
    case 'stopping':
      return { ...state, stopping: state.stopping === 'no' ? 'stopping' : 'giving-up' };
    case 'finished': {
      const { report, isStopped } = action;
      const ended = isStopped ? 'stopped' : report.leftValues > 0 ? 'in-part' : 'whole';
      return { ...state, phase: 'shown', ...withReport(state, report), stopping: 'no', ended };
    }
    case 'mark':
      return { ...state, marked: action.marked };
  }
}

/** The mark stays with its version; at first it is the newest one. */
function withReport({ report: before, marked }: DataKeysState, report: KeysReport) {
  const was = before?.versions[marked]?.version;
  const at = report.versions.findIndex(({ version }) => version === was);
  return { report, marked: at < 0 ? Math.max(0, report.versions.length - 1) : at };
}

type Version = KeysReport['versions'][number];

export function markedVersion({ report, marked }: DataKeysState): Version | undefined {
  return report?.versions[marked];
}

/** Values that a rewrap would encrypt anew: those of another version than the active one. */
export function valuesToRewrap({ versions }: KeysReport): number {
  return versions.reduce((sum, { state, values }) => sum + (state === 'inactive' ? values : 0), 0);
}

/** What can be done now. A version that is active or named is not retired, and the view says why. */
export function actsNow(state: DataKeysState): readonly Act[] {
  const { report } = state;
  if (report === null) return [];
  const version = markedVersion(state);
  return [
    'rotate',
    ...(report.versions.some(({ state: stands }) => stands === 'active') ? (['rewrap'] as const) : []),
    ...(version?.state === 'inactive' && version.values === 0 ? (['retire'] as const) : []),
  ];
}
