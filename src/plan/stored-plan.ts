import type { Plan, TablePlan } from './plan.js';

/** A plan as a ledger may hold it: before both sides could have names of their own, `table` was said to either. */
type StoredPlan = Omit<Plan, 'tables'> & {
  readonly tables: readonly (Omit<TablePlan, 'source' | 'target'> & Partial<TablePlan>)[];
};

/** A stored plan, whichever version wrote it, as this one works with it. Its fingerprint stays. */
export function upgradedPlan(stored: StoredPlan): Plan {
  return {
    ...stored,
    tables: stored.tables.map((planned) => ({ source: planned.table, target: planned.table, ...planned })),
  };
}
