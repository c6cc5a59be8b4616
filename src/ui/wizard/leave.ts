import { exitCodeOf } from './outcome.js';
import type { Wizard } from './wizard.js';

/** Leaves with the code that the steps have come to. */
export function leave(wizard: Wizard, interrupted: boolean): void {
  const state = wizard.store.getState();
  wizard.leave(exitCodeOf(wizard.steps.map((step) => step.outcome?.(state, interrupted) ?? 'done')));
}

/** Leaves the wizard if that was asked for while something was at work. Whatever was at work calls this when it has ended. */
export function leaveIfClosing(wizard: Wizard): void {
  if (wizard.store.getState().frame.closing) leave(wizard, true);
}
