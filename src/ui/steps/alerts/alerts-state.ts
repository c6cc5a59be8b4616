import type { AlertView } from '../../../operations/watch/types.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';

/** The alerts as the ledger has them, over the step that is shown. */
export interface AlertsState {
  readonly isOpen: boolean;
  /** What goes on first, then what is over; null: not read yet. */
  readonly alerts: readonly AlertView[] | null;
  readonly marked: number;
  readonly problem: Problem | null;
}

type AlertsAction = ActionsOf<{
  slice: 'alerts';
  open: unknown;
  read: { alerts: readonly AlertView[] };
  failed: { problem: Problem };
  mark: { marked: number };
  close: unknown;
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly alerts: AlertsState;
  }
  interface SliceActions {
    readonly alerts: AlertsAction;
  }
}

export const initialAlerts: AlertsState = { isOpen: false, alerts: null, marked: 0, problem: null };

export function alertsReducer(state: AlertsState, action: AlertsAction): AlertsState {
  switch (action.type) {
    case 'open':
      return { ...initialAlerts, isOpen: true };
    case 'read': {
      const alerts = action.alerts.toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)));
      // The mark stays with its alert, wherever that has gone.
      const id = state.alerts?.[state.marked]?.id;
      const found = alerts.findIndex((alert) => alert.id === id);
      const marked = found === -1 ? Math.max(0, Math.min(state.marked, alerts.length - 1)) : found;
      return { ...state, alerts, marked, problem: null };
    }
    case 'failed':
      return { ...state, problem: action.problem };
    case 'mark':
      return { ...state, marked: action.marked };
    case 'close':
      return initialAlerts;
  }
}

export const isOver = ({ state }: AlertView): boolean => state === 'resolved';

/** The marked alert. */
export const markedAlert = ({ alerts, marked }: AlertsState): AlertView | undefined => alerts?.[marked];
