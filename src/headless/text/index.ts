import { phases as allPhases } from '../../phases/index.js';
import type { Phase } from '../../phases/phase.js';
import { phaseTexts } from '../../phases/words.js';
import { en, type HeadlessText } from './en.js';
import { zh } from './zh.js';

export type Lang = 'en' | 'zh';

export type { HeadlessText };

/** The texts of a language, with what these phases are called. */
export function headlessText(lang: Lang, phases: readonly Phase[] = allPhases): HeadlessText {
  const text = lang === 'zh' ? zh : en;
  const { names, states } = phaseTexts(phases, lang);
  return { ...text, phase: { ...text.phase, ...names }, runState: { ...text.runState, ...states } };
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
