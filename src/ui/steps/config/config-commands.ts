import { problemOf } from '../../wizard/problem.js';
import type { Wizard } from '../../wizard/wizard.js';
import { lookForRuns } from '../start/start-commands.js';

/** Loads the file, or finds that there is none; then looks for earlier runs. */
export async function loadConfiguration(wizard: Wizard): Promise<void> {
  const { store } = wizard;
  store.dispatch({ slice: 'config', type: 'loading' });
  try {
    if (!(await wizard.configExists())) {
      store.dispatch({ slice: 'config', type: 'missing' });
      return;
    }
    const context = await wizard.load(wizard.configPath);
    store.dispatch({ slice: 'context', type: 'loaded', context });
    store.dispatch({ slice: 'config', type: 'loaded' });
  } catch (error) {
    store.dispatch({ slice: 'context', type: 'loaded', context: null });
    store.dispatch({ slice: 'config', type: 'failed', problem: problemOf(error) });
    return;
  }
  await lookForRuns(wizard);
}

export function openForm(wizard: Wizard): void {
  if (wizard.form === undefined) return;
  wizard.store.dispatch({ slice: 'config', type: 'create', questions: wizard.form.questions({}) });
}

/** Takes the answer; after the last one writes the file and loads it. */
export async function answerQuestion(wizard: Wizard): Promise<void> {
  const { store, form } = wizard;
  if (form === undefined) return;
  store.dispatch({ slice: 'config', type: 'answer' });
  const before = store.getState().config.form;
  if (before === null || before.error !== null) return;
  store.dispatch({ slice: 'config', type: 'questions', questions: form.questions(before.answers) });
  const state = store.getState().config.form;
  if (state === null || state.index < state.questions.length) return;
  store.dispatch({ slice: 'config', type: 'writing' });
  try {
    await form.write(state.answers, wizard.configPath);
  } catch (error) {
    store.dispatch({ slice: 'config', type: 'failed', problem: problemOf(error) });
    return;
  }
  await loadConfiguration(wizard);
}
