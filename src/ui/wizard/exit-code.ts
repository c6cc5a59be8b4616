import { exitCodes } from '../../operations/exit-codes.js';
import { isWriting } from '../steps/copy/copy-state.js';
import { isRepairing } from '../steps/validate/repair-state.js';
import { vaultIsSkipped } from './step-status.js';
import type { WizardState } from './wizard-state.js';

/** Everything was copied, in this session or before it. */
export function isCopyDone(state: WizardState): boolean {
  const { mysql, vault } = state.copy;
  return mysql.status === 'done' && (vaultIsSkipped(state) || vault.status === 'done');
}

/** Something is being written or removed right now. */
export function isBusy({ copy, rollback, validate }: WizardState): boolean {
  return isWriting(copy) || rollback.phase === 'running' || isRepairing(validate);
}

/** Rows or secrets were written or removed in this session, or may have been. */
export function hasWritten({ copy, rollback, validate }: WizardState): boolean {
  return copy.wrote || rollback.removed !== 'nothing' || validate.repairs !== 'none';
}

/** The last thing done in this session was a rollback, and it went to its end. */
export function isTakenBack({ copy, rollback }: WizardState): boolean {
  return rollback.removed === 'all' && !copy.wrote;
}

/**
 * The code to leave with. Leaving before everything is copied is a cancellation, unless something was refused or
 * failed; after that the outcome counts, and Ctrl-C during later reading still means cancelled.
 */
export function leaveCode(state: WizardState, interrupted: boolean): number {
  const { config, copy, validate, rollback } = state;
  if (isTakenBack(state)) return exitCodes.done;
  if (interrupted && (rollback.removed === 'part' || validate.repairs === 'cut')) {
    return exitCodes.cancelled;
  }
  if (!isCopyDone(state)) {
    if (interrupted) return exitCodes.cancelled;
    if (config.phase === 'failed') return exitCodes.refused;
    const failed = [copy.mysql, copy.vault].find((phase) => phase.status === 'failed');
    if (failed !== undefined) return failed.problem?.refused === true ? exitCodes.refused : exitCodes.failed;
    return exitCodes.cancelled;
  }
  if (interrupted && validate.phase === 'running') return exitCodes.cancelled;
  if ([copy.mysql, copy.vault].some((phase) => phase.summary?.outcome === 'partial'))
    return exitCodes.partial;
  if (validate.result !== null && !validate.result.ok) return exitCodes.differences;
  return interrupted && validate.phase === 'choose' ? exitCodes.cancelled : exitCodes.done;
}
