import { RefusedError } from '../core/refused.js';
import { nearest } from '../core/yaml/nearest.js';
import { problemAt } from '../core/yaml/problems.js';
import { sameColumn } from '../preset/column-names.js';
import type { Preset } from '../preset/schema.js';
import type { TableSelection } from './config.js';
import { type Loading, report } from './loading.js';
import type { ConfigOverrides } from './overrides.js';
import type { ConfigFile } from './schema.js';

/** Settles which tables move from the file's lists and the command line's, checking every name against the preset. */
export function resolveSelection(
  loading: Loading,
  file: ConfigFile,
  preset: Preset,
  overrides: ConfigOverrides,
): TableSelection {
  if (file.only_tables && file.tables) {
    report(loading, ['tables'], 'tables and only_tables are both given; give one of them');
  }
  checkNames(loading, file, preset);
  checkFlag('--skip', overrides.skip, preset);
  checkFlag('--only', overrides.only, preset);
  const only = overrides.only ?? file.only_tables ?? file.tables;
  // Naming a table in `only` is asking for it, also when the preset leaves it out by default.
  const asked = (only ?? []).filter((table) => preset.skip.some((skipped) => skipped.table === table));
  return {
    skip: unique([...file.skip_tables, ...(overrides.skip ?? [])]),
    include: unique([...file.include_tables, ...asked]),
    ...(only ? { only: unique(only) } : {}),
  };
}

/** The chosen rows of the target's own, by column; a column that no table of the preset has is a mistake. */
export function resolveTargetRows(
  loading: Loading,
  file: ConfigFile,
  preset: Preset,
): Readonly<Record<string, number>> {
  const known = preset.tables.flatMap((table) => Object.keys(table.target_rows));
  const chosen: Record<string, number> = {};
  for (const [column, id] of Object.entries(file.target_rows)) {
    const spelled = known.find((name) => sameColumn(name, column));
    chosen[spelled ?? column] = id;
    if (spelled !== undefined) continue;
    const message = `target_rows names ${column}, which is no column of preset ${preset.name} that points at a row of the target`;
    loading.problems.push(
      problemAt(loading.document, ['target_rows', column], message, nearest(column, known)),
    );
  }
  return chosen;
}

/** What may stay behind, by table; a table that the preset does not know is a mistake. Columns are known to the servers only. */
export function resolveLeftBehind(
  loading: Loading,
  file: ConfigFile,
  preset: Preset,
): Readonly<Record<string, readonly string[]>> {
  const known = tableNames(preset);
  for (const table of Object.keys(file.left_behind)) {
    if (known.includes(table)) continue;
    const message = `left_behind names table ${table}, which preset ${preset.name} does not know`;
    loading.problems.push(
      problemAt(loading.document, ['left_behind', table], message, nearest(table, known)),
    );
  }
  return file.left_behind;
}

function checkNames(loading: Loading, file: ConfigFile, preset: Preset): void {
  const known = tableNames(preset);
  for (const key of ['skip_tables', 'include_tables', 'only_tables', 'tables'] as const) {
    file[key]?.forEach((table, index) => {
      const path = [key, index];
      if (!known.includes(table)) {
        const message = `${key} names table ${table}, which preset ${preset.name} does not know`;
        loading.problems.push(problemAt(loading.document, path, message, nearest(table, known)));
      } else if (key !== 'skip_tables' && neverMoves(table, preset)) {
        report(loading, path, `${key} names table ${table}, which must not be migrated`);
      }
    });
  }
}

function checkFlag(flag: string, tables: readonly string[] | undefined, preset: Preset): void {
  const known = tableNames(preset);
  for (const table of tables ?? []) {
    if (!known.includes(table)) {
      const near = nearest(table, known);
      throw new RefusedError(`${flag} names table ${table}, which preset ${preset.name} does not know`, {
        remedy: near ? `Did you mean "${near}"?` : `Known tables: ${known.join(', ')}`,
      });
    }
    if (flag === '--only' && neverMoves(table, preset)) {
      throw new RefusedError(`${flag} names table ${table}, which must not be migrated`, {
        remedy: 'Leave it out.',
      });
    }
  }
}

function neverMoves(table: string, preset: Preset): boolean {
  return preset.skip.some((skipped) => skipped.table === table && !skipped.may_be_migrated);
}

function tableNames(preset: Preset): string[] {
  return [...preset.tables.map((table) => table.name), ...preset.skip.map((skipped) => skipped.table)];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
