import { quoteName, quoteText } from '../core/sql.js';
import { filterCondition } from '../mysql/chunks.js';
import { count } from '../mysql/count.js';
import type { Sides } from '../phases/sides.js';
import type { Plan } from '../plan/plan.js';
import { sourceRows } from '../plan/reshape/reshape.js';
import type { DryRun } from './dry-run-result.js';

export type Counts = DryRun['counts'];

/** Exact rows of every table that moves, on both sides at the same time. */
export async function countRows(
  { source, target, targetFacts }: Sides,
  plan: Plan,
  onTable: (table: string, done: number) => void,
): Promise<Counts> {
  const counts: Record<string, Counts[string]> = {};
  const tenant = quoteName(plan.tenant.column);
  for (const [index, table] of plan.tables.entries()) {
    onTable(table.table, index);
    const hasTenant = targetFacts.tables[table.table]?.columns.some(
      (column) => column.name === plan.tenant.column,
    );
    const [inSource, inTarget, ofTenant] = await Promise.all([
      count(source, `${sourceRows(table)} WHERE ${filterCondition(table)}`),
      count(target, quoteName(table.target)),
      hasTenant
        ? count(target, `${quoteName(table.target)} WHERE ${tenant} = ${quoteText(plan.tenant.id)}`)
        : 0,
    ]);
    counts[table.table] = { source: inSource, target: inTarget, targetTenant: ofTenant };
  }
  return counts;
}

/** Rows that name a secret, by table; null without a Vault phase. */
export function countSecretRows(plan: Plan, counts: Counts): Readonly<Record<string, number>> | null {
  if (!plan.vault) return null;
  return Object.fromEntries(plan.vault.secrets.map(({ table }) => [table, counts[table]?.source ?? 0]));
}
