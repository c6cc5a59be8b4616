import type { RoomOf } from '../plan/logged-cell.js';
import type { Plan } from '../plan/plan.js';
import { idPieces } from '../plan/segments.js';

/** The source's IDs that a run may write. `kept`: of a run that keeps IDs, by table, the highest one that the target gives to nobody else. */
export function roomsOf(plan: Plan, kept: Readonly<Record<string, string>>): RoomOf {
  return (table) => {
    const pieces = idPieces(plan, table, kept);
    const [first, last] = [pieces[0], pieces.at(-1)];
    return first && last && { lowest: first.lowest, highest: last.highest };
  };
}
