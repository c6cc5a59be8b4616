import type { Phase } from './phase.js';
import type { PhaseWords } from './phase-words.js';
import { doneState } from './run-state.js';

type Words = Readonly<Record<string, string>>;

/** Names of phases by their ids, and words for the states of a run that lie in them. */
interface PhaseTexts {
  readonly things: Readonly<Record<string, (count: string) => string>>;
  readonly names: Words;
  readonly parts: Words;
  readonly states: Words;
  readonly longStates: Words;
}

/** What people read of these phases, by the names that events, logs and ledgers use. */
export function phaseTexts(phases: readonly Phase[], lang: 'en' | 'zh'): PhaseTexts {
  const each = (entries: (id: string, words: PhaseWords) => Words): Words =>
    Object.assign({}, ...phases.map(({ id, words }) => entries(id, words[lang])));
  return {
    things: Object.fromEntries(phases.map(({ id, words }) => [id, words[lang].things])),
    names: each((id, { name }) => ({ [id]: name })),
    parts: each((id, { part }) => ({ [id]: part })),
    states: each((id, { state }) => ({ [id]: state.begun, [doneState(id)]: state.done })),
    longStates: each((id, { longState }) => ({ [id]: longState.begun, [doneState(id)]: longState.done })),
  };
}
