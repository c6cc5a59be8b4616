import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import type { LoggedTable } from './source-log.js';

/** The plan's tables as the source has them; one that it has no more is left out. */
export function loggedTables(plan: Plan, facts: DatabaseFacts): readonly LoggedTable[] {
  return plan.tables.flatMap(({ source }) => {
    const found = facts.tables[source];
    return found ? [{ database: plan.source.database, table: source, columns: found.columns }] : [];
  });
}
