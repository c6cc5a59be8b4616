import type { RollbackSummary } from '../../../operations/result-shapes.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** counting: a dry run. confirm: the counts are shown and the name is asked for. */
interface RollbackState {
  readonly phase: 'closed' | 'counting' | 'confirm' | 'running' | 'done' | 'failed';
  readonly runId: string | null;
  readonly preview: RollbackSummary | null;
  readonly includeChanged: boolean;
  /** Files go, too; by default they stay. */
  readonly files: boolean;
  /** What was said of things that stay, while it removed. */
  readonly notes: readonly string[];
  readonly confirmation: TextFieldState;
  readonly mismatch: boolean;
  /** Removing has begun; until then a rollback only looks. */
  readonly removing: boolean;
  readonly summary: RollbackSummary | null;
  readonly problem: Problem | null;
  readonly stopping: boolean;
  readonly aborting: boolean;
  /** First row shown of what it takes or refuses. */
  readonly scroll: number;
  /** What this session removed, of any run; kept when the screen is closed. */
  readonly removed: 'nothing' | 'part' | 'all';
}

type RollbackAction = ActionsOf<{
  slice: 'rollback';
  counting: { runId: string };
  counted: { preview: RollbackSummary };
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  'include-changed': unknown;
  files: unknown;
  noted: { notes: readonly string[] };
  started: unknown;
  stopping: unknown;
  removing: unknown;
  scroll: { first: number };
  finished: { summary: RollbackSummary };
  failed: { problem: Problem };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly rollback: RollbackState;
  }
  interface SliceActions {
    readonly rollback: RollbackAction;
  }
}

export const initialRollback: RollbackState = {
  phase: 'closed',
  runId: null,
  preview: null,
  includeChanged: false,
  files: false,
  notes: [],
  confirmation: textField(),
  mismatch: false,
  removing: false,
  summary: null,
  problem: null,
  stopping: false,
  aborting: false,
  scroll: 0,
  removed: 'nothing',
};

export function rollbackReducer(state: RollbackState, action: RollbackAction): RollbackState {
  switch (action.type) {
    case 'counting':
      return { ...initialRollback, phase: 'counting', runId: action.runId, removed: state.removed };
    case 'counted':
      return { ...state, phase: 'confirm', preview: action.preview };
    case 'edit':
      return { ...state, confirmation: textFieldReducer(state.confirmation, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'include-changed':
      return { ...state, includeChanged: !state.includeChanged };
    case 'files':
      return { ...state, files: !state.files };
    case 'noted':
      return { ...state, notes: [...state.notes, ...action.notes] };
    case 'started':
      return { ...state, phase: 'running', removing: false, stopping: false, notes: [], removed: 'part' };
    case 'stopping':
      return { ...state, stopping: true, aborting: state.stopping };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'removing':
      return { ...state, removing: true };
    case 'finished':
      return {
        ...state,
        phase: 'done',
        scroll: 0,
        summary: action.summary,
        removed: action.summary.done ? 'all' : 'part',
      };
    case 'failed':
      // What was refused removed nothing.
      return {
        ...state,
        phase: 'failed',
        problem: action.problem,
        removed: action.problem.refused && !state.removing ? 'nothing' : state.removed,
      };
    case 'close': {
      // What was begun stays known, for the command that goes on.
      const { runId, includeChanged, files, removed } = state;
      return { ...initialRollback, runId, includeChanged, files, removed };
    }
  }
}
