import type { Config } from '../config/config.js';
import { sameColumn } from '../preset/column-names.js';
import { leftColumns } from '../preset/columns.js';
import type { Preset } from '../preset/schema.js';
import type { ColumnFacts, TableFacts } from './facts.js';
import type { LeftBehind } from './plan.js';

/** Source columns that the target has no place for: it has no such column, or one that it computes itself. */
export function columnsWithoutPlace(source: TableFacts, target: TableFacts): readonly ColumnFacts[] {
  const places = new Set(target.columns.filter(({ generated }) => !generated).map(({ name }) => name));
  return source.columns.filter(({ name, generated }) => !generated && !places.has(name));
}

/** Who allowed the column's values to stay behind; undefined: nobody. */
export function leftBehindBy(
  { config, preset }: { readonly config: Config; readonly preset: Preset },
  table: string,
  column: string,
): LeftBehind | undefined {
  const known = leftColumns(preset, table).find((left) => sameColumn(left.column, column));
  if (known) return { by: 'preset', reason: known.reason ?? listedIn.preset };
  const named = config.leftBehind?.[table] ?? [];
  return named.some((name) => sameColumn(name, column))
    ? { by: 'operator', reason: listedIn.config }
    : undefined;
}

/** The reason where nobody gave one. */
const listedIn = {
  preset: { en: 'left_behind of the preset names the column', zh: '预设的 left_behind 列出了该列' },
  config: { en: 'left_behind of the config names the column', zh: '配置的 left_behind 列出了该列' },
} as const;
