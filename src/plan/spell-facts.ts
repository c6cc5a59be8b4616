import { columnKey } from '../preset/column-names.js';
import { namedTables, spellings } from '../preset/columns.js';
import type { Preset } from '../preset/schema.js';
import type { DatabaseFacts, TableFacts } from './facts.js';

/**
 * Names of tables and columns are compared as text everywhere in this tool. So that two spellings of one name cannot be taken
 * for two, facts get one spelling where they are read: the preset's, else the target's. Servers take either in a statement.
 */

/** Equal for the spellings of one table on this server: lower_case_table_names 0 compares them with case, 1 and 2 without. */
export function tableKey(name: string, { variables }: Pick<DatabaseFacts, 'variables'>): string {
  return (variables.lower_case_table_names ?? '0') === '0' ? name : name.toLowerCase();
}

/** A database's facts with the preset's spelling of what the preset names. */
export function spelledAsPreset(facts: DatabaseFacts, preset: Preset): DatabaseFacts {
  const known = new Map(namedTables(preset).map((name) => [tableKey(name, facts), name]));
  const tables: Record<string, TableFacts> = {};
  for (const table of Object.values(facts.tables)) {
    const name = known.get(tableKey(table.name, facts)) ?? table.name;
    tables[name] = { ...respelled(table, spellings(preset, name)), name };
  }
  return { ...facts, tables };
}

/** The source's facts with the target's spelling of columns that both have. */
export function spelledAsTarget(source: DatabaseFacts, target: DatabaseFacts): DatabaseFacts {
  const tables = Object.entries(source.tables).map(([name, table]) => {
    const columns = target.tables[name]?.columns ?? [];
    const spelling = new Map(columns.map((column) => [columnKey(column.name), column.name]));
    return [name, respelled(table, spelling)] as const;
  });
  return { ...source, tables: Object.fromEntries(tables) };
}

function respelled(table: TableFacts, spelling: ReadonlyMap<string, string>): TableFacts {
  const spelled = <Named extends { readonly name: string }>(column: Named): Named => ({
    ...column,
    name: spelling.get(columnKey(column.name)) ?? column.name,
  });
  return {
    ...table,
    columns: table.columns.map(spelled),
    indexes: table.indexes.map((index) => ({ ...index, columns: index.columns.map(spelled) })),
  };
}
