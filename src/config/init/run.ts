import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RefusedError } from '../../core/refused.js';
import { inChinese } from '../../core/sentence.js';
import { yamlWords } from '../../core/yaml/words.js';
import { loadPreset } from '../../preset/load.js';
import type { Preset } from '../../preset/schema.js';
import { presetWords } from '../../preset/words.js';
import { say } from '../words.js';
import { type Ask, type Language, PromptCancelled, terminalAsk } from './prompts.js';
import type { Answer, Answers, Question } from './question.js';
import { type InitDefaults, nextQuestion, presetDefaults } from './questions.js';
import { renderConfigFile } from './render.js';
import { unwritable, writeConfigFile } from './write.js';

/**
 * `tenantferry init`: asks the questions and writes the config file. Resolves to its path, or to null when the operator
 * left or kept an existing file. RefusedError without a terminal, or when the file cannot be written.
 */
export async function runInitPrompts(options: {
  readonly path: string;
  readonly lang: Language;
  /** For tests; default: the terminal. */
  readonly ask?: Ask;
}): Promise<string | null> {
  const { path, lang } = options;
  if (!options.ask && !(process.stdin.isTTY && process.stdout.isTTY)) {
    throw new RefusedError(say('config.no-terminal'), { remedy: say('advice.init') });
  }
  try {
    const ask = options.ask ?? (await terminalAsk(lang));
    await refuseUnwritable(path);
    const overwrite = await exists(path);
    if (overwrite && !(await askToReplace(ask, path))) return null;
    const text = renderConfigFile(await askAll(ask, dirname(resolve(path))));
    await writeConfigFile(path, text, { overwrite });
    return path;
  } catch (error) {
    if (error instanceof PromptCancelled) return null;
    throw error;
  }
}

async function askAll(ask: Ask, folder: string): Promise<Answers> {
  const answers: Record<string, Answer> = {};
  let defaults: InitDefaults = {};
  for (let question = nextQuestion(answers); question; question = nextQuestion(answers, defaults)) {
    if (question.id === 'preset') {
      const { preset, name } = await askPreset(ask, question, folder);
      answers.preset = name;
      defaults = presetDefaults(preset);
    } else answers[question.id] = await ask(question);
  }
  return answers;
}

/** Asks until there is such a preset: one mistyped name must not cost the answers before it. */
async function askPreset(
  ask: Ask,
  question: Question,
  folder: string,
): Promise<{ readonly preset: Preset; readonly name: string }> {
  let { message } = question;
  for (;;) {
    const name = String(await ask({ ...question, message }));
    try {
      return { preset: await loadPreset(name, folder), name };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { en, zh } = question.message;
      message = { en: `${error.message}. ${en}`, zh: `${chineseOf(error)}。${zh}` };
    }
  }
}

function chineseOf({ because, message }: RefusedError): string {
  return (because && inChinese(because, { ...yamlWords, ...presetWords })) ?? message;
}

/** Said before the first question, not after the last. */
async function refuseUnwritable(path: string): Promise<void> {
  try {
    await access(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function askToReplace(ask: Ask, path: string): Promise<boolean> {
  const answer = await ask({
    kind: 'confirm',
    id: 'overwrite',
    message: { en: `${path} exists already. Replace it?`, zh: `${path} 已存在。是否替换？` },
    default: false,
  });
  return answer === true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
