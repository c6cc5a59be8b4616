import type { Preset } from '../preset/schema.js';
import type { SelectedTable } from './select-tables.js';

/** A place that holds IDs of another table: a column, or a path inside its JSON. */
export interface Reference {
  readonly column: string;
  readonly table: string;
  readonly path?: string;
}

/** What the preset says of the IDs in a column; none for the target's own rows and for columns without IDs of others. */
export function referencesOf(
  preset: Pick<Preset, 'references'>,
  table: SelectedTable,
  column: string,
): readonly Reference[] {
  if (table.targetRows[column]) return [];
  const referenced = table.references[column] ?? preset.references[column];
  if (referenced) return [{ column, table: referenced }];
  return table.jsonReferences.filter((reference) => reference.column === column);
}
