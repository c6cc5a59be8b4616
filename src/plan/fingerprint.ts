import { createHash } from 'node:crypto';
import type { Plan, TablePlan } from './plan.js';

/** Figures that change while a plan stays the same, so they are left out of its fingerprint. */
const estimates = new Set([
  'approximateRows',
  'approximateBytes',
  'reason',
  'because',
  'vaultSkipped',
  'version',
  'leftBehind',
  'notMoved',
  'skipped',
  // Told by the target's keys; all that is written stays the same.
  'keyWithin',
  // Stores may be named later, and files be brought again.
  'files',
  // Made while the source is followed.
  'segments',
]);

/** sha256 hex over everything in the plan that decides what is written where. */
export function fingerprintOf(plan: Omit<Plan, 'fingerprint'>): string {
  const tables = plan.tables.map(withoutSameNames);
  const text = JSON.stringify({ ...plan, tables }, (key, value: unknown) =>
    estimates.has(key) ? undefined : sorted(value),
  );
  return createHash('sha256').update(text).digest('hex');
}

/** A table that both sides call alike counts as it did before they could differ, so that a run of then can be taken up again. */
function withoutSameNames(planned: TablePlan): Omit<TablePlan, 'source' | 'target'> {
  const { source, target, ...others } = planned;
  return source === planned.table && target === planned.table ? others : planned;
}

/** Objects with their keys in one order, so that equal plans give equal text. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
