import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen } from '../../wizard/screen.js';
import { runValidation, stopValidation } from './validate-commands.js';
import { ValidateView } from './validate-view.js';

export const validateScreen: Screen = {
  View: ValidateView,
  keys: ({ validate }) => {
    switch (validate.phase) {
      case 'choose':
        return ['begin', 'up', 'down', 'skip', 'back'];
      case 'running':
        return ['cancelWork'];
      case 'failed':
        return ['again', 'back'];
      case 'done':
        return validate.open
          ? ['back', 'up', 'down', 'pageUp', 'pageDown']
          : ['next', 'details', 'again', 'up', 'down', 'pageUp', 'pageDown', 'back'];
    }
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { validate } = store.getState();
    if (validate.phase === 'choose') {
      if (key === 'up' || key === 'down') {
        store.dispatch({ slice: 'validate', type: 'level', step: key === 'up' ? -1 : 1 });
      }
      if (key === 'begin') void runValidation(wizard);
      if (key === 'skip') goNext(wizard);
      if (key === 'back') goBack(wizard);
      return;
    }
    if (key === 'cancelWork') {
      stopValidation(wizard);
      return;
    }
    if (validate.open) {
      if (key === 'back') store.dispatch({ slice: 'validate', type: 'open', open: false });
      const first = moved(key, validate.scroll, 10_000);
      if (first !== null) store.dispatch({ slice: 'validate', type: 'scroll', first });
      return;
    }
    const index = moved(key, validate.selected, validate.result?.checks.length ?? 0);
    if (index !== null) store.dispatch({ slice: 'validate', type: 'select', index });
    if (key === 'details') store.dispatch({ slice: 'validate', type: 'open', open: true });
    if (key === 'again') store.dispatch({ slice: 'validate', type: 'choose-again' });
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
