import { scrollKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen, scrolled, scrollKey } from '../../wizard/screen.js';
import { confirmRepair, proposeRepair, stopRepair } from './repair-commands.js';
import { extraRows } from './repair-state.js';
import { runValidation, stopValidation } from './validate-commands.js';
import { ValidateView } from './validate-view.js';

export const validateScreen: Screen = {
  View: ValidateView,
  keys: ({ validate }) => {
    switch (validate.phase) {
      case 'choose':
        return ['begin', 'up', 'down', 'skip', 'back'];
      case 'running':
        return validate.repair?.phase === 'running' ? ['stop'] : ['cancelWork'];
      case 'failed':
        return ['again', 'back'];
      case 'done':
        if (validate.repair !== null) {
          const extra = extraRows(validate.repair) > 0 ? (['deleteExtra'] as const) : [];
          return validate.repair.phase === 'confirm'
            ? ['accept', 'cancel', ...extra, ...scrollKeys]
            : ['cancel'];
        }
        return validate.open !== null
          ? ['back', 'up', 'down', 'pageUp', 'pageDown']
          : [
              'next',
              'details',
              'nextSteps',
              ...(validate.result?.ok === false ? (['repair'] as const) : []),
              'again',
              'up',
              'down',
              'pageUp',
              'pageDown',
              'back',
            ];
    }
  },
  edit: ({ validate }) =>
    validate.phase === 'done' && validate.repair?.phase === 'confirm'
      ? (edit, wizard) => wizard.store.dispatch({ slice: 'validate', type: 'repair-edit', edit })
      : null,
  confirmation: ({ validate }) =>
    validate.phase === 'done' && validate.repair?.phase === 'confirm' ? validate.repair.confirmation : null,
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
    if (key === 'cancelWork' || key === 'stop') {
      if (validate.repair === null) stopValidation(wizard);
      else stopRepair(wizard);
      return;
    }
    if (validate.repair !== null) {
      if (key === 'accept') void confirmRepair(wizard);
      if (key === 'deleteExtra') store.dispatch({ slice: 'validate', type: 'repair-delete-extra' });
      if (key === 'cancel') store.dispatch({ slice: 'validate', type: 'repair-close' });
      const first = scrolled(scrollKey(key), validate.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'validate', type: 'scroll', first });
      return;
    }
    if (key === 'repair') {
      void proposeRepair(wizard);
      return;
    }
    if (validate.open !== null) {
      if (key === 'back') store.dispatch({ slice: 'validate', type: 'open', open: null });
      const first = scrolled(key, validate.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'validate', type: 'scroll', first });
      return;
    }
    const index = moved(key, validate.selected, validate.result?.checks.length ?? 0);
    if (index !== null) store.dispatch({ slice: 'validate', type: 'select', index });
    if (key === 'details') store.dispatch({ slice: 'validate', type: 'open', open: 'differences' });
    if (key === 'nextSteps') store.dispatch({ slice: 'validate', type: 'open', open: 'next' });
    if (key === 'again') store.dispatch({ slice: 'validate', type: 'choose-again' });
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
