import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import type { RowName } from './row-pair-state.js';

/** Reads one of these rows on both sides, over what is shown. */
export async function openRow(wizard: Wizard, rows: readonly RowName[], index = 0): Promise<void> {
  const { store, operations } = wizard;
  const { context, copy, rollback } = store.getState();
  const row = rows[index];
  if (context === null) return;
  if (row === undefined) {
    notify(wizard, 'warning', wizard.text.rowPair.none);
    return;
  }
  store.dispatch({ slice: 'rowPair', type: 'reading', rows, index });
  // Whoever went on to another row, or away, does not want this one any more.
  const isWanted = (): boolean => {
    const now = store.getState().rowPair;
    return now.phase === 'reading' && now.rows[now.index] === row;
  };
  try {
    const runId = (rollback.phase === 'closed' ? copy.runId : rollback.runId) ?? undefined;
    const pair = await operations.rowPair(context, { ...row, runId });
    if (isWanted()) store.dispatch({ slice: 'rowPair', type: 'shown', pair });
  } catch (error) {
    if (isWanted()) store.dispatch({ slice: 'rowPair', type: 'failed', problem: problemOf(error) });
  }
}

/** The next or the former row; it stops at the ends. */
export function turnTo(wizard: Wizard, step: 1 | -1): void {
  const { rows, index } = wizard.store.getState().rowPair;
  if (rows[index + step] !== undefined) void openRow(wizard, rows, index + step);
}
