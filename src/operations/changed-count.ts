import type { RollbackSummary } from './result-shapes.js';

type Changed = Pick<RollbackSummary, 'changed' | 'changedRows'>;

/** By table, the changed rows that a rollback counted and did not name. */
export function changedUnnamed({
  changed,
  changedRows = {},
}: Changed): readonly (readonly [string, number])[] {
  const named = (table: string) =>
    changed.filter(({ subject }) => subject === table || subject === `${table} (not in the source)`).length;
  return Object.entries(changedRows)
    .map(([table, rows]) => [table, rows - named(table)] as const)
    .filter(([, rows]) => rows > 0);
}

/** Rows and secrets that were changed since the run, all of them. */
export function changedCount(summary: Changed): number {
  return changedUnnamed(summary).reduce((sum, [, rows]) => sum + rows, summary.changed.length);
}
