import { exitCodes } from '../../operations/exit-codes.js';
import { leave } from './leave.js';
import { writingNow } from './steps.js';
import type { Wizard } from './wizard.js';

/**
 * Ctrl-C, SIGTERM and SIGHUP. While something is written: the first finishes the work in hand, the second gives up,
 * a third leaves without waiting. While something is read: the first ends it on the servers and leaves, a second leaves
 * without waiting. Otherwise it leaves.
 */
export function interrupt(wizard: Wizard): void {
  const { store, reading, steps } = wizard;
  const state = store.getState();
  const writing = writingNow(steps, state);
  if (writing !== undefined) {
    if (writing.isGivenUp(state)) {
      wizard.leave(exitCodes.cancelled);
      return;
    }
    store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    store.dispatch({ slice: 'frame', type: 'closing' });
    writing.stop(wizard);
    return;
  }
  if (reading.current !== null && !state.frame.closing) {
    store.dispatch({ slice: 'frame', type: 'closing' });
    reading.current.abort();
    return;
  }
  leave(wizard, true);
}
