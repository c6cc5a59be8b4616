import type { LocalText } from '../../../preset/texts.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
  typedText,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import type { Problem } from '../../wizard/problem.js';
import type { TriedPlace } from './try-place.js';

/** One question of the guided creation of a config file, or one secret that a file leaves open. */
export interface FormQuestion {
  readonly id: string;
  readonly kind: 'text' | 'number' | 'secret' | 'select' | 'confirm';
  readonly message: LocalText;
  readonly default: string;
  /** For select and confirm. */
  readonly choices: readonly { readonly value: string; readonly label: LocalText }[];
  /** What is wrong with an answer; null when it is right. */
  readonly validate: (value: string) => LocalText | null;
}

export interface FormState {
  /** create: makes a config file. secrets: asks for what the file leaves open. */
  readonly purpose: 'create' | 'secrets';
  readonly questions: readonly FormQuestion[];
  readonly index: number;
  readonly answers: Readonly<Record<string, string>>;
  readonly field: TextFieldState;
  /** What stands in the field was offered, not typed: the first letter replaces it. */
  readonly isOffered: boolean;
  /** Addresses that were tried as they were typed, the latest last. */
  readonly tried: readonly TriedPlace[];
  /** Marked row of the review. */
  readonly marked: number;
  /** Selected choice. */
  readonly choice: number;
  readonly error: LocalText | null;
  /** An answer was given, and which question follows is being worked out: until then keys do nothing. */
  readonly waiting: boolean;
}

/** loading → ready, or one of the ways it can be unusable; `asking` shows a form. */
export interface ConfigState {
  readonly phase: 'loading' | 'missing' | 'failed' | 'asking' | 'writing' | 'ready';
  readonly problem: Problem | null;
  readonly form: FormState | null;
  /** Where a file was looked for and not found. */
  readonly missingPath: string;
  readonly scroll: number;
}

export type ConfigAction = ActionsOf<{
  slice: 'config';
  loading: unknown;
  missing: { path: string };
  loaded: unknown;
  failed: { problem: Problem };
  ask: { purpose: FormState['purpose']; questions: readonly FormQuestion[] };
  questions: { questions: readonly FormQuestion[] };
  edit: { edit: TextFieldAction };
  choose: { step: 1 | -1 };
  answer: unknown;
  previous: unknown;
  /** In the review: another row, or the marked answer anew. */
  mark: { index: number };
  change: unknown;
  tried: { tried: TriedPlace };
  writing: unknown;
  /** An answer cannot be used, or the file cannot be written: the answers are kept. */
  refused: { error: LocalText };
  scroll: { first: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly config: ConfigState;
  }
  interface SliceActions {
    readonly config: ConfigAction;
  }
}

export const initialConfig: ConfigState = {
  phase: 'loading',
  problem: null,
  form: null,
  missingPath: '',
  scroll: 0,
};

export function currentQuestion(form: FormState): FormQuestion | null {
  return form.questions[form.index] ?? null;
}

/** Every question of a new file is answered: they are looked at before it is written. */
export function isReview({ purpose, waiting, index, questions }: FormState): boolean {
  return purpose === 'create' && !waiting && questions.length > 0 && index >= questions.length;
}

/** The question's field as it opens: what was answered before, else the default. A secret never comes back. */
function ask(form: FormState, index: number): FormState {
  const question = form.questions[index];
  if (question === undefined)
    return { ...form, index, error: null, field: textField(), isOffered: false, choice: 0 };
  const value = form.answers[question.id] ?? question.default;
  return {
    ...form,
    index,
    error: null,
    field: textField(question.kind === 'secret' ? '' : value),
    isOffered: question.kind !== 'secret' && value !== '',
    choice: Math.max(
      0,
      question.choices.findIndex((choice) => choice.value === value),
    ),
  };
}

function answered(form: FormState): FormState {
  const question = currentQuestion(form);
  if (question === null) return form;
  const chosen = question.choices[form.choice]?.value ?? '';
  const value = question.choices.length > 0 ? chosen : typedText(form.field);
  const error = question.validate(value);
  if (error !== null) return { ...form, error };
  const next = { ...form, error: null, answers: { ...form.answers, [question.id]: value } };
  // Answers decide which questions there are: the next one is shown only when it is known.
  return form.purpose === 'create' ? { ...next, waiting: true } : ask(next, form.index + 1);
}

type FormKey = Extract<ConfigAction, { readonly type: 'edit' | 'choose' | 'answer' | 'previous' }>;

function afterKey(form: FormState, action: FormKey): FormState {
  switch (action.type) {
    case 'edit': {
      const from = form.isOffered && action.edit.type === 'insert' ? textField() : form.field;
      return { ...form, field: textFieldReducer(from, action.edit), isOffered: false, error: null };
    }
    case 'choose': {
      const last = (currentQuestion(form)?.choices.length ?? 0) - 1;
      return { ...form, choice: Math.max(0, Math.min(form.choice + action.step, last)) };
    }
    case 'answer':
      return answered(form);
    case 'previous':
      return ask(form, Math.max(0, form.index - 1));
  }
}

export function configReducer(state: ConfigState, action: ConfigAction): ConfigState {
  const { form } = state;
  switch (action.type) {
    case 'loading':
      return initialConfig;
    case 'missing':
      return { ...initialConfig, phase: 'missing', missingPath: action.path };
    case 'loaded':
      return { ...initialConfig, phase: 'ready' };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'ask': {
      const { purpose, questions } = action;
      const empty = {
        purpose,
        questions,
        index: 0,
        answers: {},
        field: textField(),
        isOffered: false,
        tried: [],
        marked: 0,
        choice: 0,
        error: null,
        waiting: false,
      };
      return { ...initialConfig, phase: 'asking', form: ask(empty, 0) };
    }
    case 'questions': {
      if (form === null) return state;
      const next = { ...form, questions: action.questions, waiting: false };
      const open = next.questions.findIndex(({ id }) => next.answers[id] === undefined);
      // Whoever changed an earlier answer is asked what follows from it, and sees all of them again.
      const index = form.waiting ? (open < 0 ? next.questions.length : open) : form.index;
      return { ...state, form: ask(next, index) };
    }
    case 'edit':
    case 'choose':
    case 'answer':
    case 'previous':
      return form === null || form.waiting ? state : { ...state, form: afterKey(form, action) };
    case 'tried': {
      const { tried } = action;
      const others = form?.tried.filter(({ place }) => place !== tried.place) ?? [];
      return form === null ? state : { ...state, form: { ...form, tried: [...others, tried] } };
    }
    case 'mark': {
      const marked = Math.max(0, Math.min(action.index, (form?.questions.length ?? 1) - 1));
      return form === null ? state : { ...state, form: { ...form, marked } };
    }
    case 'change':
      return form === null ? state : { ...state, form: ask(form, form.marked) };
    case 'writing':
      return { ...state, phase: 'writing' };
    case 'refused': {
      if (form === null) return state;
      if (isReview(form)) return { ...state, phase: 'asking', form: { ...form, error: action.error } };
      const index = Math.min(form.index, form.questions.length - 1);
      // Where the questions were over, the last one is asked again; else what was typed stays.
      const asked = index === form.index ? form : ask(form, index);
      return { ...state, phase: 'asking', form: { ...asked, waiting: false, error: action.error } };
    }
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.first) };
  }
}
