import type { Sides } from '../../phases/sides.js';
import type { Plan } from '../../plan/plan.js';
import type { PlanInput } from '../../plan/plan-input.js';

export interface DanglingSearch {
  readonly sides: Pick<Sides, 'source' | 'target'>;
  readonly input: PlanInput;
  readonly plan: Plan;
  /** Tables of whose rows the target has some among the IDs that the source has or names. */
  readonly isOccupied: (table: string) => boolean;
  /** The tenant's own rows in the target are an earlier part of this source, with its IDs. */
  readonly isOwnPart: boolean;
}
