import { partOf } from '../core/progress.js';
import type { Plan } from '../plan/plan.js';
import type { Weights } from './phase.js';

/** Milliseconds that any statement takes. */
export const atLeast = 20;

/** The weight of a step for each of these tables, by the estimates of their rows. `rate`: milliseconds per row. */
export function eachTable(
  { tables }: Plan,
  step: string,
  rate: number,
  named: readonly { readonly table: string }[] = tables,
): Weights {
  const rowsOf = new Map(tables.map(({ table, approximateRows }) => [table, approximateRows]));
  return Object.fromEntries(
    named.map(({ table }) => [partOf({ step, table }), atLeast + rate * (rowsOf.get(table) ?? 0)]),
  );
}
