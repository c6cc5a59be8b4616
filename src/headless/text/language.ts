import { en, type HeadlessText } from './en.js';
import { zh } from './zh.js';

export type Lang = 'en' | 'zh';

/** The texts of a language before phases have put in what they are called: all that a process needs while it starts. */
export function textIn(lang: Lang): HeadlessText {
  return lang === 'zh' ? zh : en;
}

/** The language asked for, or that of the environment (LC_ALL, LC_MESSAGES, LANG, in this order). */
export function chooseLang(
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Lang {
  if (asked === 'en' || asked === 'zh') return asked;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
