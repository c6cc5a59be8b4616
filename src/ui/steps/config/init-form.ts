import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Answer, Question } from '../../../config/init/question.js';
import { type InitDefaults, initQuestions, presetDefaults } from '../../../config/init/questions.js';
import { renderConfigFile } from '../../../config/init/render.js';
import { writeConfigFile } from '../../../config/init/write.js';
import type { MissingSecret } from '../../../config/missing-secrets.js';
import { writeSelection } from '../../../config/write-selection.js';
import { loadPreset } from '../../../preset/load.js';
import type { ConfigForm } from '../../wizard/dependencies.js';
import type { FormQuestion } from './config-state.js';
import { tryPlace } from './try-place.js';

const yesNo = [
  { value: 'yes', label: { en: 'yes', zh: '是' } },
  { value: 'no', label: { en: 'no', zh: '否' } },
] as const;

/** A question of `tenantferry init` as the wizard's form asks it: every answer is text. */
export function formQuestion(question: Question): FormQuestion {
  const { id, kind, message } = question;
  switch (question.kind) {
    case 'text':
      return { id, kind, message, default: question.default ?? '', choices: [], validate: question.validate };
    case 'number':
      return {
        id,
        kind,
        message,
        default: String(question.default),
        choices: [],
        validate: (value) => question.validate(value.trim() === '' ? Number.NaN : Number(value)),
      };
    case 'secret':
      return { id, kind, message, default: '', choices: [], validate: question.validate };
    case 'select': {
      const choices = question.choices.map(({ value, title }) => ({ value, label: title }));
      return { id, kind, message, default: question.default, choices, validate: () => null };
    }
    case 'confirm':
      return {
        id,
        kind,
        message,
        default: question.default ? 'yes' : 'no',
        choices: yesNo,
        validate: () => null,
      };
  }
}

/** The secrets that the config leaves open, as questions. Empty is an answer: some servers need none. */
export function secretQuestions(missing: readonly MissingSecret[]): readonly FormQuestion[] {
  return missing.map(({ key, title }) => ({
    id: key,
    kind: 'secret',
    message: title,
    default: '',
    choices: [],
    validate: () => null,
  }));
}

type Texts = Readonly<Record<string, string>>;

/** The answers in the types that the questions of `init` have. */
function typedAnswers(texts: Texts, defaults: InitDefaults = {}): Readonly<Record<string, Answer>> {
  const typed: Record<string, Answer> = {};
  // Which questions there are depends on the answers before them, so they are taken one by one.
  for (;;) {
    const question = initQuestions(typed, defaults).find(
      ({ id }) => typed[id] === undefined && texts[id] !== undefined,
    );
    if (question === undefined) return typed;
    const text = texts[question.id] ?? '';
    if (question.kind === 'number') typed[question.id] = Number(text);
    else if (question.kind === 'confirm') typed[question.id] = text === 'yes';
    else typed[question.id] = text;
  }
}

/** The guided creation of a config file with the questions of `tenantferry init`. */
export function initForm(path: string): ConfigForm {
  return {
    exists: async () => {
      try {
        await access(path);
        return true;
      } catch {
        return false;
      }
    },
    questions: async (texts) => {
      const answers = typedAnswers(texts);
      if (answers.preset === undefined) return initQuestions(answers).map(formQuestion);
      const defaults = presetDefaults(await loadPreset(String(answers.preset), dirname(path)));
      // Without what another preset has asked, and all that followed from it.
      return initQuestions(typedAnswers(texts, defaults), defaults).map(formQuestion);
    },
    tryPlace,
    write: async (texts) => {
      // Without answers to what is no question any more, since another preset was chosen.
      const preset = await loadPreset(String(typedAnswers(texts).preset), dirname(path));
      await writeConfigFile(path, renderConfigFile(typedAnswers(texts, presetDefaults(preset))));
    },
    writeTables: (selection) => writeSelection(path, selection),
  };
}
