import { listKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen } from '../../wizard/screen.js';
import { runChecks } from './connections-commands.js';
import { shownFindings } from './connections-state.js';
import { ConnectionsView } from './connections-view.js';

export const connectionsScreen: Screen = {
  View: ConnectionsView,
  keys: ({ connections }) =>
    connections.phase === 'running'
      ? ['back', ...listKeys, 'endpoint', 'sectionBack']
      : ['next', 'back', 'again', ...listKeys, 'endpoint', 'sectionBack'],
  press: (key, wizard) => {
    const { store } = wizard;
    const { connections } = store.getState();
    const index = moved(key, connections.selected, shownFindings(connections).length);
    if (index !== null) store.dispatch({ slice: 'connections', type: 'select', index });
    if (key === 'endpoint') store.dispatch({ slice: 'connections', type: 'show', step: 1 });
    if (key === 'sectionBack') store.dispatch({ slice: 'connections', type: 'show', step: -1 });
    if (key === 'again') void runChecks(wizard);
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
