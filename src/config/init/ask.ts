import type { Answers, Question, Text } from './question.js';
import * as check from './validators.js';

/** How questions are made; what both sides are asked, and what the source's answers offer for the target. */

export const sides = [
  { side: 'source', en: 'source', zh: '源环境' },
  { side: 'target', en: 'target', zh: '目标环境' },
] as const;
export type AskedSide = (typeof sides)[number];

/**
 * For the questions about one block of a side: how they begin (`en`, `zh`), and what the source has, offered for the target; there Enter
 * takes it, and typing replaces it.
 */
export function askAbout({ side }: AskedSide, block: string, name: Text, answers: Answers) {
  return {
    about: (en: string, zh: string): Text => ({ en: `${name.en}: ${en}`, zh: `${name.zh}：${zh}` }),
    same: (key: string): string | undefined => {
      const answer = side === 'target' ? answers[`source.${block}.${key}`] : undefined;
      return typeof answer === 'string' && answer !== '' ? answer : undefined;
    },
  };
}

/** Where a secret is kept, and what follows from it. */
export function secretQuestions(key: string, name: string, message: Text, answers: Answers): Question[] {
  const id = `${key}.${name}`;
  const storage = answers[`${id}_storage`];
  const before = key.startsWith('target.')
    ? answers[`source.${key.slice('target.'.length)}.${name}_storage`]
    : undefined;
  const asSource = typeof before === 'string' ? before : 'ask';
  const with_ = (en: string, zh: string): Text => ({
    en: `${message.en}: ${en}`,
    zh: `${message.zh}：${zh}`,
  });
  const follow: Question[] = [];
  if (storage === 'env') {
    const fallback = id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
    follow.push(
      text(
        `${id}_env`,
        with_('name of the environment variable', '环境变量名'),
        check.environmentName,
        fallback,
      ),
    );
  }
  if (storage === 'file')
    follow.push(text(`${id}_file`, with_('path of the file', '文件路径'), check.required));
  if (storage === 'inline') follow.push({ kind: 'secret', id, message, validate: check.inlineSecret });
  return [
    select(`${id}_storage`, with_('where is it kept?', '存放在哪里？'), asSource, [
      choice('ask', 'nowhere: ask at each start', '不存放：每次启动时询问'),
      choice('env', 'in an environment variable', '环境变量'),
      choice('file', 'in a file of its own', '单独的文件'),
      choice('inline', 'in the config file (mode 0600)', '配置文件内（权限 0600）'),
    ]),
    ...follow,
  ];
}

export function text(
  id: string,
  message: Text,
  validate: (answer: string) => Text | null,
  fallback?: string,
): Question {
  return { kind: 'text', id, message, validate, default: fallback };
}

export function number(id: string, message: Text, fallback: number, least: number, most: number): Question {
  return { kind: 'number', id, message, default: fallback, validate: check.wholeNumber(least, most) };
}

export function select(id: string, message: Text, fallback: string, choices: readonly Choice[]): Question {
  return { kind: 'select', id, message, default: fallback, choices };
}

type Choice = Extract<Question, { kind: 'select' }>['choices'][number];

export const choice = (value: string, en: string, zh: string): Choice => ({ value, title: { en, zh } });

export function confirm(id: string, message: Text, fallback: boolean): Question {
  return { kind: 'confirm', id, message, default: fallback };
}
