import { listKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { moved, scrolled } from '../../wizard/list-keys.js';
import { goNext } from '../../wizard/navigation.js';
import type { Step, StepStatus } from '../../wizard/wizard.js';
import { kept, type Slice } from '../../wizard/wizard-state.js';
import {
  answerQuestion,
  editConfiguration,
  loadConfiguration,
  openForm,
  writeForm,
} from './config-commands.js';
import { type ConfigState, configReducer, currentQuestion, initialConfig, isReview } from './config-state.js';
import { configLines } from './config-view.js';

const slice: Slice<'config'> = {
  name: 'config',
  initial: () => initialConfig,
  reduce: configReducer,
  afterLoading: kept,
  afterRollback: kept,
};

const statuses: Readonly<Record<ConfigState['phase'], StepStatus>> = {
  loading: 'running',
  asking: 'running',
  writing: 'running',
  missing: 'open',
  failed: 'failed',
  ready: 'done',
};

/** The config file: read, or made; nothing goes on without it. */
export const configStep: Step = {
  id: 'config',
  title: { en: 'Config', zh: '配置' },
  slice,
  status: ({ config }) => statuses[config.phase],
  obstacle: ({ config }, text) => (config.phase === 'ready' ? null : text.config.notReady),
  outcome: ({ config }) => (config.phase === 'failed' ? 'refused' : 'done'),
  farewell: (wizard) => problemText(wizard.store.getState().config.problem, wizard),
  lines: configLines,
  copies: ({ config, context }, language) => [
    ...problemCopies(config.problem, language),
    ...(context === null ? [] : [{ what: 'path' as const, text: context.config.path }]),
  ],
  keys: ({ config }) => {
    switch (config.phase) {
      case 'loading':
      case 'writing':
        return [];
      case 'missing':
        return ['create', 'again'];
      case 'failed':
        return ['again', 'editConfig'];
      case 'asking':
        if (config.form !== null && isReview(config.form))
          return ['writeFile', 'changeAnswer', 'cancel', ...listKeys];
        return config.form !== null && (currentQuestion(config.form)?.choices.length ?? 0) > 0
          ? ['accept', 'up', 'down', 'cancel']
          : ['accept', 'cancel'];
      case 'ready':
        return ['next', 'again', 'editConfig', ...listKeys];
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
    if (config.phase === 'asking' && config.form !== null && isReview(config.form)) {
      const { marked, questions } = config.form;
      const index = moved(key, marked, questions.length);
      if (index !== null) store.dispatch({ slice: 'config', type: 'mark', index });
      if (key === 'writeFile') void writeForm(wizard);
      if (key === 'changeAnswer') store.dispatch({ slice: 'config', type: 'change' });
      if (key === 'cancel') store.dispatch({ slice: 'config', type: 'previous' });
      return;
    }
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
    if (key === 'editConfig') void editConfiguration(wizard);
    if (key === 'again') void loadConfiguration(wizard);
    if (key === 'next') goNext(wizard);
    const first = scrolled(key, config.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'config', type: 'scroll', first });
  },
};
