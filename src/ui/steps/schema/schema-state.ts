import type { RunEvent } from '../../../core/events.js';
import type { SchemaReport } from '../../../operations/schema/types.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import type { Problem } from '../../wizard/problem.js';

/** What can be done: apply files; go on with one that is half done, or take it back; the operator's word on what nothing tells. */
export type Act = 'up' | 'continue' | 'take-back' | 'done' | 'not-done';

export type StatementEvent = Extract<RunEvent, { type: 'schema-statement' }>;

/** Files as they are carried out; times are milliseconds since 1970. */
export interface Carrying {
  readonly startedAt: number;
  readonly now: number;
  /** Statements in all; null: not known. */
  readonly total: number | null;
  readonly done: number;
  readonly latest: StatementEvent | null;
  readonly stopping: 'no' | 'stopping' | 'giving-up';
}

export interface SchemaState {
  /** closed: nobody has looked yet. confirm: the name is asked for. */
  readonly phase: 'closed' | 'looking' | 'shown' | 'confirm' | 'running' | 'failed';
  /** How the files stand, with what applying them would do. */
  readonly report: SchemaReport | null;
  readonly act: Act;
  readonly field: TextFieldState;
  readonly mismatch: boolean;
  readonly carrying: Carrying | null;
  /** Files that this session has carried out. */
  readonly changed: SchemaReport['changed'];
  /** Something was carried out in this session, or may have been. */
  readonly hasWritten: boolean;
  /** It was told to stop, and did. */
  readonly isStopped: boolean;
  readonly problem: Problem | null;
  readonly scroll: number | null;
}

type SchemaAction = ActionsOf<{
  slice: 'schema';
  looking: unknown;
  looked: { report: SchemaReport };
  failed: { problem: Problem };
  ask: { act: Act };
  cancel: unknown;
  edit: { edit: TextFieldAction };
  mismatch: unknown;
  started: { at: number };
  events: { events: readonly TimedEvent[] };
  tick: { now: number };
  stopping: unknown;
  finished: { report: SchemaReport };
  stopped: unknown;
  broke: { problem: Problem };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly schema: SchemaState;
  }
  interface SliceActions {
    readonly schema: SchemaAction;
  }
}

export const initialSchema: SchemaState = {
  phase: 'closed',
  report: null,
  act: 'up',
  field: textField(),
  mismatch: false,
  carrying: null,
  changed: [],
  hasWritten: false,
  isStopped: false,
  problem: null,
  scroll: null,
};

export function schemaReducer(state: SchemaState, action: SchemaAction): SchemaState {
  const { carrying } = state;
  switch (action.type) {
    case 'looking':
      return { ...state, phase: 'looking' };
    case 'looked': {
      const { report } = action;
      // What stopped it is told by how the file stands now, where it is half done.
      return { ...state, phase: 'shown', report, problem: report.half ? null : state.problem, scroll: null };
    }
    case 'failed':
      return { ...state, phase: 'failed', problem: state.problem ?? action.problem };
    case 'ask':
      return {
        ...state,
        phase: 'confirm',
        act: action.act,
        field: textField(),
        mismatch: false,
        scroll: null,
      };
    case 'cancel':
      return { ...state, phase: 'shown', scroll: null };
    case 'edit':
      return { ...state, field: textFieldReducer(state.field, action.edit), mismatch: false };
    case 'mismatch':
      return { ...state, mismatch: true };
    case 'started': {
      const total = totalOf(state);
      const begun = {
        startedAt: action.at,
        now: action.at,
        total,
        done: 0,
        latest: null,
        stopping: 'no',
      } as const;
      return { ...state, phase: 'running', carrying: begun, isStopped: false, problem: null };
    }
    case 'events':
      return carrying ? action.events.reduce(withEvent, state) : state;
    case 'tick':
      return carrying ? { ...state, carrying: { ...carrying, now: action.now } } : state;
    case 'stopping': {
      const stopping = carrying?.stopping === 'no' ? 'stopping' : 'giving-up';
      return carrying ? { ...state, carrying: { ...carrying, stopping } } : state;
    }
    case 'finished': {
      const changed = [...state.changed, ...action.report.changed];
      return { ...state, phase: 'closed', carrying: null, hasWritten: true, changed };
    }
    case 'stopped':
      return { ...state, phase: 'closed', carrying: null, isStopped: true };
    case 'broke':
      return { ...state, phase: 'closed', carrying: null, problem: action.problem };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
  }
}

function totalOf({ act, report }: SchemaState): number | null {
  if (act === 'up') return report?.planned?.length ?? null;
  return act === 'continue' && report?.half ? report.half.statements - report.half.done : null;
}

function withEvent(state: SchemaState, { event }: TimedEvent): SchemaState {
  const { carrying } = state;
  if (event.type !== 'schema-statement' || carrying === null) return state;
  const isDone = event.state === 'done' || event.state === 'skipped';
  return {
    ...state,
    hasWritten: true,
    carrying: { ...carrying, latest: event, done: carrying.done + Number(isDone) },
  };
}

/** What the keys offer now; none: nothing can be done, or something has to be put right by hand first. */
export function actsNow({ report }: SchemaState): readonly Act[] {
  if (!report) return [];
  const { half, problems, pending } = report;
  const [problem] = problems;
  const code = problem?.because?.code;
  if (half?.doubt?.verdict === 'unknown') return ['done', 'not-done'];
  if (half) return half.canTakeBack ? ['continue', 'take-back'] : ['continue'];
  if (code === 'schema.golang-dirty' || code === 'schema.golang-behind') return ['done', 'not-done'];
  return problem === undefined && pending > 0 ? ['up'] : [];
}
