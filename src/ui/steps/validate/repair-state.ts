import type { RepairProposal } from '../../../core/repair.js';
import type { RepairSummary } from '../../../operations/repair-types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** proposing: the rows that differ are being looked for. confirm: proposals are shown and the name is asked for. */
export interface RepairState {
  readonly phase: 'proposing' | 'confirm' | 'running' | 'failed';
  readonly proposals: readonly RepairProposal[];
  readonly deleteExtra: boolean;
  readonly confirmation: TextFieldState;
  readonly mismatch: boolean;
  readonly stopping: boolean;
  readonly aborting: boolean;
  readonly problem: Problem | null;
}

export type RepairAction = ActionsOf<{
  slice: 'validate';
  'repair-proposing': unknown;
  'repair-proposed': { summary: RepairSummary };
  'repair-edit': { edit: TextFieldAction };
  'repair-delete-extra': unknown;
  'repair-mismatch': unknown;
  'repair-started': unknown;
  'repair-stopping': unknown;
  'repair-finished': { summary: RepairSummary };
  'repair-failed': { problem: Problem };
  'repair-close': unknown;
}>;

export const initialRepair: RepairState = {
  phase: 'proposing',
  proposals: [],
  deleteExtra: false,
  confirmation: textField(),
  mismatch: false,
  stopping: false,
  aborting: false,
  problem: null,
};

/** Rows and secrets are being written; looking for what to repair only reads. */
export function isRepairing({
  phase,
  repair,
}: {
  readonly phase: string;
  readonly repair: RepairState | null;
}): boolean {
  return phase === 'running' && repair?.phase === 'running';
}

export function extraRows({ proposals }: RepairState): number {
  return proposals.filter(({ action }) => action === 'delete-row').length;
}

/** The part of the actions that changes nothing but the repair itself. */
export function repairReducer(state: RepairState, action: RepairAction): RepairState {
  switch (action.type) {
    case 'repair-edit':
      return { ...state, confirmation: textFieldReducer(state.confirmation, action.edit), mismatch: false };
    case 'repair-delete-extra':
      return { ...state, deleteExtra: !state.deleteExtra };
    case 'repair-mismatch':
      return { ...state, mismatch: true };
    case 'repair-stopping':
      return { ...state, stopping: true, aborting: state.stopping };
    case 'repair-proposed':
      return { ...state, phase: 'confirm', proposals: action.summary.proposals };
    case 'repair-started':
      return { ...state, phase: 'running', stopping: false, aborting: false };
    case 'repair-failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'repair-proposing':
    case 'repair-finished':
    case 'repair-close':
      return initialRepair;
  }
}
