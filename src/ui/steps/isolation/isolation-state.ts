import type { IsolationPart } from '../../../operations/isolation/types.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** What is looked at: rows and keys, then all that the server has counted so far; or what it is asked for a while. */
export type Look = 'all' | 'listen';

export interface IsolationState {
  readonly isOpen: boolean;
  /** null: nothing is at work. */
  readonly look: Look | null;
  /** The latest of each kind. */
  readonly parts: readonly IsolationPart[];
  /** Why something could not be looked at. */
  readonly problems: readonly Problem[];
  readonly marked: number;
}

type IsolationAction = ActionsOf<{
  slice: 'isolation';
  open: unknown;
  close: unknown;
  started: { look: Look };
  found: { part: IsolationPart };
  failed: { problem: Problem };
  ended: unknown;
  mark: { marked: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly isolation: IsolationState;
  }
  interface SliceActions {
    readonly isolation: IsolationAction;
  }
}

export const initialIsolation: IsolationState = {
  isOpen: false,
  look: null,
  parts: [],
  problems: [],
  marked: 0,
};

export function isolationReducer(state: IsolationState, action: IsolationAction): IsolationState {
  switch (action.type) {
    case 'open':
      return { ...state, isOpen: true };
    case 'close':
      return { ...state, isOpen: false };
    case 'started':
      return { ...state, look: action.look, problems: [], marked: 0 };
    case 'found': {
      const others = state.parts.filter(({ part }) => part !== action.part.part);
      return { ...state, parts: [...others, action.part] };
    }
    case 'failed':
      return { ...state, problems: [...state.problems, action.problem] };
    case 'ended':
      return { ...state, look: null };
    case 'mark':
      return { ...state, marked: action.marked };
  }
}

type Statement = Extract<IsolationPart, { part: 'audit' }>['statements'][number];
type Check = Extract<IsolationPart, { part: 'probe' }>['checks'][number];

/** One thing that was found. */
export type Found =
  | { readonly kind: 'statement'; readonly verdict: Statement['verdict']; readonly statement: Statement }
  | { readonly kind: 'check'; readonly verdict: Exclude<Check['verdict'], 'good'>; readonly check: Check };

const worstFirst: readonly Found['verdict'][] = ['bad', 'unclear', 'several', 'info'];

/** What is not simply good, the worst first. */
export function foundIn({ parts }: IsolationState): readonly Found[] {
  const all = parts.flatMap((part): readonly Found[] => {
    if (part.part === 'probe')
      return part.checks.flatMap((check) =>
        check.verdict === 'good' ? [] : [{ kind: 'check', verdict: check.verdict, check }],
      );
    return part.part === 'window'
      ? []
      : part.statements.map((statement) => ({ kind: 'statement', verdict: statement.verdict, statement }));
  });
  return all.toSorted((one, other) => worstFirst.indexOf(one.verdict) - worstFirst.indexOf(other.verdict));
}
