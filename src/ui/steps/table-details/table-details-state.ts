import type { ActionsOf } from '../../wizard/actions.js';
import type { ListedTables } from '../../wizard/wizard.js';

/** Everything known of one table, over the list it was marked in; null: closed. */
export interface TableDetailsState extends ListedTables {
  readonly isOpen: boolean;
  readonly scroll: number;
}

type TableDetailsAction = ActionsOf<{
  slice: 'tableDetails';
  open: ListedTables;
  scroll: { first: number };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly tableDetails: TableDetailsState;
  }
  interface SliceActions {
    readonly tableDetails: TableDetailsAction;
  }
}

export const initialTableDetails: TableDetailsState = { isOpen: false, names: [], marked: 0, scroll: 0 };

export function tableDetailsReducer(state: TableDetailsState, action: TableDetailsAction): TableDetailsState {
  switch (action.type) {
    case 'open': {
      const { names } = action;
      const marked = Math.max(0, Math.min(action.marked, names.length - 1));
      return { isOpen: true, names, marked, scroll: 0 };
    }
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
    case 'close':
      return initialTableDetails;
  }
}
