import { columnKey } from './column-names.js';
import { noColumn, type Preset, type PresetSkippedTable, type PresetTable } from './schema.js';
import type { LocalText } from './texts.js';

/** A column that a preset speaks of, and the key under which it does. */
interface NamedColumn {
  readonly column: string;
  readonly key: string;
}

/** The columns that a preset expects in any table. */
function commonColumns(preset: Preset): readonly string[] {
  const business = preset.business ? [preset.business.column] : [];
  return [preset.tenant.column, preset.id.column, ...business].filter((column) => column !== noColumn);
}

/** The names in braces in a secret's path. */
export function pathColumns(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, column = '']) => column);
}

/** What a preset says of one table: its moved or optional one of that name. */
export function mappingOf(preset: Preset, table: string): PresetTable | PresetSkippedTable | undefined {
  return (
    preset.tables.find(({ name }) => name === table) ?? preset.skip.find((skipped) => skipped.table === table)
  );
}

/** The columns that a preset says a table has, apart from those that it expects in any table. */
export function namedColumns(preset: Preset, table: string): readonly NamedColumn[] {
  const mapping = mappingOf(preset, table);
  const named: NamedColumn[] = [];
  const add = (key: string, columns: readonly string[]) =>
    named.push(...columns.map((column) => ({ column, key })));
  if (mapping) {
    add('references', Object.keys(mapping.references));
    add(
      'json_references',
      mapping.json_references.map(({ column }) => column),
    );
    add(
      'unmapped_ids',
      mapping.unmapped_ids.map(({ column }) => column),
    );
    add(
      'user_names',
      mapping.user_names.map(({ column }) => column),
    );
    add('unique_across_tenants', mapping.unique_across_tenants?.flatMap(({ columns }) => columns) ?? []);
    add('secret_columns', mapping.secret_columns);
    add('volatile', mapping.volatile);
    if ('target_rows' in mapping) add('target_rows', Object.keys(mapping.target_rows));
  }
  add(
    'left_behind',
    leftColumns(preset, table).map(({ column }) => column),
  );
  for (const entry of preset.secrets?.entries ?? []) {
    if (entry.table !== table) continue;
    const { version_column, type_column, signature_column, md5_column, size_column, state_column } = entry;
    const columns = [version_column, type_column, signature_column, md5_column, size_column, state_column];
    add(
      'secrets',
      columns.filter((column) => column !== undefined),
    );
    add('secrets', pathColumns(entry.path));
  }
  if (preset.credentials?.table === table) add('credentials', [preset.credentials.column]);
  return named;
}

/** The source columns of a table that a preset leaves behind. */
export function leftColumns(
  preset: Preset,
  table: string,
): readonly { readonly column: string; readonly reason?: LocalText }[] {
  const listed = preset.left_behind[table] ?? [];
  return listed.map((column) => (typeof column === 'string' ? { column } : column));
}

/** The preset's spelling of a table's columns, by `columnKey`; of several the first. */
export function spellings(preset: Preset, table: string): ReadonlyMap<string, string> {
  const columns = expectedColumns(preset, table).toReversed();
  return new Map(columns.map((column) => [columnKey(column), column]));
}

/** Two spellings of one column in what a preset says of a table. */
export function mixedSpellings(preset: Preset, table: string): readonly (readonly [string, string])[] {
  const known = spellings(preset, table);
  return expectedColumns(preset, table).flatMap((column) => {
    const first = known.get(columnKey(column));
    return first === undefined || first === column ? [] : [[first, column] as const];
  });
}

function expectedColumns(preset: Preset, table: string): readonly string[] {
  return [
    ...commonColumns(preset),
    ...Object.keys(preset.references),
    ...namedColumns(preset, table).map(({ column }) => column),
    ...ownRowsColumns(preset, table),
    ...generatorColumns(preset, table),
  ];
}

/** Columns of the target's own tables that `target_rows` of others look at. */
function ownRowsColumns(preset: Preset, table: string): readonly string[] {
  return preset.tables
    .flatMap(({ target_rows }) => Object.values(target_rows))
    .filter((row) => row.table === table)
    .map(({ column }) => column);
}

function generatorColumns({ id_generators: generators }: Preset, table: string): readonly string[] {
  if (generators?.table !== table) return [];
  const { resource_column, max_column, updated_column } = generators;
  return [resource_column, max_column, ...(updated_column === undefined ? [] : [updated_column])];
}

/** Every table that a preset speaks of. */
export function namedTables(preset: Preset): readonly string[] {
  return [
    ...preset.tables.map(({ name }) => name),
    ...preset.skip.map(({ table }) => table),
    ...preset.tables.flatMap(({ target_rows }) => Object.values(target_rows).map(({ table }) => table)),
    ...(preset.id_generators ? [preset.id_generators.table] : []),
  ];
}
