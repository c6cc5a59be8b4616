import type { Context } from '../../config/context.js';
import type { Finding } from '../../core/finding.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import { selectTables } from '../../plan/select-tables.js';
import { sourceTableOf } from '../../preset/reshape-schema.js';
import type { PresetTable } from '../../preset/schema.js';
import { namesTable } from '../../preset/sql/check.js';

/**
 * Source and target as one database: asked for, and then no table is both read and written, but by a repair of itself. A row that is
 * read after it was written would be made of what this run has made.
 */
export function checkInPlace(
  { config, preset }: Context,
  source: DatabaseFacts,
  target: DatabaseFacts,
): readonly Finding[] {
  if (!config.inPlace) return [];
  const base = { severity: 'blocker', subject: 'config' } as const;
  if (source.serverIdentity !== target.serverIdentity || source.database !== target.database) {
    return [
      {
        ...base,
        code: 'in-place.two-databases',
        title: `migration.in_place is true, but source and target are two databases (${source.database}, ${target.database})`,
        remedy: 'name one database on both sides, or take migration.in_place out of the config',
        params: { source: source.database, target: target.database },
      },
    ];
  }
  const moving = new Set(selectTables(preset, config.tables).tables.map(({ name }) => name));
  const tables = preset.tables.filter(({ name }) => moving.has(name));
  return tables
    .filter(({ write }) => write !== 'repair')
    .flatMap(({ name }): Finding[] => {
      const reader = tables.find((table) => reads(table, name));
      if (!reader) return [];
      return [
        {
          ...base,
          code: 'in-place.read-and-written',
          title: `${name} would be written and read in one database: ${reader.name} is made of it`,
          remedy: `leave one of them out with --skip, give the written one another name in the preset, or copy into another database; only write: repair may change the table that it reads`,
          table: name,
          params: { reader: reader.name },
        },
      ];
    });
}

function reads(table: PresetTable, name: string): boolean {
  const isIt = (other: string) => other.toLowerCase() === name.toLowerCase();
  const lookups = Object.values({ ...table.columns, ...table.fill }).flatMap((rule) => rule?.lookup ?? []);
  return [sourceTableOf(table), ...lookups].some(isIt) || namesTable(table.from?.join ?? '', name);
}
