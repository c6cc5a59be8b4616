import { partOf } from '../core/progress.js';
import type { Plan } from '../plan/plan.js';

type Weights = Readonly<Record<string, number>>;

const connections = { connections: 1_500 };

/** Milliseconds that the checks take, as far as that can be guessed before there is a plan. */
export const weightsBeforeThePlan: Weights = { ...connections, rest: 60_000 };

/** Milliseconds that each part of the checks takes on a pair of servers of middling speed, by the estimates of rows. */
export function checkWeights({ tables, vault }: Plan): Weights {
  const rowsOf = new Map(tables.map(({ table, approximateRows }) => [table, approximateRows]));
  const conflicts = tables.map(({ table, approximateRows }) => [
    partOf({ step: 'conflicts', table }),
    20 + approximateRows * 0.01,
  ]);
  const secrets = (vault?.secrets ?? []).map(({ table }) => [
    partOf({ step: 'secrets-look', table }),
    20 + (rowsOf.get(table) ?? 0) * 2,
  ]);
  return {
    ...connections,
    rest: 0,
    ids: 200,
    'watch-lists': 300,
    ...Object.fromEntries([...conflicts, ...secrets]),
  };
}

/** Where the secrets are not looked at, they take no time. */
export function noSecretsLook({ vault }: Plan): Weights {
  const parts = (vault?.secrets ?? []).map(({ table }) => partOf({ step: 'secrets-look', table }));
  return Object.fromEntries(parts.map((part) => [part, 0]));
}

/** The same for what the dry run does after the checks, before there is a plan. */
export const weightsBeforeMeasuring: Weights = { 'row-counts': 2_000, forecast: 5_000 };

/** The same with a plan. */
export function measureWeights({ tables }: Plan): Weights {
  const rows = tables.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
  return { 'row-counts': 10 * tables.length + rows * 0.002, forecast: 1_000 + Math.min(10_000, rows * 0.02) };
}
