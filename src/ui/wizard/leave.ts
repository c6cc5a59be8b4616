import { exitCodeOf } from './outcome.js';
import type { Wizard } from './wizard.js';
import { writingNow } from './writing.js';

/** Leaves with the code that the steps have come to. */
export function leave(wizard: Wizard, interrupted: boolean): void {
  const state = wizard.store.getState();
  wizard.leave(exitCodeOf(wizard.steps.map((step) => step.outcome?.(state, interrupted) ?? 'done')));
}

/**
 * Leaves the wizard if that was asked for while something was at work. Whatever was at work calls this when it has ended; the last
 * one that wrote leaves. Its end is an interruption, unless it is work without an end of its own that was asked to leave.
 */
export function leaveIfClosing(wizard: Wizard, isEndless = false): void {
  const state = wizard.store.getState();
  const { closing } = state.frame;
  if (closing && writingNow(wizard.steps, state).length === 0)
    leave(wizard, !isEndless || closing === 'interrupted');
}
