import type { TableSelection } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import {
  type ChecklistAction,
  type ChecklistState,
  checklistReducer,
  initialChecklist,
} from '../steps/checklist/checklist-state.js';
import {
  type ConfigAction,
  type ConfigState,
  configReducer,
  initialConfig,
} from '../steps/config/config-state.js';
import {
  type ConnectionsAction,
  type ConnectionsState,
  connectionsReducer,
  initialConnections,
} from '../steps/connections/connections-state.js';
import { type CopyAction, type CopyState, copyReducer, initialCopy } from '../steps/copy/copy-state.js';
import {
  type DryRunAction,
  type DryRunState,
  dryRunReducer,
  initialDryRun,
} from '../steps/dry-run/dry-run-state.js';
import {
  initialReport,
  type ReportAction,
  type ReportState,
  reportReducer,
} from '../steps/report/report-state.js';
import {
  initialRollback,
  type RollbackAction,
  type RollbackState,
  rollbackReducer,
} from '../steps/rollback/rollback-state.js';
import { initialStart, type StartAction, type StartState, startReducer } from '../steps/start/start-state.js';
import {
  initialTables,
  type TablesAction,
  type TablesState,
  tablesReducer,
} from '../steps/tables/tables-state.js';
import {
  initialValidate,
  type ValidateAction,
  type ValidateState,
  validateReducer,
} from '../steps/validate/validate-state.js';
import { type FrameAction, type FrameState, frameReducer, initialFrame } from './frame-state.js';
import { initialWork, type WorkAction, type WorkState, workReducer } from './work-state.js';

/** Everything the wizard shows, one slice for each part of the screen. */
export interface WizardState {
  /** As the config file has it; null until it is loaded. */
  readonly loaded: Context | null;
  /** The same with the operator's choice of tables. */
  readonly context: Context | null;
  readonly frame: FrameState;
  readonly config: ConfigState;
  readonly start: StartState;
  readonly connections: ConnectionsState;
  readonly tables: TablesState;
  readonly dryRun: DryRunState;
  readonly copy: CopyState;
  readonly validate: ValidateState;
  readonly checklist: ChecklistState;
  readonly report: ReportState;
  readonly rollback: RollbackState;
  /** The one long task that reads, repairs or takes back; a copy has its own panel. */
  readonly work: WorkState;
}

export type WizardAction =
  | { readonly slice: 'context'; readonly type: 'loaded'; readonly context: Context | null }
  | { readonly slice: 'context'; readonly type: 'changed'; readonly context: Context }
  /** The config file says now which tables move; nothing else has changed. */
  | { readonly slice: 'context'; readonly type: 'tables-written'; readonly tables: TableSelection }
  | FrameAction
  | ConfigAction
  | StartAction
  | ConnectionsAction
  | TablesAction
  | DryRunAction
  | CopyAction
  | ValidateAction
  | ChecklistAction
  | ReportAction
  | RollbackAction
  | WorkAction;

/** `by` is the name that stands with checklist answers until the operator gives another. */
export function initialState(by: string): WizardState {
  return {
    loaded: null,
    context: null,
    frame: initialFrame,
    config: initialConfig,
    start: initialStart,
    connections: initialConnections,
    tables: initialTables,
    dryRun: initialDryRun,
    copy: initialCopy,
    validate: initialValidate,
    checklist: initialChecklist(by),
    report: initialReport,
    rollback: initialRollback,
    work: initialWork(0),
  };
}

export function wizardReducer(state: WizardState, action: WizardAction): WizardState {
  switch (action.slice) {
    case 'context':
      return contextReducer(state, action);
    case 'frame':
      return { ...state, frame: frameReducer(state.frame, action) };
    case 'config':
      return { ...state, config: configReducer(state.config, action) };
    case 'start':
      return { ...state, start: startReducer(state.start, action) };
    case 'connections':
      return { ...state, connections: connectionsReducer(state.connections, action) };
    case 'tables':
      return { ...state, tables: tablesReducer(state.tables, action) };
    case 'dry-run':
      return { ...state, dryRun: dryRunReducer(state.dryRun, action) };
    case 'copy': {
      const copy = copyReducer(state.copy, action);
      if (action.type !== 'rolled-back') return { ...state, copy };
      // What was said of rows that are gone must not stand as if they were there, nor what was found before they came.
      const validate = { ...initialValidate, repairs: state.validate.repairs };
      return {
        ...state,
        connections: initialConnections,
        dryRun: initialDryRun,
        copy,
        validate,
        checklist: initialChecklist(state.checklist.by),
        report: initialReport,
      };
    }
    case 'validate':
      return { ...state, validate: validateReducer(state.validate, action) };
    case 'checklist':
      return { ...state, checklist: checklistReducer(state.checklist, action) };
    case 'report':
      return { ...state, report: reportReducer(state.report, action) };
    case 'rollback':
      return { ...state, rollback: rollbackReducer(state.rollback, action) };
    case 'work':
      return { ...state, work: workReducer(state.work, action) };
  }
}

function contextReducer(
  state: WizardState,
  action: Extract<WizardAction, { readonly slice: 'context' }>,
): WizardState {
  switch (action.type) {
    case 'loaded':
      return loadedAnew(state, action.context);
    case 'changed':
      return { ...state, context: action.context };
    case 'tables-written': {
      const { loaded } = state;
      if (loaded === null) return state;
      return { ...state, loaded: { ...loaded, config: { ...loaded.config, tables: action.tables } } };
    }
  }
}

/** What was found, chosen or confirmed by an older config says nothing of this one. */
function loadedAnew(state: WizardState, context: Context | null): WizardState {
  const { frame, config, start, rollback, checklist } = state;
  return {
    ...initialState(checklist.by),
    loaded: context,
    context,
    frame: { ...frame, visited: [frame.step] },
    config,
    start,
    rollback,
  };
}
