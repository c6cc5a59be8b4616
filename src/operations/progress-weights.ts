import { partOf } from '../core/progress.js';
import type { ValidationLevel } from '../core/validation-result.js';
import type { Plan } from '../plan/plan.js';
import type { RunRequest } from './types.js';

type Weights = Readonly<Record<string, number>>;

/** Milliseconds per row, on a pair of servers of middling speed: how long parts take against each other. */
const perRow = {
  copy: 0.01,
  counts: 0.0005,
  checksum: 0.004,
  full: 0.004,
  compare: 0.004,
  remove: 0.01,
  reference: 0.001,
};
const perSecret = 2;
/** Milliseconds that any statement takes. */
const atLeast = 20;

function eachTable({ tables }: Plan, step: string, rate: number): Weights {
  return Object.fromEntries(
    tables.map(({ table, approximateRows }) => [partOf({ step, table }), atLeast + rate * approximateRows]),
  );
}

function eachSecretTable({ tables, vault }: Plan, step: string): Weights {
  const rowsOf = new Map(tables.map(({ table, approximateRows }) => [table, approximateRows]));
  return Object.fromEntries(
    (vault?.secrets ?? []).map(({ table }) => [
      partOf({ step, table }),
      atLeast + perSecret * (rowsOf.get(table) ?? 0),
    ]),
  );
}

function secretsOf(plan: Plan, step: string): number {
  return Object.values(eachSecretTable(plan, step)).reduce((sum, weight) => sum + weight, 0);
}

/** How long each part of a validation takes against the others. */
export function validationWeights(plan: Plan, level: ValidationLevel): Weights {
  const rows = plan.tables.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
  const everyTable = atLeast * plan.tables.length + perRow.reference * rows;
  return {
    ...eachTable(plan, level, perRow[level]),
    ...eachSecretTable(plan, 'secrets'),
    'tenant-column': everyTable,
    orphans: everyTable,
    'json-orphans': everyTable,
    'other-tenants': everyTable,
    'source-unchanged': everyTable,
  };
}

/** How long each part of a run takes against the others. */
export function runWeights(plan: Plan, phase: RunRequest['phase']): Weights {
  const rows = phase === 'vault' ? {} : eachTable(plan, 'rows', perRow.copy);
  return phase === 'mysql' ? rows : { ...rows, ...eachSecretTable(plan, 'secrets') };
}

/** How long each part of a rollback takes against the others; a dry run only looks. */
export function rollbackWeights(plan: Plan, dryRun: boolean): Weights {
  const look = {
    ...eachTable(plan, 'compare', perRow.compare),
    'compare-secrets': secretsOf(plan, 'compare-secrets'),
  };
  if (dryRun) return look;
  return {
    ...look,
    ...eachTable(plan, 'remove', perRow.remove),
    'remove-secrets': secretsOf(plan, 'remove-secrets'),
  };
}

/** Parts of a repair: finding what to repair (a validation, perhaps), repairing, and validating again. */
export const repairWeights: Weights = { find: 10, repair: 5, again: 10 };
