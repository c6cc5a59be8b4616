import type { Phase } from '../../../phases/phase.js';
import type { PhaseWords } from '../../../phases/phase-words.js';
import type { Plan } from '../../../plan/plan.js';
import type { UiContext } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { phaseIn } from './copy-state.js';

/** A phase on the screen, among all of them in their order. */
export interface Shown {
  readonly phase: Phase;
  readonly all: readonly Phase[];
}

/** What the copy goes by: the dry run's plan, or that of the run which is taken up; null before either. */
export function planOf({ dryRun, copy, start }: WizardState): Plan | null {
  return dryRun.result?.plan ?? (copy.resume ? start.data?.run.plan : null) ?? null;
}

/** It has something to carry. */
export function takesPart(state: WizardState, phase: Phase): boolean {
  const plan = planOf(state);
  return phase.isAsked(state.context?.config ?? null) && (plan === null || phase.takesPart(plan));
}

/** It stands in the list of steps: also where it says why it carries nothing. */
export function isListed(state: WizardState, phase: Phase): boolean {
  return phase.words.en.screen.skipped !== undefined || takesPart(state, phase);
}

const isDone = (state: WizardState, { id }: Phase): boolean => phaseIn(state.copy, id).status === 'done';

/** The first phase before this one that is still to be copied: this one goes ahead of it. */
export function passedOver(state: WizardState, { phase, all }: Shown): Phase | undefined {
  return all.slice(0, all.indexOf(phase)).find((one) => takesPart(state, one) && !isDone(state, one));
}

/** A phase behind this one that need not wait for it. */
export function mayGoAhead(state: WizardState, { phase, all }: Shown): Phase | undefined {
  return all
    .slice(all.indexOf(phase) + 1)
    .find((one) => one.repeats && one.after === null && takesPart(state, one));
}

/** A phase that begins only when all of this one is copied. */
export function waitingFor(state: WizardState, { phase, all }: Shown): Phase | undefined {
  return all.find((one) => one.after?.id === phase.id && takesPart(state, one));
}

/** Phases that are copied once more when this one has started: what they brought before may not be all any more. */
export function outdatedBy({ phase, all }: Shown): readonly string[] {
  return all
    .slice(all.indexOf(phase) + 1)
    .filter(({ repeats, after }) => repeats && after === null)
    .map(({ id }) => id);
}

export function wordsOf(phase: Phase, { language }: UiContext): PhaseWords {
  return phase.words[language];
}
