import { createHash } from 'node:crypto';
import type { Plan } from './plan.js';

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
]);

/** sha256 hex over everything in the plan that decides what is written where. */
export function fingerprintOf(plan: Omit<Plan, 'fingerprint'>): string {
  const text = JSON.stringify(plan, (key, value: unknown) =>
    estimates.has(key) ? undefined : sorted(value),
  );
  return createHash('sha256').update(text).digest('hex');
}

/** Objects with their keys in one order, so that equal plans give equal text. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
