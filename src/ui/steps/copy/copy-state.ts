import type { RunSummary } from '../../../operations/result-shapes.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import { applyEvent, finishLive } from './live-events.js';
import { initialLive, type KnownTable, type LiveState } from './live-state.js';

/**
 * ready: waits for the operator's word. stopping: finishes what is in hand. done: all of the phase is copied, or
 * `partial`. stopped: the operator asked, or it failed; both can be resumed.
 */
type CopyStatus = 'ready' | 'running' | 'stopping' | 'aborting' | 'done' | 'stopped' | 'failed';

export interface PhaseState {
  readonly status: CopyStatus;
  readonly live: LiveState | null;
  readonly summary: RunSummary | null;
  readonly problem: Problem | null;
}

export interface CopyState {
  /** By their names, those that were started or taken up. */
  readonly phases: Readonly<Record<string, PhaseState>>;
  readonly runId: string | null;
  /** true: the next start takes up the unfinished run. */
  readonly resume: boolean;
  /** Something was (or may have been) written in the target by this run. */
  readonly wrote: boolean;
  /** The target database's name was typed in this session. */
  readonly confirmed: boolean;
  readonly confirmation: TextFieldState;
  /** The name that was entered was not the target database's. */
  readonly mismatch: boolean;
  readonly paused: boolean;
  readonly parallelism: number;
  /** Things a second at most, as was asked for meanwhile; null: as the config says. */
  readonly rate: number | null;
  /** Another such bound, while it is typed; null: it is not. */
  readonly rateField: TextFieldState | null;
  readonly logOpen: boolean;
  /** First row of the list or the log that is shown; null: it follows the active tables, or the newest entries. */
  readonly scroll: number | null;
}

export type CopyAction = ActionsOf<{
  slice: 'copy';
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  'taken-up': { runId: string; done: readonly string[] };
  /** `outdated`: phases that have to be copied once more after this one. */
  started: {
    phase: string;
    at: number;
    parallelism: number;
    tables: readonly KnownTable[];
    outdated: readonly string[];
  };
  events: { phase: string; events: readonly TimedEvent[] };
  tick: { now: number };
  finished: { phase: string; at: number; summary: RunSummary };
  failed: { phase: string; at: number; problem: Problem };
  stopping: { how: 'stopping' | 'aborting' };
  pause: { paused: boolean; at: number };
  parallelism: { value: number };
  rate: { value: number | null };
  'rate-field': { open: boolean };
  'rate-edit': { edit: TextFieldAction };
  log: unknown;
  scroll: { first: number | null };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly copy: CopyState;
  }
  interface SliceActions {
    readonly copy: CopyAction;
  }
}

const ready: PhaseState = { status: 'ready', live: null, summary: null, problem: null };

export const initialCopy: CopyState = {
  phases: {},
  runId: null,
  resume: false,
  wrote: false,
  confirmed: false,
  confirmation: textField(),
  mismatch: false,
  paused: false,
  parallelism: 1,
  rate: null,
  rateField: null,
  logOpen: false,
  scroll: null,
};

export function phaseIn({ phases }: CopyState, id: string): PhaseState {
  return phases[id] ?? ready;
}

/** The target database's name is typed once in a session, before its first write. */
export function asksForName(state: CopyState, phase: string): boolean {
  return !state.confirmed && phaseIn(state, phase).status === 'ready';
}

/** The field for another bound of the rate: only while the phase is at work, and not told to stop. */
export function rateFieldOf(state: CopyState, phase: string): TextFieldState | null {
  return phaseIn(state, phase).status === 'running' ? state.rateField : null;
}

const atWork: ReadonlySet<CopyStatus> = new Set(['running', 'stopping', 'aborting']);

/** The phase that is at work, or null. */
export function writingPhase({ phases }: CopyState): string | null {
  return Object.keys(phases).find((id) => atWork.has(phases[id]?.status ?? 'ready')) ?? null;
}

export function isWriting(state: CopyState): boolean {
  return writingPhase(state) !== null;
}

/** The phase at work was told to finish, or to give up. */
export function endsBy(state: CopyState): 'stopping' | 'aborting' | null {
  const { status } = phaseIn(state, writingPhase(state) ?? '');
  return status === 'stopping' || status === 'aborting' ? status : null;
}

function withPhase(state: CopyState, name: string, change: Partial<PhaseState>): CopyState {
  return { ...state, phases: { ...state.phases, [name]: { ...phaseIn(state, name), ...change } } };
}

