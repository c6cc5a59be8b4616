import { goTo } from '../../wizard/navigation.js';
import { currentStep } from '../../wizard/steps.js';
import type { Wizard } from '../../wizard/wizard.js';
import { runValidation } from '../validate/validate-commands.js';
import { carriesOnWith } from './carried-on.js';
import { startCopy } from './copy-commands.js';
import type { Shown } from './copy-phases.js';
import { phaseIn } from './copy-state.js';

/** Copies a phase, and goes on with what the window names; the screen goes along where the operator watches the phase that ended. */
export async function copyAndCarryOn(wizard: Wizard, shown: Shown): Promise<void> {
  const { store, steps } = wizard;
  await startCopy(wizard, shown);
  const state = store.getState();
  const { status, summary } = phaseIn(state.copy, shown.phase.id);
  const next = carriesOnWith(state, shown);
  const isWhole = status === 'done' && summary?.outcome === 'complete' && !summary.windowClosed;
  if (!isWhole || next === null || state.frame.closing) return;
  const isWatched = currentStep(steps, state).id === shown.phase.id;
  if (isWatched) goTo(wizard, next === 'validate' ? next : next.phase.id);
  await (next === 'validate' ? runValidation(wizard) : copyAndCarryOn(wizard, next));
}
