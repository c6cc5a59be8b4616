import { listKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen, scrolled } from '../../wizard/screen.js';
import { checkAgain } from './connections-commands.js';
import { shownFindings } from './connections-state.js';
import { ConnectionsView } from './connections-view.js';

export const connectionsScreen: Screen = {
  View: ConnectionsView,
  keys: ({ connections }) => {
    if (connections.open) return ['back', 'up', 'down', 'pageUp', 'pageDown'];
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
    const index = moved(key, connections.selected, shownFindings(connections).length);
    if (index !== null) store.dispatch({ slice: 'connections', type: 'select', index });
    if (key === 'endpoint') store.dispatch({ slice: 'connections', type: 'show', step: 1 });
    if (key === 'sectionBack') store.dispatch({ slice: 'connections', type: 'show', step: -1 });
    if (key === 'details') store.dispatch({ slice: 'connections', type: 'open', open: true });
    if (key === 'again') void checkAgain(wizard);
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
