import { idDecisionOf } from '../plan/choose-ids.js';
import { rangeOf } from '../plan/id-ranges.js';
import type { RoomOf } from '../plan/logged-cell.js';
import type { Plan } from '../plan/plan.js';

/** The source's IDs that a run may write. `kept`: of a run that keeps IDs, by table, the highest one that the target gives to nobody else. */
export function roomsOf(plan: Plan, kept: Readonly<Record<string, string>>): RoomOf {
  const decision = idDecisionOf(plan);
  return (table) => {
    const range = plan.ids.mode === 'offset' ? rangeOf(decision, table) : undefined;
    if (range) return { lowest: range.lowest, highest: range.room };
    const highest = kept[table];
    return highest === undefined ? undefined : { lowest: -(2n ** 63n), highest: BigInt(highest) };
  };
}
