import { localiseRefusal } from '../../text/localise.js';
import type { Problem } from './problem.js';
import type { Wizard } from './wizard.js';

/** What stays on the normal screen after the wizard has closed: the outcome, the command that goes on, the files. */
export function farewellLines(wizard: Wizard): readonly string[] {
  const { steps, store, text } = wizard;
  const state = store.getState();
  const wrote = steps.some(({ writing }) => writing?.hasWritten(state) === true);
  return [
    ...(wrote ? [] : [text.farewell.nothing]),
    ...steps.flatMap((step) => step.farewell?.(wizard) ?? []),
  ];
}

/** A problem that a step was left with, and its remedy. */
export function problemText(problem: Problem | null, { language }: Wizard): readonly string[] {
  if (problem === null) return [];
  const { message, remedy } = localiseRefusal(problem, language);
  return remedy ? [message, remedy] : [message];
}
