import { leaveCode } from './exit-code.js';
import type { Wizard } from './wizard.js';

/** Leaves when that was asked for while something was at work: whatever ends calls this last. */
export function leaveIfClosing(wizard: Wizard): void {
  const state = wizard.store.getState();
  if (state.frame.closing) wizard.leave(leaveCode(state, true));
}
