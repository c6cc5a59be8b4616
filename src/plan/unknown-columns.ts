import { type Finding, finding } from '../core/finding.js';
import { nearest } from '../core/yaml/nearest.js';
import { type DatabaseFacts, hasColumn } from './facts.js';
import type { PlanInput } from './plan-input.js';
import type { SelectedTable } from './select-tables.js';

const mostSamples = 10;

type Naming = Pick<PlanInput, 'preset' | 'source' | 'target' | 'ids'>;

/**
 * Rules of the preset for columns that neither side has, most likely misspelt. A reference that matches no column is not mapped,
 * so that shifted IDs would point at rows of others, and validation does not follow it.
 */
export function findUnknownColumns(naming: Naming, tables: readonly SelectedTable[]): readonly Finding[] {
  const { preset, source, target } = naming;
  const samples: string[] = [];
  let references = 0;
  const add = (where: string, known: readonly string[], column: string, to?: string) => {
    const near = nearest(column, known);
    if (to !== undefined) references += 1;
    samples.push(`${where}${to === undefined ? '' : ` → ${to}`}${near === undefined ? '' : ` (${near}?)`}`);
  };

  const everywhere = columnsOf([source, target], everyTable(preset));
  for (const [column, to] of Object.entries(preset.references)) {
    if (!has(everywhere, column)) add(column, everywhere, column, to);
  }
  for (const table of tables) {
    const known = columnsOf([source, target], [table.name]);
    // A table that is missing is a finding of its own.
    if (known.length === 0) continue;
    for (const [column, to] of mentions(table)) {
      if (!has(known, column)) add(`${table.name}.${column}`, known, column, to);
    }
  }
  if (samples.length === 0) return [];
  const one = samples.length === 1;
  return [
    {
      code: 'preset.unknown-columns',
      severity: references > 0 && naming.ids.mode === 'offset' ? 'blocker' : 'warning',
      subject: 'config',
      title: `the preset ${preset.name} names ${one ? 'a column' : `${samples.length} columns`} that no table has: ${samples.slice(0, 3).join(', ')}${samples.length > 3 ? ', …' : ''}`,
      remedy: `correct the ${one ? 'name' : 'names'} in the preset: references through a column that is not found are neither shifted nor validated`,
      count: samples.length,
      samples: samples.slice(0, mostSamples),
      params: { preset: preset.name, columns: samples.length, some: samples.slice(0, 3).join(', ') },
    },
  ];
}

/** References to migrated tables that have no ID column, so that nothing can be an ID of theirs. */
export function findReferencesWithoutId(
  { preset, source }: Naming,
  tables: readonly SelectedTable[],
): readonly Finding[] {
  const { column: id } = preset.id;
  const keyless = new Set(
    tables
      .map(({ name }) => name)
      .filter((name) => source.tables[name] && !hasColumn(source.tables[name], id)),
  );
  const found = tables.flatMap((table) => {
    const own = [...Object.entries(preset.references), ...mentions(table)];
    return own.flatMap(([column, to]) =>
      to !== undefined && keyless.has(to) && hasColumn(source.tables[table.name], column)
        ? [`${table.name}.${column} → ${to}`]
        : [],
    );
  });
  if (found.length === 0) return [];
  const names = found.slice(0, 3).join(', ');
  return [
    finding('warning', 'config', 'preset.reference-without-id', {
      title: `references lead to tables without the column ${id}, so they are copied as they are and not validated: ${names}${found.length > 3 ? ', …' : ''}`,
      remedy: 'take these references out of the preset, or look at them by hand after the copy',
      count: found.length,
      samples: found.slice(0, mostSamples),
      params: { id, names, more: found.length > 3 },
    }),
  ];
}

/** Columns that the preset names for a table, with the table whose IDs they hold. */
function mentions(table: SelectedTable): readonly (readonly [column: string, to?: string])[] {
  return [
    ...Object.entries(table.references),
    ...table.jsonReferences.map(({ column, table: to }) => [column, to] as const),
    ...Object.keys(table.targetRows).map((column) => [column] as const),
    ...table.userNames.map(({ column }) => [column] as const),
    ...table.secretColumns.map((column) => [column] as const),
  ];
}

function everyTable(preset: Naming['preset']): readonly string[] {
  return [...preset.tables.map(({ name }) => name), ...preset.skip.map(({ table }) => table)];
}

function columnsOf(sides: readonly DatabaseFacts[], tables: readonly string[]): readonly string[] {
  const names = sides.flatMap((side) =>
    tables.flatMap((table) => side.tables[table]?.columns.map(({ name }) => name) ?? []),
  );
  return [...new Set(names)];
}

/** Servers compare the names of columns without case. */
function has(columns: readonly string[], name: string): boolean {
  return columns.some((column) => column.toLowerCase() === name.toLowerCase());
}
