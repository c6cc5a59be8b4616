import { listKeys } from '../../keys.js';
import { workActivity } from '../../wizard/activity.js';
import { findingCopies, problemCopies } from '../../wizard/copies.js';
import { filterText } from '../../wizard/filter.js';
import { moved, scrolled } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Step, StepStatus } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { checkAgain, runChecks } from './connections-commands.js';
import {
  type ConnectionsState,
  connectionsReducer,
  initialConnections,
  shownFindings,
  statusOfFindings,
  tally,
} from './connections-state.js';
import { connectionsLines } from './connections-view.js';

const slice: Slice<'connections'> = {
  name: 'connections',
  initial: () => initialConnections,
  reduce: connectionsReducer,
};

function listed(state: WizardState) {
  return shownFindings(state.connections, filterText(state, 'connections'));
}

function statusOf({ phase, findings }: ConnectionsState): StepStatus {
  if (phase === 'idle') return 'todo';
  return phase === 'running' ? 'running' : statusOfFindings(findings, phase === 'failed');
}

/** Both sides are looked at; with a blocker every later screen would be empty, or come to the same end. */
export const connectionsStep: Step = {
  id: 'connections',
  title: { en: 'Connections', zh: '连接检查' },
  slice,
  status: ({ connections }) => statusOf(connections),
  enter: (wizard) => {
    if (wizard.store.getState().connections.phase === 'idle') void runChecks(wizard);
  },
  activity: ({ connections, work }) => (connections.phase === 'running' ? workActivity(work) : null),
  obstacle: ({ connections: { phase, findings } }, { connections: text }) => {
    if (phase === 'running') return text.stillRunning;
    if (phase === 'failed') return text.failedFirst;
    const { blockers } = tally(findings);
    return blockers > 0 ? text.blocked(blockers) : null;
  },
  farewell: ({ store, text }) =>
    store.getState().connections.phase === 'running' ? [text.farewell.checksStopped] : [],
  lines: connectionsLines,
  list: ({ connections: { open, problem } }) =>
    open || problem !== null
      ? null
      : {
          id: 'connections',
          reset: ({ store }) => store.dispatch({ slice: 'connections', type: 'select', index: 0 }),
        },
  copies: (state, language) => [
    ...problemCopies(state.connections.problem, language),
    ...findingCopies(listed(state)[state.connections.selected], language),
  ],
  keys: ({ connections }) => {
    if (connections.open) return ['back', ...listKeys];
    return connections.phase === 'running'
      ? ['back', ...listKeys, 'endpoint', 'sectionBack']
      : ['next', 'back', 'details', 'again', ...listKeys, 'endpoint', 'sectionBack'];
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { connections } = store.getState();
    if (connections.open) {
      if (key === 'back') store.dispatch({ slice: 'connections', type: 'open', open: false });
      const first = scrolled(key, connections.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'connections', type: 'scroll', first });
      return;
    }
    const index = moved(key, connections.selected, listed(store.getState()).length);
    if (index !== null) store.dispatch({ slice: 'connections', type: 'select', index });
    if (key === 'endpoint') store.dispatch({ slice: 'connections', type: 'show', step: 1 });
    if (key === 'sectionBack') store.dispatch({ slice: 'connections', type: 'show', step: -1 });
    if (key === 'details') store.dispatch({ slice: 'connections', type: 'open', open: true });
    if (key === 'again') void checkAgain(wizard);
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
