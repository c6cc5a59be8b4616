import type { RepairProposal } from '../core/repair.js';
import type { LookedAgain } from './phase.js';

/** Older proposals with what each of them is now; null where nothing is wrong any more. */
export function heldAgainst(
  proposals: readonly RepairProposal[],
  now: (proposal: RepairProposal) => RepairProposal | null,
): LookedAgain {
  const pairs = proposals.map((before) => ({ before, after: now(before) }));
  return {
    proposals: pairs.flatMap(({ after }) => (after ? [after] : [])),
    settled: pairs.flatMap(({ before, after }) => (after ? [] : [before])),
    changed: pairs.filter(({ before, after }) => after && !sameRepair(before, after)).length,
  };
}

function sameRepair(a: RepairProposal, b: RepairProposal): boolean {
  return a.action === b.action && a.columns.join() === b.columns.join() && a.value === b.value;
}
