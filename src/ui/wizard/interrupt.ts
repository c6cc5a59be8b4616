import { stopCopy } from '../steps/copy/copy-commands.js';
import { isWriting } from '../steps/copy/copy-state.js';
import { stopRollback } from '../steps/rollback/rollback-commands.js';
import { exitCodes, leaveCode } from './exit-code.js';
import type { Wizard } from './wizard.js';

/**
 * Ctrl-C, SIGTERM and SIGHUP. While something is written: the first finishes the work in hand, the second gives up,
 * a third leaves without waiting; otherwise it leaves.
 */
export function interrupt(wizard: Wizard): void {
  const { store } = wizard;
  const state = store.getState();
  const { copy, rollback } = state;
  if (isWriting(copy)) {
    if (copy.mysql.status === 'aborting' || copy.vault.status === 'aborting') {
      wizard.leave(exitCodes.cancelled);
      return;
    }
    store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    store.dispatch({ slice: 'frame', type: 'closing' });
    stopCopy(wizard);
    return;
  }
  if (rollback.phase === 'running') {
    if (state.frame.closing && rollback.stopping) {
      stopRollback(wizard);
      return;
    }
    store.dispatch({ slice: 'frame', type: 'closing' });
    stopRollback(wizard);
    return;
  }
  wizard.leave(leaveCode(state, true));
}
