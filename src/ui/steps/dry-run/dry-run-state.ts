import type { Finding } from '../../../core/finding.js';
import type { PlannedRows } from '../../../phases/rows/check/reshape/fates.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { DryRun } from '../../../preflight/dry-run-result.js';
import { findingText } from '../../components/finding-text.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { matching } from '../../wizard/filter.js';
import type { Problem } from '../../wizard/problem.js';

const sections = ['summary', 'findings', 'rows', 'counts', 'columns', 'stays'] as const;
export type Section = (typeof sections)[number];

/** What becomes of the rows is a section where rows are made of others, and else not there. */
export function sectionsOf(result: DryRun | null): readonly Section[] {
  return result?.rows ? sections : sections.filter((section) => section !== 'rows');
}

export interface DryRunState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  /** Blockers as they were found: all there is to show when no plan can be made. */
  readonly blockers: readonly Finding[];
  readonly result: DryRun | null;
  readonly problem: Problem | null;
  /** The file that this plan was saved into, and the command that carries it out; null: no flags say which tables and businesses move. */
  readonly saved: { readonly path: string; readonly command: string | null } | null;
  readonly section: Section;
  /** Selected row of the section shown, or its scroll offset. */
  readonly selected: number;
  /** The selected finding fills the screen. */
  readonly open: boolean;
  readonly scroll: number;
}

type DryRunAction = ActionsOf<{
  slice: 'dryRun';
  started: unknown;
  events: { events: readonly TimedEvent[] };
  finished: { result: DryRun };
  failed: { problem: Problem };
  saved: { saved: NonNullable<DryRunState['saved']> };
  /** Something it rests on was changed. */
  outdated: unknown;
  section: { step: 1 | -1 };
  show: { section: Section };
  open: { open: boolean };
  scroll: { first: number };
  select: { index: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly dryRun: DryRunState;
  }
  interface SliceActions {
    readonly dryRun: DryRunAction;
  }
}

export const initialDryRun: DryRunState = {
  phase: 'idle',
  blockers: [],
  result: null,
  problem: null,
  saved: null,
  section: 'summary',
  selected: 0,
  open: false,
  scroll: 0,
};

/** Blockers and warnings, the worst first; what is in order needs no row here. */
export function troubles(result: DryRun, filter = ''): readonly Finding[] {
  const of = (severity: Finding['severity']): readonly Finding[] =>
    result.findings.filter((finding) => finding.severity === severity);
  return matching([...of('blocker'), ...of('warning'), ...of('info')], filter, findingText);
}

/** Tables of the plan whose name holds the filter's text. */
export function plannedTables(result: DryRun, filter: string): readonly TablePlan[] {
  return matching(result.plan.tables, filter, ({ table }) => table);
}

/** What becomes of the rows of such tables; none where no table is made of others. */
export function plannedRowsOf({ rows = [] }: DryRun, filter: string): readonly PlannedRows[] {
  return matching(rows, filter, ({ table }) => table);
}

export function totals(result: DryRun): {
  readonly tables: number;
  readonly rows: number;
  readonly secrets: number;
} {
  const tables = result.plan.tables;
  return {
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + (result.counts[table.table]?.source ?? 0), 0),
    secrets: Object.values(result.secretRows ?? {}).reduce((sum, rows) => sum + rows, 0),
  };
}

export function dryRunReducer(state: DryRunState, action: DryRunAction): DryRunState {
  switch (action.type) {
    case 'started':
      return { ...initialDryRun, phase: 'running' };
    case 'events': {
      const found = action.events.flatMap(({ event }) => (event.type === 'finding' ? [event.finding] : []));
      const blockers = found.filter(({ severity }) => severity === 'blocker');
      return blockers.length === 0 ? state : { ...state, blockers: [...state.blockers, ...blockers] };
    }
    case 'finished':
      return {
        ...state,
        phase: 'done',
        result: action.result,
        section: action.result.findings.some((finding) => finding.severity === 'blocker')
          ? 'findings'
          : 'summary',
      };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'saved':
      // What was saved, and how it is carried out, stands in the summary.
      return { ...state, saved: action.saved, section: 'summary', selected: 0 };
    case 'outdated':
      return initialDryRun;
    case 'section': {
      const shown = sectionsOf(state.result);
      const index = (shown.indexOf(state.section) + action.step + shown.length) % shown.length;
      return { ...state, section: shown[index] ?? 'summary', selected: 0 };
    }
    case 'show':
      return { ...state, section: action.section, selected: 0 };
    case 'open':
      return { ...state, open: action.open && state.section === 'findings', scroll: 0 };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'select':
      return { ...state, selected: Math.max(0, action.index) };
  }
}
