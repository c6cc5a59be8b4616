import { goNext } from '../../wizard/navigation.js';
import { type Screen, scrolled } from '../../wizard/screen.js';
import { answerQuestion, loadConfiguration, openForm } from './config-commands.js';
import { currentQuestion } from './config-state.js';
import { ConfigView } from './config-view.js';

export const configScreen: Screen = {
  View: ConfigView,
  keys: ({ config }) => {
    switch (config.phase) {
      case 'loading':
      case 'writing':
        return [];
      case 'missing':
        return ['create', 'again'];
      case 'failed':
        return ['again'];
      case 'asking':
        return config.form !== null && (currentQuestion(config.form)?.choices.length ?? 0) > 0
          ? ['accept', 'up', 'down', 'cancel']
          : ['accept', 'cancel'];
      case 'ready':
        return ['next', 'again', 'up', 'down', 'pageUp', 'pageDown'];
    }
  },
  edit: ({ config }) => {
    if (config.phase !== 'asking' || config.form === null) return null;
    const question = currentQuestion(config.form);
    if (question === null || question.choices.length > 0) return null;
    return (edit, wizard) => wizard.store.dispatch({ slice: 'config', type: 'edit', edit });
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { config } = store.getState();
    if (config.phase === 'asking') {
      if (key === 'accept') void answerQuestion(wizard);
      if (key === 'up' || key === 'down') {
        store.dispatch({ slice: 'config', type: 'choose', step: key === 'up' ? -1 : 1 });
      }
      if (key === 'cancel') {
        const first = config.form === null || config.form.index === 0;
        if (first) void loadConfiguration(wizard);
        else store.dispatch({ slice: 'config', type: 'previous' });
      }
      return;
    }
    if (key === 'create') void openForm(wizard);
    if (key === 'again') void loadConfiguration(wizard);
    if (key === 'next') goNext(wizard);
    const first = scrolled(key, config.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'config', type: 'scroll', first });
  },
};
