import type { RunSummary } from '../../../operations/types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { applyEvent, finishLive, initialLive, type KnownTable, type LiveState } from './live-state.js';

export type CopyPhase = 'mysql' | 'vault';

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
  readonly mysql: PhaseState;
  readonly vault: PhaseState;
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
  readonly logOpen: boolean;
  /** First row of the list or the log that is shown; null: it follows the active tables, or the newest entries. */
  readonly scroll: number | null;
}

export type CopyAction = ActionsOf<{
  slice: 'copy';
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  'taken-up': { runId: string; mysqlDone: boolean; vaultDone: boolean };
  started: { phase: CopyPhase; at: number; parallelism: number; tables: readonly KnownTable[] };
  events: { phase: CopyPhase; events: readonly TimedEvent[] };
  tick: { now: number };
  finished: { phase: CopyPhase; at: number; summary: RunSummary };
  failed: { phase: CopyPhase; at: number; problem: Problem };
  stopping: { how: 'stopping' | 'aborting' };
  pause: { paused: boolean; at: number };
  parallelism: { value: number };
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
  mysql: ready,
  vault: ready,
  runId: null,
  resume: false,
  wrote: false,
  confirmed: false,
  confirmation: textField(),
  mismatch: false,
  paused: false,
  parallelism: 1,
  logOpen: false,
  scroll: null,
};

/** The target database's name is typed once in a session, before its first write. */
export function asksForName(state: CopyState, phase: CopyPhase): boolean {
  return !state.confirmed && state[phase].status === 'ready';
}

export function isWriting(state: CopyState): boolean {
  return [state.mysql, state.vault].some(
    (phase) => phase.status === 'running' || phase.status === 'stopping' || phase.status === 'aborting',
  );
}

/** Without a Vault on both sides there are no secrets to carry. */
export function vaultIsSkipped({ context }: WizardState): boolean {
  return (
    context !== null &&
    (context.config.source.vault === undefined || context.config.target.vault === undefined)
  );
}

/** The phase that is at work, or null. */
export function writingPhase(state: CopyState): CopyPhase | null {
  if (!isWriting(state)) return null;
  return ['running', 'stopping', 'aborting'].includes(state.mysql.status) ? 'mysql' : 'vault';
}

function withPhase(state: CopyState, name: CopyPhase, change: Partial<PhaseState>): CopyState {
  return { ...state, [name]: { ...state[name], ...change } };
}

function withLive(state: CopyState, name: CopyPhase, change: (live: LiveState) => LiveState): CopyState {
  const { live } = state[name];
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

export function copyReducer(state: CopyState, action: CopyAction): CopyState {
  switch (action.type) {
    case 'edit':
      return { ...state, confirmation: textFieldReducer(state.confirmation, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'taken-up': {
      const taken = { ...initialCopy, runId: action.runId, resume: true, wrote: true };
      const mysql = action.mysqlDone ? withPhase(taken, 'mysql', { status: 'done' }) : taken;
      return action.vaultDone ? withPhase(mysql, 'vault', { status: 'done' }) : mysql;
    }
    case 'started': {
      const live = initialLive(action.at, action.tables);
      return withPhase(
        {
          ...state,
          wrote: true,
          confirmed: true,
          paused: false,
          parallelism: action.parallelism,
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
      return withLive(known, action.phase, (live) => action.events.reduce(applyEvent, live));
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
