import type { ReportData } from '../../../operations/report-shape.js';
import type { ReportFormat } from '../../../report/render-report.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

export interface ReportState {
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  readonly data: ReportData | null;
  readonly problem: Problem | null;
  readonly busy: boolean;
  /** Absolute paths of what was written. */
  readonly written: Readonly<Partial<Record<ReportFormat, string>>>;
  readonly scroll: number;
}

type ReportAction = ActionsOf<{
  slice: 'report';
  loading: unknown;
  loaded: { data: ReportData };
  failed: { problem: Problem };
  writing: unknown;
  wrote: { format: ReportFormat; path: string };
  'write-failed': { problem: Problem };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly report: ReportState;
  }
  interface SliceActions {
    readonly report: ReportAction;
  }
}

export const initialReport: ReportState = {
  phase: 'idle',
  data: null,
  problem: null,
  busy: false,
  written: {},
  scroll: 0,
};

export function reportReducer(state: ReportState, action: ReportAction): ReportState {
  switch (action.type) {
    case 'loading':
      return { ...state, phase: 'loading', problem: null };
    case 'loaded':
      return { ...state, phase: 'ready', data: action.data };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'writing':
      return { ...state, busy: true, problem: null };
    case 'wrote':
      return { ...state, busy: false, written: { ...state.written, [action.format]: action.path } };
    case 'write-failed':
      return { ...state, busy: false, problem: action.problem };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
  }
}
