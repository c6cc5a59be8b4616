import type { Phase } from '../../phases/phase.js';
import { phaseTexts } from '../../phases/words.js';
import { en, type ReportText } from './en.js';
import { zh } from './zh.js';

/** The texts of a language, with what these phases are called. */
export function reportText(lang: 'en' | 'zh', phases: readonly Phase[]): ReportText {
  const text = lang === 'zh' ? zh : en;
  const { parts, longStates } = phaseTexts(phases, lang);
  return { ...text, part: { ...text.part, ...parts }, state: { ...text.state, ...longStates } };
}
