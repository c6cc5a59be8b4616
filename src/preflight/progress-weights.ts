import type { Weights } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';

const connections = { connections: 1_500 };

/** Milliseconds that the checks take, as far as that can be guessed before there is a plan. */
export const weightsBeforeThePlan: Weights = { ...connections, rest: 60_000 };

/** Milliseconds that the checks take, once there is a plan. `looks`: of what the phases look at. */
export const weightsWithPlan = (looks: readonly Weights[]): Weights =>
  Object.assign({ ...connections, rest: 0, ids: 200, 'watch-lists': 300 }, ...looks);

/** Milliseconds of what the dry run does after the checks, before there is a plan. */
export const weightsBeforeMeasuring: Weights = { 'row-counts': 2_000, forecast: 5_000 };

/** Milliseconds of what the dry run does after the checks, once there is a plan. */
export function measureWeights({ tables }: Plan): Weights {
  const rows = tables.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
  return { 'row-counts': 10 * tables.length + rows * 0.002, forecast: 1_000 + Math.min(10_000, rows * 0.02) };
}
