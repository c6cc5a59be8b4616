import { currentStep, listedSteps } from './steps.js';
import { notify, type Wizard } from './wizard.js';

/** Shows a step and starts what it does by itself (reading only). */
export function goTo(wizard: Wizard, step: string): void {
  wizard.store.dispatch({ slice: 'frame', type: 'go', step });
  currentStep(wizard.steps, wizard.store.getState()).enter?.(wizard);
}

export function goNext(wizard: Wizard): void {
  const state = wizard.store.getState();
  const here = currentStep(wizard.steps, state);
  const why = here.obstacle?.(state, wizard.text) ?? null;
  if (why !== null) {
    notify(wizard, 'warning', why);
    return;
  }
  const listed = listedSteps(wizard.steps, state);
  const next = listed[listed.indexOf(here) + 1];
  if (next !== undefined) goTo(wizard, next.id);
}

export function goBack(wizard: Wizard): void {
  const state = wizard.store.getState();
  const listed = listedSteps(wizard.steps, state);
  const here = listed.indexOf(currentStep(wizard.steps, state));
  const previous = listed[here - 1];
  if (previous === undefined) return;
  if (listed.slice(here).some((step) => step.closesWayBack?.(state) === true)) {
    notify(wizard, 'warning', wizard.text.frame.noWayBack);
    return;
  }
  goTo(wizard, previous.id);
}
