import type { JobResult, ValidationLevel, ValidationResult } from '../../../core/validation-shape.js';
import type { RepairSummary } from '../../../operations/repair-types.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import { initialRepair, type RepairAction, type RepairState, repairReducer } from './repair-state.js';

export const levels: readonly ValidationLevel[] = ['counts', 'checksum', 'full'];

export interface ValidateState {
  readonly phase: 'choose' | 'running' | 'done' | 'failed';
  readonly level: ValidationLevel;
  /** Results as they come in, for the time until the whole is there. */
  readonly arrived: readonly Pick<JobResult, 'check' | 'table' | 'ok' | 'detail' | 'code' | 'params'>[];
  readonly result: ValidationResult | null;
  readonly problem: Problem | null;
  readonly selected: number;
  /** What is shown instead of the list: the selected check's differences, or what comes next. */
  readonly open: 'differences' | 'next' | null;
  readonly scroll: number;
  /** Open while a repair is proposed, confirmed or carried out. */
  readonly repair: RepairState | null;
  /** What the latest repair did; `result` is the validation made after it. */
  readonly repaired: RepairSummary | null;
  /** What repairs of this session came to; `cut`: one began and its end was not seen. Kept when validation starts again. */
  readonly repairs: 'none' | 'cut' | 'done';
}

type ValidateAction =
  | ActionsOf<{
      slice: 'validate';
      level: { step: 1 | -1 };
      started: unknown;
      events: { events: readonly TimedEvent[] };
      finished: { result: ValidationResult };
      failed: { problem: Problem };
      'choose-again': unknown;
      select: { index: number };
      open: { open: ValidateState['open'] };
      scroll: { first: number };
    }>
  | RepairAction;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly validate: ValidateState;
  }
  interface SliceActions {
    readonly validate: ValidateAction;
  }
}

export const initialValidate: ValidateState = {
  phase: 'choose',
  level: 'checksum',
  arrived: [],
  result: null,
  problem: null,
  selected: 0,
  open: null,
  scroll: 0,
  repair: null,
  repaired: null,
  repairs: 'none',
};

/** Failed checks first, then faults the source had already, then what is in order. */
export function sortedChecks(result: ValidationResult): readonly JobResult[] {
  const rank = (check: JobResult): number => (check.ok ? 2 : check.sourceFault === true ? 1 : 0);
  return result.checks.toSorted((a, b) => rank(a) - rank(b));
}

export function validateReducer(state: ValidateState, action: ValidateAction): ValidateState {
  switch (action.type) {
    case 'level': {
      const index = levels.indexOf(state.level) + action.step;
      return { ...state, level: levels[Math.max(0, Math.min(index, levels.length - 1))] ?? state.level };
    }
    case 'started':
      return {
        ...initialValidate,
        level: state.level,
        repairs: state.repairs,
        phase: 'running',
      };
    case 'events':
      return action.events.reduce(applyValidationEvent, state);
    case 'finished':
      return {
        ...state,
        phase: 'done',
        result: action.result,
        selected: 0,
        repairs: state.repairs === 'none' ? 'none' : 'done',
      };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'choose-again':
      return { ...initialValidate, level: state.level, repairs: state.repairs };
    case 'select': {
      const last = (state.result?.checks.length ?? 0) - 1;
      return { ...state, selected: Math.max(0, Math.min(action.index, last)) };
    }
    case 'open':
      return { ...state, open: action.open, scroll: 0 };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'repair-proposing':
      return {
        ...state,
        ...atWork,
        repair: initialRepair,
        repaired: null,
      };
    case 'repair-started':
      return {
        ...state,
        ...atWork,
        repairs: 'cut',
        repair: repairReducer(state.repair ?? initialRepair, action),
      };
    case 'repair-proposed':
    case 'repair-failed': {
      // What was refused wrote nothing.
      const refused = action.type === 'repair-failed' && action.problem.refused && state.repairs === 'cut';
      return {
        ...state,
        phase: 'done',
        repairs: refused ? 'none' : state.repairs,
        repair: repairReducer(state.repair ?? initialRepair, action),
      };
    }
    case 'repair-finished': {
      const { summary } = action;
      const repaired = summary.outcomes.length > 0 ? summary : null;
      const result = summary.validation;
      const repairs = state.repairs === 'none' ? 'none' : summary.stopped ? 'cut' : 'done';
      return {
        ...state,
        phase: 'done',
        repair: null,
        repaired,
        repairs,
        result,
        selected: 0,
      };
    }
    case 'repair-close':
      return { ...state, phase: 'done', repair: null };
    case 'repair-edit':
    case 'repair-delete-extra':
    case 'repair-mismatch':
    case 'repair-stopping':
      return state.repair === null ? state : { ...state, repair: repairReducer(state.repair, action) };
  }
}

/** Repairs and the validation after them show like a validation. */
const atWork: Pick<ValidateState, 'phase' | 'arrived'> = { phase: 'running', arrived: [] };

function applyValidationEvent(state: ValidateState, { event }: TimedEvent): ValidateState {
  if (event.type === 'validation-result') {
    const { check, table, ok, detail, code, params } = event;
    return { ...state, arrived: [...state.arrived, { check, table, ok, detail, code, params }] };
  }
  return state;
}
