import { type Finding, finding } from '../core/finding.js';
import type { Preset } from '../preset/schema.js';
import type { ColumnPlan, TablePlan } from './plan.js';
import type { IdDecision } from './plan-input.js';
import { constantOf, referencedTable, shiftOf } from './treatments.js';
import { valueKind } from './value-kind.js';

const mostSamples = 10;

/**
 * Where IDs shall be shifted: tables whose IDs are no integers, and references that a number cannot be added to. Both would
 * be altered, or lead elsewhere; kept, they simply work.
 */
export function findUnshiftable(
  tables: readonly TablePlan[],
  preset: Preset,
  ids: IdDecision,
): readonly Finding[] {
  if (ids.mode !== 'offset') return [];
  const isShifted = (table: string) => (ids.offsets[table] ?? '0') !== '0';
  const found = tables.flatMap(({ table, columns }) =>
    columns
      .filter((column) => cannotBeShifted(column, preset, isShifted))
      .map((column) => ({ table, column })),
  );
  const [first] = found;
  if (!first) return [];
  const names = [...new Set(found.map(({ table }) => table))];
  const places = found.map(({ table, column }) => `${table}.${column.name}`);
  const some = `${places.slice(0, 5).join(', ')}${places.length > 5 ? ', …' : ''}`;
  return [
    finding('blocker', 'config', 'ids.no-integers', {
      title: `IDs shall be shifted (${ids.reason}), but ${places.length === 1 ? `${some} holds` : `${places.length} columns (${some}) hold`} no integers, and nothing can be added to them`,
      remedy: `keep the IDs (migration.ids: preserve), or leave out what they belong to with --skip ${names.join(',')}`,
      ...(names.length === 1 ? { table: first.table } : {}),
      ...(found.length === 1 ? { column: first.column.name } : {}),
      count: found.length,
      samples: found.slice(0, mostSamples).map(({ table, column }) => describe(table, column)),
      params: {
        because: ids.because?.code ?? null,
        ...ids.because?.params,
        unshiftable: places.length,
        some,
        skip: names.join(','),
      },
    }),
  ];
}

function cannotBeShifted(
  { name, source, target, treatment }: ColumnPlan,
  preset: Preset,
  isShifted: (table: string) => boolean,
): boolean {
  if (name === preset.id.column) return !shiftOf(treatment) && constantOf(treatment) === undefined;
  const table = referencedTable(treatment);
  if (table === undefined || !source) return false;
  return isShifted(table) && [source, target].some((column) => valueKind(column) !== 'number');
}

function describe(table: string, { name, source, target, treatment }: ColumnPlan): string {
  const type = source?.columnType ?? target.columnType;
  const to = referencedTable(treatment);
  return `${table}.${name} ${type}${to === undefined ? '' : ` → ${to}`}`;
}
