import type { WizardState } from '../../wizard/wizard-state.js';
import { type Shown, takesPart } from './copy-phases.js';
import { phaseIn } from './copy-state.js';

/** What the wizard goes on with by itself behind a phase (`options.window.carry_on`): another phase, or the proof when all is copied. */
export function carriesOnWith(state: WizardState, { phase, all }: Shown): Shown | 'validate' | null {
  const names = state.context?.config.options.carryOn ?? [];
  const next = all
    .slice(all.indexOf(phase) + 1)
    .find((one) => takesPart(state, one) && phaseIn(state.copy, one.id).status !== 'done');
  if (next) return names.some((name) => name === next.id) ? { phase: next, all } : null;
  // A source that is followed has changed since: it is compared when the operator says so.
  const { options } = state.context?.config ?? {};
  return names.includes('validate') && options?.live === undefined ? 'validate' : null;
}

/** All of them, one after the other. */
export function stepsCarriedOn(state: WizardState, shown: Shown): readonly (Shown | 'validate')[] {
  const next = carriesOnWith(state, shown);
  if (next === null || next === 'validate') return next === null ? [] : [next];
  return [next, ...stepsCarriedOn(state, next)];
}
