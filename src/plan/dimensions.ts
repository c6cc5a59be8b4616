import { type Finding, finding } from '../core/finding.js';
import { quoteName } from '../core/sql.js';
import { nearest } from '../core/yaml/nearest.js';
import { columnKey } from '../preset/column-names.js';
import { type ColumnRule, sourceTableOf } from '../preset/reshape-schema.js';
import type { Preset, PresetTable } from '../preset/schema.js';
import { renamedTable } from '../preset/sql/check.js';
import type { DatabaseFacts, TableFacts } from './facts.js';

/** The preset with its dimensions as `fill` of each table that needs them. */
export function withDimensions(preset: Preset, source: DatabaseFacts, target: DatabaseFacts): Preset {
  const dimensions = Object.entries(preset.dimensions);
  if (dimensions.length === 0) return preset;
  const tables = preset.tables.map((table) => {
    const to = target.tables[table.name];
    // A repair changes what it names alone.
    if (!to || table.write === 'repair') return table;
    const known = ownColumns(table, source.tables[sourceTableOf(table)]);
    const added = dimensions.flatMap(([column, rule]) => {
      const name = spelledIn(to, column);
      return name === undefined || known.has(columnKey(name)) ? [] : [[name, ofTable(rule, table)] as const];
    });
    return added.length === 0 ? table : { ...table, fill: { ...Object.fromEntries(added), ...table.fill } };
  });
  return { ...preset, tables };
}

/** Dimensions that no table of the preset has: a misspelt one would fill nothing, and nobody would hear of it. */
export function idleDimensions(preset: Preset, target: DatabaseFacts): readonly Finding[] {
  const tables = preset.tables.flatMap(({ name }) => target.tables[name] ?? []);
  if (tables.length === 0) return [];
  return Object.keys(preset.dimensions).flatMap((column) => {
    if (tables.some((table) => spelledIn(table, column) !== undefined)) return [];
    const known = tables.flatMap(({ columns }) => columns.map(({ name }) => name));
    const near = nearest(column, [...new Set(known)]);
    return [
      finding('blocker', 'config', 'reshape.no-dimension', {
        title: `the preset's dimension ${column} fills nothing: no table of it has such a column in the target`,
        remedy: `correct the name in the preset${near === undefined ? '' : ` (${near}?)`}, or deploy the schema that has the column to the target first`,
        params: { column, ...(near === undefined ? {} : { near }) },
      }),
    ];
  });
}

/** The columns that a table gets without dimensions: those that its rules name and, without `columns`, those of the source. */
function ownColumns({ columns, fill }: PresetTable, from: TableFacts | undefined): ReadonlySet<string> {
  const rules = { ...columns, ...fill };
  const indexes = Object.values(rules).flatMap((rule) => rule?.index ?? []);
  const copied = columns ? [] : (from?.columns ?? []).map(({ name }) => name);
  return new Set([...Object.keys(rules), ...indexes, ...copied].map(columnKey));
}

function spelledIn({ columns }: TableFacts, column: string): string | undefined {
  return columns.find(({ name }) => columnKey(name) === columnKey(column))?.name;
}

/** The rule's SQL with the name that the table has in its own. */
function ofTable(rule: ColumnRule, { from }: PresetTable): ColumnRule {
  const alias = from?.as ?? 's';
  if (alias === 's') return rule;
  const isSql = (key: string) => /^(expr|insert|on|else)$/.test(key) || (key === 'value' && rule.lookup);
  return Object.fromEntries(
    Object.entries(rule).map(([key, given]) => [
      key,
      typeof given === 'string' && isSql(key) ? renamedTable(given, 's', quoteName(alias)) : given,
    ]),
  );
}
