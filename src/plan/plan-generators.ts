import type { Preset } from '../preset/schema.js';
import type { DatabaseFacts } from './facts.js';
import type { GeneratorPlan, TablePlan } from './plan.js';
import { ownOffset } from './treatments.js';

/** Whether this database hands out IDs by the preset's generators: not every deployment does. */
export function hasGenerators({ id_generators: rules }: Preset, facts: DatabaseFacts): boolean {
  return rules !== undefined && facts.tables[rules.table] !== undefined;
}

/** The preset without generators where the target has none, so that nothing is planned or reserved there. */
export function presetFor(preset: Preset, target: DatabaseFacts): Preset {
  if (hasGenerators(preset, target)) return preset;
  const { id_generators: _, ...others } = preset;
  return others;
}

/** The generators that must stand above what the tables bring: of those whose IDs are integers. */
export function planGenerators(
  tables: readonly TablePlan[],
  { id_generators: rules }: Preset,
): readonly GeneratorPlan[] {
  if (!rules) return [];
  return tables
    .filter(({ columns }) => columns.some(({ treatment }) => ownOffset(treatment) !== undefined))
    .filter(({ table }) => !rules.without.includes(table) && !rules.never.includes(table))
    .map(({ table }) => ({ table, resource: table }));
}
