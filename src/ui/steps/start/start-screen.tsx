import { moved, type Screen, scrolled } from '../../wizard/screen.js';
import { chooseForRun } from './start-commands.js';
import { choicesFor, offeredRun, type StartState } from './start-state.js';
import { StartView } from './start-view.js';

function choiceCount(start: StartState): number {
  const run = offeredRun(start);
  return run === null ? 0 : choicesFor(run).length;
}

export const startScreen: Screen = {
  View: StartView,
  keys: ({ start }) => {
    switch (start.phase) {
      case 'offer':
        return ['choose', 'up', 'down'];
      case 'inspecting':
        return ['back', 'up', 'down', 'pageUp', 'pageDown'];
      case 'hidden':
      case 'looking':
        return [];
    }
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { start } = store.getState();
    if (start.phase === 'inspecting') {
      if (key === 'back') store.dispatch({ slice: 'start', type: 'offer' });
      const first = scrolled(key, start.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'start', type: 'scroll', first });
      return;
    }
    if (key === 'choose') void chooseForRun(wizard);
    const index = moved(key, start.selected, choiceCount(start));
    if (index !== null) store.dispatch({ slice: 'start', type: 'select', index });
  },
};
