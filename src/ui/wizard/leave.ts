import { exitCodeOf } from './outcome.js';
import type { Wizard } from './wizard.js';

/** Leaves with the code that the steps have come to. */
export function leave(wizard: Wizard, interrupted: boolean): void {
  const state = wizard.store.getState();
  wizard.leave(exitCodeOf(wizard.steps.map((step) => step.outcome?.(state, interrupted) ?? 'done')));
}

/** Leaves when that was asked for while something was at work: whatever ends calls this last. */
export function leaveIfClosing(wizard: Wizard): void {
  if (wizard.store.getState().frame.closing) leave(wizard, true);
}
