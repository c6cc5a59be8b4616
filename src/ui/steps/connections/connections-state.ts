import type { Finding } from '../../../core/finding.js';
import { findingText } from '../../components/finding-text.js';
import type { ActionsOf } from '../../wizard/actions.js';
import { matching } from '../../wizard/filter.js';
import type { Problem } from '../../wizard/problem.js';
import type { StepStatus } from '../../wizard/wizard.js';

export const endpoints = ['source-mysql', 'target-mysql', 'source-vault', 'target-vault'] as const;
export type Endpoint = (typeof endpoints)[number];

export interface ConnectionsState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  readonly findings: readonly Finding[];
  readonly problem: Problem | null;
  /** Only this endpoint's findings, or all. */
  readonly shown: Endpoint | 'all';
  readonly selected: number;
  /** The selected finding fills the screen. */
  readonly open: boolean;
  readonly scroll: number;
}

type ConnectionsAction = ActionsOf<{
  slice: 'connections';
  started: unknown;
  found: { findings: readonly Finding[] };
  finished: { findings: readonly Finding[] };
  failed: { problem: Problem };
  show: { step: 1 | -1 };
  select: { index: number };
  open: { open: boolean };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly connections: ConnectionsState;
  }
  interface SliceActions {
    readonly connections: ConnectionsAction;
  }
}

export const initialConnections: ConnectionsState = {
  phase: 'idle',
  findings: [],
  problem: null,
  shown: 'all',
  selected: 0,
  open: false,
  scroll: 0,
};

const severityOrder: Readonly<Record<Finding['severity'], number>> = {
  blocker: 0,
  warning: 1,
  info: 2,
  ok: 3,
};

/** What the list shows: blockers first, then warnings, each in the order they were found. */
export function shownFindings(state: ConnectionsState, filter = ''): readonly Finding[] {
  return matching(state.findings, filter, findingText)
    .filter((finding) => state.shown === 'all' || finding.subject === state.shown)
    .toSorted((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}

export interface Tally {
  readonly ok: number;
  readonly warnings: number;
  readonly blockers: number;
}

export function tally(findings: readonly Finding[]): Tally {
  return {
    ok: findings.filter((finding) => finding.severity === 'ok' || finding.severity === 'info').length,
    warnings: findings.filter((finding) => finding.severity === 'warning').length,
    blockers: findings.filter((finding) => finding.severity === 'blocker').length,
  };
}

/** How a step stands that has found these. */
export function statusOfFindings(findings: readonly Finding[], failed: boolean): StepStatus {
  const { blockers, warnings } = tally(findings);
  if (failed || blockers > 0) return 'failed';
  return warnings > 0 ? 'attention' : 'done';
}

export function connectionsReducer(state: ConnectionsState, action: ConnectionsAction): ConnectionsState {
  switch (action.type) {
    case 'started':
      return { ...initialConnections, phase: 'running', shown: state.shown };
    case 'found':
      return { ...state, findings: [...state.findings, ...action.findings] };
    case 'finished':
      return { ...state, phase: 'done', findings: action.findings };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'show': {
      const views = ['all', ...endpoints] as const;
      const next = (views.indexOf(state.shown) + action.step + views.length) % views.length;
      return { ...state, shown: views[next] ?? 'all', selected: 0 };
    }
    case 'open':
      return { ...state, open: action.open, scroll: 0 };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'select': {
      const last = shownFindings(state).length - 1;
      return { ...state, selected: Math.max(0, Math.min(action.index, last)) };
    }
  }
}
