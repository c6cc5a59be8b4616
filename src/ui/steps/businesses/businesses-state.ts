import type { BusinessSize } from '../../../operations/types.js';
import type { ActionsOf } from '../../wizard/actions.js';
import { matching } from '../../wizard/filter.js';
import type { Problem } from '../../wizard/problem.js';

/** Businesses by their IDs; `all`: also those that come to be. */
export type Businesses = readonly number[] | 'all';

export interface BusinessesState {
  readonly isOpen: boolean;
  /** Tables that are counted, of all; null: not at it. */
  readonly counting: { readonly table: number; readonly tables: number } | null;
  readonly found: readonly BusinessSize[];
  readonly problem: Problem | null;
  /** As it was chosen in this session; null: as the config says. */
  readonly chosen: Businesses | null;
  /** What is marked while the list is open. */
  readonly marked: Businesses;
  readonly selected: number;
}

type BusinessesAction = ActionsOf<{
  slice: 'businesses';
  open: { marked: Businesses };
  counting: { table: number; tables: number };
  found: { found: readonly BusinessSize[] };
  failed: { problem: Problem };
  toggle: { id: number };
  'mark-all': unknown;
  select: { index: number };
  /** `chosen`: what counts from now on. */
  choose: { chosen: Businesses };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly businesses: BusinessesState;
  }
  interface SliceActions {
    readonly businesses: BusinessesAction;
  }
}

export const initialBusinesses: BusinessesState = {
  isOpen: false,
  counting: null,
  found: [],
  problem: null,
  chosen: null,
  marked: 'all',
  selected: 0,
};

/** A row of the list; without `rows` the source has none of that business. */
export type BusinessRow = Pick<BusinessSize, 'id'> & { readonly rows?: number };

/** Those that were found, and those that were asked for although they are not there. */
export function businessRows({ found, marked }: BusinessesState, filter: string): readonly BusinessRow[] {
  const absent = marked === 'all' ? [] : marked.filter((id) => !found.some((one) => one.id === id));
  const rows = [...found, ...absent.map((id) => ({ id }))].toSorted((a, b) => a.id - b.id);
  return matching(rows, filter, ({ id }) => String(id));
}

export const isMarked = (marked: Businesses, id: number): boolean => marked === 'all' || marked.includes(id);

function toggled({ found, marked }: BusinessesState, id: number): Businesses {
  const ids = marked === 'all' ? found.map((one) => one.id) : marked;
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].toSorted((a, b) => a - b);
}

export function businessesReducer(state: BusinessesState, action: BusinessesAction): BusinessesState {
  switch (action.type) {
    case 'open':
      return { ...initialBusinesses, chosen: state.chosen, isOpen: true, marked: action.marked };
    case 'counting': {
      const { table, tables } = action;
      return { ...state, counting: { table, tables } };
    }
    case 'found':
      return { ...state, counting: null, found: action.found };
    case 'failed':
      return { ...state, counting: null, problem: action.problem };
    case 'toggle':
      return { ...state, marked: toggled(state, action.id) };
    case 'mark-all':
      return { ...state, marked: 'all' };
    case 'select':
      return { ...state, selected: Math.max(0, action.index) };
    case 'choose':
      return { ...state, isOpen: false, chosen: action.chosen };
    case 'close':
      return { ...state, isOpen: false };
  }
}
