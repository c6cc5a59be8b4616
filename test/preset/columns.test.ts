import { beforeAll, expect, test } from 'vitest';
import { loadPreset } from '../../src/preset/load.js';
import type { Preset, PresetSkippedTable, PresetTable } from '../../src/preset/schema.js';
import { allTables } from '../../src/sandbox/schema/index.js';
import { columnsOf } from '../../src/sandbox/schema/table-text.js';

/** Columns that look like IDs of another table and are none. */
const notReferences: Readonly<Record<string, string>> = {
  'strategies.itsm_ticket_state_id': 'of the ITSM',
  'client_events.cursor_id': 'a text that the client makes',
};

interface Mapped {
  readonly name: string;
  readonly mapping: PresetTable | PresetSkippedTable;
  readonly columns: readonly string[];
}

let preset: Preset;
let mapped: Mapped[];
beforeAll(async () => {
  preset = await loadPreset('bscp');
  const named = [
    ...preset.tables.map((table) => ({ name: table.name, mapping: table })),
    ...preset.skip
      .filter((table) => table.may_be_migrated)
      .map((table) => ({ name: table.table, mapping: table })),
  ];
  mapped = named.map(({ name, mapping }) => ({ name, mapping, columns: columnNames(name) }));
});

function columnNames(name: string): string[] {
  const table = allTables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`the source has no table ${name}`);
  return columnsOf(table, 'source').map((column) => column.name);
}

test('the preset knows every table of the source', () => {
  const known = [
    ...preset.tables.map(({ name }) => name),
    ...preset.skip.map(({ table }) => table),
    preset.id_generators?.table,
  ];
  expect(known.sort()).toEqual(allTables.map(({ name }) => name).sort());
});

test('every column with another table’s IDs is accounted for', () => {
  const left = mapped.flatMap(({ name, mapping, columns }) => {
    const accounted = new Set([
      preset.business?.column,
      ...Object.keys(preset.references),
      ...Object.keys(mapping.references),
      ...('target_rows' in mapping ? Object.keys(mapping.target_rows) : []),
      ...mapping.json_references.map(({ column }) => column),
      ...mapping.unmapped_ids.map(({ column }) => column),
    ]);
    return columns
      .filter((column) => /_ids?$/.test(column) && !accounted.has(column))
      .map((column) => `${name}.${column}`);
  });
  expect(left.sort()).toEqual(Object.keys(notReferences).sort());
});

test('every column the preset names is there', () => {
  for (const { name, mapping, columns } of mapped) {
    const named = [
      ...Object.keys(mapping.references),
      ...mapping.json_references.map(({ column }) => column),
      ...mapping.unmapped_ids.map(({ column }) => column),
      ...mapping.volatile,
      ...(mapping.unseen_changes ? [...mapping.unseen_changes.columns, mapping.unseen_changes.same] : []),
      ...mapping.user_names.map(({ column }) => column),
      ...mapping.secret_columns,
    ];
    for (const column of named) expect(columns, `${name}.${column}`).toContain(column);
  }
});

test('every column a secret’s path and row need is there', () => {
  for (const entry of preset.secrets?.entries ?? []) {
    const columns = columnNames(entry.table);
    const { version_column, type_column, signature_column, md5_column, size_column, state_column } = entry;
    const inPath = [...entry.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const needed = [
      version_column,
      type_column,
      signature_column,
      md5_column,
      size_column,
      state_column,
      ...inPath,
    ];
    for (const column of needed.filter((name) => name !== undefined)) expect(columns).toContain(column);
  }
});

test('each preset-wide reference is used by some migrated table', () => {
  const used = new Set(mapped.flatMap(({ columns }) => columns));
  expect(Object.keys(preset.references).filter((column) => !used.has(column))).toEqual([]);
});
