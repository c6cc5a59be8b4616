import { exitCodes } from '../../operations/exit-codes.js';
import { leave } from './leave.js';
import type { Wizard } from './wizard.js';
import { writingNow } from './writing.js';

/**
 * Ctrl-C, SIGTERM and SIGHUP. While something is written: the first finishes the work in hand, the second gives up,
 * a third leaves without waiting. While something is read: the first ends it on the servers and leaves, a second leaves
 * without waiting. Otherwise it leaves.
 */
export function interrupt(wizard: Wizard): void {
  const { store, reading, steps } = wizard;
  const state = store.getState();
  const works = writingNow(steps, state);
  if (works.length > 0) {
    if (works.every((work) => work.isGivenUp(state))) {
      wizard.leave(exitCodes.cancelled);
      return;
    }
    store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    store.dispatch({ slice: 'frame', type: 'closing', by: 'interrupted' });
    for (const work of works) work.stop(wizard);
    return;
  }
  if (reading.current !== null && !state.frame.closing) {
    store.dispatch({ slice: 'frame', type: 'closing', by: 'interrupted' });
    reading.current.abort();
    return;
  }
  leave(wizard, true);
}
