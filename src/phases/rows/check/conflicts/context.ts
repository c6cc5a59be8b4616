import type { Config } from '../../../../config/config.js';
import type { Sentence } from '../../../../core/sentence.js';
import type { CellContext } from '../../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../../plan/plan.js';
import type { Preset } from '../../../../preset/schema.js';
import type { Sides } from '../../../sides.js';

/** What every search for conflicts works with. Both sessions are read-only. */
export interface ConflictContext extends Sides {
  readonly config: Config;
  readonly preset: Preset;
  readonly plan: Plan;
  readonly cells: CellContext;
}

/** Most samples a finding shows. */
export const mostSamples = 10;

/** Collects the first samples and counts all. */
export class Tally {
  count = 0;
  readonly samples: (string | Sentence)[] = [];

  add(sample: () => string | Sentence): void {
    this.count += 1;
    if (this.samples.length < mostSamples) this.samples.push(sample());
  }
}

export function tableFacts(context: ConflictContext, table: TablePlan) {
  return {
    source: context.sourceFacts.tables[table.table],
    target: context.targetFacts.tables[table.table],
  };
}
