import type { Plan } from '../plan/plan.js';
import { tableKey } from '../plan/spell-facts.js';
import { sameColumn } from '../preset/column-names.js';
import type { Session } from './session.js';

/** How a plan spells what the target names in its own way; what the plan does not know keeps the server's spelling. */
interface PlannedNames {
  table(name: string): string;
  column(table: string, name: string): string;
}

/** The plan's spelling of the names that the target gives, compared as the server compares them. */
export async function plannedNames(session: Session, plan: Pick<Plan, 'tables'>): Promise<PlannedNames> {
  const [row] = await session.queryCells('SELECT @@lower_case_table_names');
  const server = { variables: { lower_case_table_names: row?.[0]?.toString('latin1') ?? '0' } };
  const tables = new Map(plan.tables.map((planned) => [tableKey(planned.target, server), planned]));
  const find = (name: string) => tables.get(tableKey(name, server));
  return {
    table: (name) => find(name)?.target ?? name,
    column: (table, name) =>
      find(table)?.columns.find((column) => sameColumn(column.name, name))?.name ?? name,
  };
}