function withLive(state: CopyState, name: string, change: (live: LiveState) => LiveState): CopyState {
  const { live } = phaseIn(state, name);
  return live === null ? state : withPhase(state, name, { live: change(live) });
}

function statusOf(summary: RunSummary): CopyStatus {
  switch (summary.outcome) {
    case 'complete':
    case 'partial':
      return 'done';
    case 'stopped':
      return 'stopped';
    case 'failed':
      return 'failed';
  }
}

/** What was asked for from elsewhere. */
function afterSteering(state: CopyState, { event }: TimedEvent): CopyState {
  if (event.type !== 'steered') return state;
  const { action, value } = event;
  switch (action) {
    case 'pause':
    case 'continue':
      return { ...state, paused: action === 'pause' };
    case 'parallel':
      return { ...state, parallelism: value ?? state.parallelism };
    case 'rate':
      return { ...state, rate: value };
    case 'stop':
      return copyReducer(state, { slice: 'copy', type: 'stopping', how: 'stopping' });
  }
}

export function copyReducer(state: CopyState, action: CopyAction): CopyState {
  switch (action.type) {
    case 'edit':
      return { ...state, confirmation: textFieldReducer(state.confirmation, action.edit), mismatch: false };
    case 'rate':
      return { ...state, rate: action.value, rateField: null };
    case 'rate-field':
      return { ...state, rateField: action.open ? textField(String(state.rate ?? '')) : null };
    case 'rate-edit':
      return state.rateField === null
        ? state
        : { ...state, rateField: textFieldReducer(state.rateField, action.edit) };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'taken-up': {
      const done: PhaseState = { ...ready, status: 'done' };
      const phases = Object.fromEntries(action.done.map((id) => [id, done]));
      return { ...initialCopy, phases, runId: action.runId, resume: true, wrote: true };
    }
    case 'started': {
      const live = initialLive(action.at, action.tables);
      const others = Object.entries(state.phases).filter(([id]) => !action.outdated.includes(id));
      return withPhase(
        {
          ...state,
          phases: Object.fromEntries(others),
          wrote: true,
          confirmed: true,
          paused: false,
          parallelism: action.parallelism,
          rate: null,
          rateField: null,
          scroll: null,
          confirmation: textField(),
          mismatch: false,
        },
        action.phase,
        { ...ready, status: 'running', live },
      );
    }
    case 'events': {
      const started = action.events.map(({ event }) => event).find((event) => event.type === 'run-started');
      const known = started === undefined ? state : { ...state, runId: started.runId };
      const steered = action.events.reduce(afterSteering, known);
      return withLive(steered, action.phase, (live) => action.events.reduce(applyEvent, live));
    }
    case 'tick': {
      const phase = writingPhase(state);
      return phase === null
        ? state
        : withLive(state, phase, (live) => ({
            ...live,
            now: action.now,
            checks: { ...live.checks, now: action.now },
          }));
    }
    case 'finished': {
      const status = statusOf(action.summary);
      const finished = withLive(state, action.phase, (live) =>
        finishLive(live, action.at, action.summary.outcome === 'complete'),
      );
      return withPhase(
        { ...finished, runId: action.summary.runId, resume: true, paused: false },
        action.phase,
        { status, summary: action.summary },
      );
    }
    case 'failed': {
      const ended = withLive(state, action.phase, (live) => finishLive(live, action.at, false));
      // Refused before the first write, or failed before there was a run: the way back stays open.
      const wrote = state.resume || state.runId !== null;
      return withPhase({ ...ended, wrote, resume: wrote, paused: false }, action.phase, {
        status: 'failed',
        problem: action.problem,
      });
    }
    case 'stopping': {
      const phase = writingPhase(state);
      return phase === null ? state : withPhase({ ...state, paused: false }, phase, { status: action.how });
    }
    case 'pause': {
      const phase = writingPhase(state);
      if (phase === null) return state;
      const event = {
        type: action.paused ? 'paused' : 'continued',
        at: new Date(action.at).toISOString(),
      } as const;
      return withLive({ ...state, paused: action.paused }, phase, (live) =>
        applyEvent(live, { event, at: action.at }),
      );
    }
    case 'parallelism':
      return { ...state, parallelism: action.value };
    case 'log':
      return { ...state, logOpen: !state.logOpen, scroll: null };
    case 'scroll':
      return { ...state, scroll: action.first };
  }
}
