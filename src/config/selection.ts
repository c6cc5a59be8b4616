import { RefusedError } from '../core/refused.js';
import { nearest } from '../core/yaml/nearest.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { sameColumn } from '../preset/column-names.js';
import type { Preset } from '../preset/schema.js';
import type { TableSelection } from './config.js';
import { type Loading, report } from './loading.js';
import type { ConfigOverrides } from './overrides.js';
import type { ConfigFile } from './schema.js';
import { say } from './words.js';

/** Settles which tables move from the file's lists and the command line's, checking every name against the preset. */
export function resolveSelection(
  loading: Loading,
  file: ConfigFile,
  preset: Preset,
  overrides: ConfigOverrides,
): TableSelection {
  if (file.only_tables && file.tables) {
    report(loading, ['tables'], say('config.both', { one: 'tables', other: 'only_tables' }));
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
    only: only && unique(only),
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
    const problem = say('config.target-row', { column, preset: preset.name });
    report(loading, ['target_rows', column], problem, nearest(column, known));
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
    const problem = say('config.unknown-table', { key: 'left_behind', table, preset: preset.name });
    report(loading, ['left_behind', table], problem, nearest(table, known));
  }
  return file.left_behind;
}

function checkNames(loading: Loading, file: ConfigFile, preset: Preset): void {
  const known = tableNames(preset);
  for (const key of ['skip_tables', 'include_tables', 'only_tables', 'tables'] as const) {
    file[key]?.forEach((table, index) => {
      const path = [key, index];
      if (!known.includes(table)) {
        const problem = say('config.unknown-table', { key, table, preset: preset.name });
        report(loading, path, problem, nearest(table, known));
      } else if (key !== 'skip_tables' && neverMoves(table, preset)) {
        report(loading, path, say('config.never-moves', { key, table }));
      }
    });
  }
}

function checkFlag(flag: string, tables: readonly string[] | undefined, preset: Preset): void {
  const known = tableNames(preset);
  for (const table of tables ?? []) {
    if (!known.includes(table)) {
      const near = nearest(table, known);
      throw new RefusedError(say('config.unknown-table', { key: flag, table, preset: preset.name }), {
        remedy: near ? sayYaml('advice.near', { near }) : say('advice.tables', { tables: known.join(', ') }),
      });
    }
    if (flag === '--only' && neverMoves(table, preset)) {
      throw new RefusedError(say('config.never-moves', { key: flag, table }), {
        remedy: say('advice.leave-out'),
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
