import { hasTenants } from '../../../preset/schema.js';
import { listKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { moved } from '../../wizard/list-keys.js';
import type { Step } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { lookApart, openIsolation, stopLooking } from './isolation-commands.js';
import { foundIn, initialIsolation, isolationReducer } from './isolation-state.js';
import { isolationLines } from './isolation-view.js';

const slice: Slice<'isolation'> = {
  name: 'isolation',
  initial: () => initialIsolation,
  reduce: isolationReducer,
};

/** Whether tenants stay apart in the target, over whatever step is shown; only where the preset knows tenants. */
export const isolationStep: Step = {
  id: 'isolation',
  name: { en: 'Tenants apart', zh: '租户隔离' },
  slice,
  isShown: ({ context }) => context !== null && hasTenants(context.preset),
  covers: ({ isolation }) => isolation.isOpen,
  shortcut: { keys: ['apart'], open: openIsolation },
  lines: isolationLines,
  isSpinning: ({ isolation }) => isolation.look !== null,
  copies: ({ isolation }, language) =>
    isolation.problems.flatMap((problem) => problemCopies(problem, language)),
  keys: ({ isolation }) => {
    if (isolation.look !== null) return ['cancelWork'];
    return ['closeRow', 'look', 'listen', ...(foundIn(isolation).length > 0 ? listKeys : [])];
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { isolation } = store.getState();
    const marked = moved(key, isolation.marked, foundIn(isolation).length);
    if (marked !== null) store.dispatch({ slice: 'isolation', type: 'mark', marked: Math.max(0, marked) });
    if (key === 'closeRow') store.dispatch({ slice: 'isolation', type: 'close' });
    if (key === 'look') void lookApart(wizard, 'all');
    if (key === 'listen') void lookApart(wizard, 'listen');
    if (key === 'cancelWork') stopLooking(wizard);
  },
};
