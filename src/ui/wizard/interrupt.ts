import { exitCodes } from '../../operations/exit-codes.js';
import { stopCopy } from '../steps/copy/copy-commands.js';
import { isWriting } from '../steps/copy/copy-state.js';
import { stopRollback } from '../steps/rollback/rollback-commands.js';
import { stopRepair } from '../steps/validate/repair-commands.js';
import { isRepairing } from '../steps/validate/repair-state.js';
import { leaveCode } from './exit-code.js';
import type { Wizard } from './wizard.js';

/**
 * Ctrl-C, SIGTERM and SIGHUP. While something is written: the first finishes the work in hand, the second gives up,
 * a third leaves without waiting. While something is read: the first ends it on the servers and leaves, a second leaves
 * without waiting. Otherwise it leaves.
 */
export function interrupt(wizard: Wizard): void {
  const { store, reading } = wizard;
  const { copy, rollback, validate, frame } = store.getState();
  if (isWriting(copy)) {
    const aborting = copy.mysql.status === 'aborting' || copy.vault.status === 'aborting';
    closeAfter(wizard, aborting, () => stopCopy(wizard));
    return;
  }
  if (rollback.phase === 'running') {
    closeAfter(wizard, rollback.aborting, () => stopRollback(wizard));
    return;
  }
  if (isRepairing(validate)) {
    closeAfter(wizard, validate.repair?.aborting === true, () => stopRepair(wizard));
    return;
  }
  if (reading.current !== null && !frame.closing) {
    store.dispatch({ slice: 'frame', type: 'closing' });
    reading.current.abort();
    return;
  }
  wizard.leave(leaveCode(store.getState(), true));
}

function closeAfter(wizard: Wizard, givenUp: boolean, stop: () => void): void {
  if (givenUp) {
    wizard.leave(exitCodes.cancelled);
    return;
  }
  wizard.store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
  wizard.store.dispatch({ slice: 'frame', type: 'closing' });
  stop();
}
