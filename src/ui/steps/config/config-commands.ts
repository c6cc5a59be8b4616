import type { Context } from '../../../config/context.js';
import { missingSecrets, withSecrets } from '../../../config/missing-secrets.js';
import { localiseRefusal } from '../../../text/localise.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { lookForRuns } from '../start/start-commands.js';
import { isReview } from './config-state.js';
import { secretQuestions } from './init-form.js';
import { placeOf } from './try-place.js';

/** Loads the file, or finds that there is none, and asks for secrets that it leaves open. */
export async function loadConfiguration(wizard: Wizard): Promise<void> {
  const { store } = wizard;
  // What is still being read by the config before is of no use any more.
  wizard.reading.current?.abort();
  store.dispatch({ slice: 'config', type: 'loading' });
  try {
    if (!(await wizard.form.exists())) {
      store.dispatch({ slice: 'config', type: 'missing', path: wizard.configPath });
      return;
    }
    const context = await wizard.load(wizard.configPath);
    const missing = missingSecrets(context.config);
    if (missing.length > 0) {
      store.dispatch({ slice: 'context', type: 'loaded', context });
      const questions = secretQuestions(missing);
      store.dispatch({ slice: 'config', type: 'ask', purpose: 'secrets', questions });
      return;
    }
    await takeContext(wizard, context);
  } catch (error) {
    store.dispatch({ slice: 'context', type: 'loaded', context: null });
    store.dispatch({ slice: 'config', type: 'failed', problem: problemOf(error) });
  }
}

/** The config is complete; then earlier runs are looked for. */
async function takeContext(wizard: Wizard, context: Context): Promise<void> {
  wizard.store.dispatch({ slice: 'context', type: 'loaded', context });
  wizard.store.dispatch({ slice: 'config', type: 'loaded' });
  await lookForRuns(wizard);
}

/** Gives the file to the operator's editor, and reads it again when that has ended. */
export async function editConfiguration(wizard: Wizard): Promise<void> {
  let problem: string | null = null;
  await wizard.lend.current(async () => {
    try {
      await wizard.edit(wizard.configPath);
    } catch (error) {
      problem = problemOf(error).message;
    }
  });
  await loadConfiguration(wizard);
  if (problem !== null) notify(wizard, 'warning', wizard.text.config.notEdited(problem));
}

export async function openForm(wizard: Wizard): Promise<void> {
  const questions = await wizard.form.questions({});
  wizard.store.dispatch({ slice: 'config', type: 'ask', purpose: 'create', questions });
}

/** Tries an address as soon as it is complete; the questions go on meanwhile. */
async function tryAnswer({ store, form }: Wizard, id: string): Promise<void> {
  const place = placeOf(id, store.getState().config.form?.answers ?? {});
  if (place === null || form.tryPlace === undefined) return;
  const running = { place: `${place.host}:${place.port}`, ok: null, detail: '' };
  store.dispatch({ slice: 'config', type: 'tried', tried: running });
  store.dispatch({ slice: 'config', type: 'tried', tried: await form.tryPlace(place) });
}

/** Takes the answer; after the last one all are shown, or the secrets put in. */
export async function answerQuestion(wizard: Wizard): Promise<void> {
  const { store, form } = wizard;
  const asked = store.getState().config.form;
  if (asked?.waiting) return;
  store.dispatch({ slice: 'config', type: 'answer' });
  const answered = store.getState().config.form;
  if (answered === null || answered.error !== null) return;
  try {
    if (answered.purpose === 'create') {
      void tryAnswer(wizard, asked?.questions[asked.index]?.id ?? '');
      store.dispatch({
        slice: 'config',
        type: 'questions',
        questions: await form.questions(answered.answers),
      });
    }
    const state = store.getState();
    const current = state.config.form;
    if (current === null || current.index < current.questions.length || isReview(current)) return;
    store.dispatch({ slice: 'config', type: 'writing' });
    if (current.purpose === 'secrets' && state.loaded !== null) {
      const config = withSecrets(state.loaded.config, current.answers);
      await takeContext(wizard, { ...state.loaded, config });
      return;
    }
  } catch (error) {
    refuse(wizard, error);
  }
}

/** Writes the file that was reviewed, and reads it. */
export async function writeForm(wizard: Wizard): Promise<void> {
  const { store, form } = wizard;
  const { answers } = store.getState().config.form ?? {};
  if (answers === undefined) return;
  store.dispatch({ slice: 'config', type: 'writing' });
  try {
    await form.write(answers);
  } catch (error) {
    refuse(wizard, error);
    return;
  }
  await loadConfiguration(wizard);
}

/** The answers stay; what is wrong stands below them. */
function refuse({ store }: Wizard, error: unknown): void {
  const problem = problemOf(error);
  const said = (language: 'en' | 'zh'): string => {
    const { message, remedy } = localiseRefusal(problem, language);
    return [message, remedy ?? ''].filter((part) => part !== '').join('\n');
  };
  store.dispatch({ slice: 'config', type: 'refused', error: { en: said('en'), zh: said('zh') } });
}
