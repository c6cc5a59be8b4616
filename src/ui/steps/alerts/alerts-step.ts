import { listKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { moved } from '../../wizard/list-keys.js';
import type { Step } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { openAlerts, orderMarked, silenceMarked } from './alerts-commands.js';
import { alertsReducer, initialAlerts, isOver, markedAlert } from './alerts-state.js';
import { alertsLines } from './alerts-view.js';

const slice: Slice<'alerts'> = { name: 'alerts', initial: () => initialAlerts, reduce: alertsReducer };

/** What `watch` has found, over whatever step is shown; only where the config asks for watching. */
export const alertsStep: Step = {
  id: 'alerts',
  slice,
  isShown: ({ context }) => context?.config.watch !== undefined,
  covers: ({ alerts }) => alerts.isOpen,
  shortcut: { keys: ['alerts'], open: (wizard) => void openAlerts(wizard) },
  lines: alertsLines,
  copies: ({ alerts: { problem } }, language) => problemCopies(problem, language),
  keys: ({ alerts }) => {
    const alert = markedAlert(alerts);
    if (alert === undefined) return ['closeRow'];
    if (isOver(alert)) return ['closeRow', 'silenceRule', ...listKeys];
    const acknowledge = alert.state === 'firing' ? (['acknowledge'] as const) : [];
    return ['closeRow', ...acknowledge, 'endAlert', 'silenceRule', ...listKeys];
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { alerts, marked } = store.getState().alerts;
    const next = moved(key, marked, alerts?.length ?? 0);
    if (next !== null) store.dispatch({ slice: 'alerts', type: 'mark', marked: next });
    if (key === 'closeRow') store.dispatch({ slice: 'alerts', type: 'close' });
    if (key === 'acknowledge') void orderMarked(wizard, 'ack');
    if (key === 'endAlert') void orderMarked(wizard, 'resolve');
    if (key === 'silenceRule') void silenceMarked(wizard);
  },
};
