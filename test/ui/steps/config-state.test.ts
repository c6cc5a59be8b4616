import { describe, expect, it } from 'vitest';
import {
  type ConfigAction,
  type ConfigState,
  configReducer,
  currentQuestion,
  type FormQuestion,
  initialConfig,
} from '../../../src/ui/steps/config/config-state.js';
import { formQuestion } from '../../../src/ui/steps/config/init-form.js';
import { typedText } from '../../../src/ui/terminal/text-field.js';

const tenant: FormQuestion = {
  id: 'tenant_id',
  kind: 'text',
  message: { en: 'Tenant', zh: '租户' },
  default: 'acme',
  choices: [],
  validate: (value) => (value === '' ? { en: 'needed', zh: '必填' } : null),
};
const password: FormQuestion = { ...tenant, id: 'password', kind: 'secret', default: '' };
const vault: FormQuestion = {
  ...tenant,
  id: 'vault',
  kind: 'confirm',
  default: 'no',
  choices: [
    { value: 'yes', label: { en: 'yes', zh: '是' } },
    { value: 'no', label: { en: 'no', zh: '否' } },
  ],
  validate: () => null,
};

function run(...actions: readonly ConfigAction[]): ConfigState {
  return actions.reduce(configReducer, initialConfig);
}

const questions = [tenant, password, vault];
const ask: ConfigAction = { slice: 'config', type: 'ask', purpose: 'secrets', questions };
const answer: ConfigAction = { slice: 'config', type: 'answer' };
const typed = (text: string): ConfigAction => ({
  slice: 'config',
  type: 'edit',
  edit: { type: 'insert', text },
});
const clear: ConfigAction = { slice: 'config', type: 'edit', edit: { type: 'clear' } };

describe('the form of the config step', () => {
  it('opens each question with its default and keeps the answers', () => {
    const first = run(ask);
    expect(first.form === null ? '' : typedText(first.form.field)).toBe('acme');
    const second = run(ask, answer);
    expect(second.form?.answers).toEqual({ tenant_id: 'acme' });
    expect(second.form === null ? null : currentQuestion(second.form)?.id).toBe('password');
  });

  it('stays at a question whose answer is wrong, and says why', () => {
    const state = run(ask, clear, answer);
    expect(state.form?.index).toBe(0);
    expect(state.form?.error?.zh).toBe('必填');
    expect(configReducer(state, typed('x')).form?.error).toBeNull();
  });

  it('goes back to the answer given, but never shows a secret again', () => {
    const previous: ConfigAction = { slice: 'config', type: 'previous' };
    const back = run(ask, clear, typed('beta'), answer, previous);
    expect(back.form === null ? '' : typedText(back.form.field)).toBe('beta');
    const secret = run(ask, answer, typed('geheim'), answer, previous);
    expect(secret.form === null ? 'x' : typedText(secret.form.field)).toBe('');
  });

  it('chooses within the choices, from the default on', () => {
    const choosing = run(ask, answer, typed('p'), answer);
    expect(choosing.form?.choice).toBe(1);
    const up: ConfigAction = { slice: 'config', type: 'choose', step: -1 };
    const chosen = [up, up, answer].reduce(configReducer, choosing);
    expect(chosen.form?.answers.vault).toBe('yes');
  });

  it('waits, deaf to keys, until the answer has decided which question follows', () => {
    const create: ConfigAction = { slice: 'config', type: 'ask', purpose: 'create', questions };
    const waiting = run(create, answer, answer, typed('too early'));
    expect(waiting.form).toMatchObject({ index: 0, waiting: true, answers: { tenant_id: 'acme' } });
    const next = configReducer(waiting, { slice: 'config', type: 'questions', questions: [tenant, vault] });
    expect(next.form).toMatchObject({ index: 1, waiting: false });
    expect(next.form === null ? null : currentQuestion(next.form)?.id).toBe('vault');
  });

  it('takes the questions of init, numbers included', () => {
    const port = formQuestion({
      id: 'port',
      kind: 'number',
      message: { en: 'Port', zh: '端口' },
      default: 3306,
      validate: (value) => (Number.isInteger(value) ? null : { en: 'whole', zh: '整数' }),
    });
    expect(port.default).toBe('3306');
    expect(port.validate('3306')).toBeNull();
    expect(port.validate('')).not.toBeNull();
    expect(port.validate('many')).not.toBeNull();
  });
});

describe('the config step', () => {
  it('goes from loading to ready, missing or failed', () => {
    expect(run({ slice: 'config', type: 'loaded' }).phase).toBe('ready');
    expect(run({ slice: 'config', type: 'missing', path: '/m.yaml' }).phase).toBe('missing');
    const problem = { message: 'm', where: null, remedy: null, refused: true };
    expect(run({ slice: 'config', type: 'failed', problem })).toMatchObject({ phase: 'failed', problem });
    expect(run({ slice: 'config', type: 'writing' }).phase).toBe('writing');
    expect(run({ slice: 'config', type: 'scroll', first: -3 }).scroll).toBe(0);
    expect(
      run({ slice: 'config', type: 'missing', path: '/m.yaml' }, { slice: 'config', type: 'loading' }),
    ).toEqual(initialConfig);
  });
});
