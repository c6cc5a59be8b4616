import { phases as allPhases } from '../../phases/index.js';
import type { Phase } from '../../phases/phase.js';
import { phaseTexts } from '../../phases/words.js';
import type { HeadlessText } from './en.js';
import { type Lang, textIn } from './language.js';

/** The texts of a language, with what these phases are called. */
export function headlessText(lang: Lang, phases: readonly Phase[] = allPhases): HeadlessText {
  const text = textIn(lang);
  const { names, states, things } = phaseTexts(phases, lang);
  return { ...text, things, phase: { ...text.phase, ...names }, runState: { ...text.runState, ...states } };
}
