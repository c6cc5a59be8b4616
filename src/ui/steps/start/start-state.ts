import type { Config } from '../../../config/config.js';
import type { ReportData } from '../../../operations/report-shape.js';
import type { RunListEntry } from '../../../operations/result-shapes.js';
import type { RunStatus } from '../../../operations/status-types.js';
import { phases } from '../../../phases/index.js';
import type { Phase } from '../../../phases/phase.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** What can be done with an earlier run. */
export type RunChoice =
  | 'look-again'
  | 'resume'
  | 'again'
  | 'follow'
  | 'validate'
  | 'inspect'
  | 'checklist'
  | 'roll-back'
  | 'start-anew';

/** A process that works on the run now. */
export type LivingWorker = NonNullable<RunStatus['worker']>;

export interface StartState {
  readonly phase: 'hidden' | 'looking' | 'offer' | 'inspecting';
  readonly runs: readonly RunListEntry[];
  /** Works on the run that is offered. */
  readonly worker: LivingWorker | null;
  readonly selected: number;
  readonly data: ReportData | null;
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly scroll: number;
}

type StartAction = ActionsOf<{
  slice: 'start';
  looking: unknown;
  found: { runs: readonly RunListEntry[]; worker: LivingWorker | null };
  close: unknown;
  offer: unknown;
  select: { index: number; choices: number };
  busy: unknown;
  inspect: { data: ReportData };
  failed: { problem: Problem };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly start: StartState;
  }
  interface SliceActions {
    readonly start: StartAction;
  }
}

export const initialStart: StartState = {
  phase: 'hidden',
  runs: [],
  worker: null,
  selected: 0,
  data: null,
  problem: null,
  busy: false,
  scroll: 0,
};

export function isUnfinished(run: RunListEntry): boolean {
  return run.state !== 'copied' && run.state !== 'rolled-back';
}

/** Runs worth offering, the unfinished ones first, newest first. */
export function offeredRuns(runs: readonly RunListEntry[], tenantId: string): readonly RunListEntry[] {
  return runs
    .filter((run) => run.tenantId === tenantId && run.state !== 'rolled-back')
    .toSorted(
      (a, b) => Number(isUnfinished(b)) - Number(isUnfinished(a)) || b.startedAt.localeCompare(a.startedAt),
    );
}

/** A phase that brings what has come since to a run that is done. */
export function canComeAgain({ repeats, after }: Phase): boolean {
  return repeats && after === null;
}

/** It writes the run's rows, so nobody else may meanwhile. */
const writesAlone: ReadonlySet<LivingWorker['command']> = new Set(['run', 'rollback', 'cutover', 'back']);

export function choicesFor({ runs, worker }: StartState, config: Config | null): readonly RunChoice[] {
  const [run] = runs;
  if (run === undefined) return [];
  if (worker !== null && writesAlone.has(worker.command)) return ['look-again', 'inspect'];
  if (run.state === 'rolling-back') return ['roll-back', 'inspect'];
  if (isUnfinished(run)) return ['resume', 'inspect', 'roll-back', 'start-anew'];
  const again = phases.some((phase) => canComeAgain(phase) && phase.isAsked(config));
  return [
    ...(config?.options.live ? ['follow' as const] : []),
    'validate',
    'checklist',
    ...(again ? ['again' as const] : []),
    'inspect',
    'roll-back',
    'start-anew',
  ];
}

/** The run the offer is about. */
export function offeredRun(state: StartState): RunListEntry | null {
  return state.runs[0] ?? null;
}

export function startReducer(state: StartState, action: StartAction): StartState {
  switch (action.type) {
    case 'looking':
      return { ...initialStart, phase: 'looking' };
    case 'found':
      return action.runs.length === 0
        ? initialStart
        : { ...initialStart, phase: 'offer', runs: action.runs, worker: action.worker };
    case 'close':
      return { ...state, phase: 'hidden' };
    case 'offer':
      return { ...state, phase: 'offer', problem: null };
    case 'select':
      return { ...state, selected: Math.max(0, Math.min(action.index, action.choices - 1)) };
    case 'busy':
      return { ...state, busy: true, problem: null };
    case 'inspect':
      return { ...state, busy: false, phase: 'inspecting', data: action.data, scroll: 0 };
    case 'failed':
      return { ...state, busy: false, phase: 'offer', problem: action.problem };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
  }
}
