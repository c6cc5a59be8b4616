import type { RowPair } from '../../../core/row-pair.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** A row by its table and its key as shown, with the key's values where they are known. */
export interface RowName {
  readonly table: string;
  readonly key: string;
  readonly rowKey?: readonly string[] | undefined;
}

/** Rows one looks at on both sides, one at a time. */
export interface RowPairState {
  readonly phase: 'closed' | 'reading' | 'shown' | 'failed';
  readonly rows: readonly RowName[];
  readonly index: number;
  readonly pair: RowPair | null;
  readonly problem: Problem | null;
  /** Columns that are equal are shown, too. */
  readonly all: boolean;
  readonly scroll: number;
}

type RowPairAction = ActionsOf<{
  slice: 'rowPair';
  reading: { rows: readonly RowName[]; index: number };
  shown: { pair: RowPair };
  failed: { problem: Problem };
  all: unknown;
  scroll: { first: number };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly rowPair: RowPairState;
  }
  interface SliceActions {
    readonly rowPair: RowPairAction;
  }
}

export const initialRowPair: RowPairState = {
  phase: 'closed',
  rows: [],
  index: 0,
  pair: null,
  problem: null,
  all: false,
  scroll: 0,
};

export function rowPairReducer(state: RowPairState, action: RowPairAction): RowPairState {
  switch (action.type) {
    case 'reading':
      return { ...initialRowPair, all: state.all, phase: 'reading', rows: action.rows, index: action.index };
    case 'shown':
      return { ...state, phase: 'shown', pair: action.pair };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'all':
      return { ...state, all: !state.all, scroll: 0 };
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'close':
      return { ...initialRowPair, all: state.all };
  }
}
