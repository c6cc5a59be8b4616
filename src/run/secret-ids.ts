import { canonicalLiteral, canonicalText } from '../plan/mapping.js';
import type { Plan, SecretPlan } from '../plan/plan.js';
import { quoteName } from '../plan/sql.js';

/** Rows that name secrets are known by the text of their ID: digits, text as it is, bytes as hex digits. */
interface SecretTable {
  readonly plan: Plan;
  readonly entry: SecretPlan;
  readonly idColumn: string;
}

function idFacts({ plan, entry, idColumn }: SecretTable) {
  const table = plan.tables.find((candidate) => candidate.table === entry.table);
  const column = table?.columns.find(({ name }) => name === idColumn);
  if (!column)
    throw new Error(`the plan names secrets of ${entry.table}, but copies no column ${idColumn} of it`);
  return column.target;
}

/** SQL on the target's row `t` for that text, in the ledger's character set. */
export function secretIdText(table: SecretTable): string {
  return canonicalText(`t.${quoteName(table.idColumn)}`, idFacts(table));
}

/** These IDs as a list of SQL literals. */
export function secretIdList(table: SecretTable, ids: readonly string[]): string {
  return ids.map((id) => canonicalLiteral(id, idFacts(table))).join(', ');
}
