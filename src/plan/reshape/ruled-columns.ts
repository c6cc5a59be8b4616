import type { ColumnRule as PresetRule } from '../../preset/reshape-schema.js';
import type { PresetTable } from '../../preset/schema.js';
import type { ColumnFacts, TableFacts } from '../facts.js';

/** What a preset says of a column, or what follows from what it says of another. */
export type ColumnRule = PresetRule & {
  /** SQL whose text is hashed: the index of an encrypted column. */
  readonly hash?: string;
};

/**
 * Each column that a reshaped table writes, with its rule: those that the preset names; without `columns` also all that the
 * source's table has; of a repair the key; else what the target sets by a plain default, so that it is proven, repaired and taken back like the rest.
 */
export function ruledColumns(
  { columns, fill, write }: PresetTable,
  source: TableFacts,
  target: TableFacts,
  key: readonly string[] = [],
): Readonly<Record<string, ColumnRule>> {
  const rules: Record<string, ColumnRule> = {};
  if (!columns)
    for (const { name, generated } of source.columns) if (!generated) rules[name] = { from: name };
  for (const [name, rule] of Object.entries({ ...columns, ...fill })) {
    rules[name] = rule ?? {};
    if (rule?.index !== undefined) rules[rule.index] = { hash: rule.encrypt };
  }
  if (write === 'repair') return { ...Object.fromEntries(key.map((name) => [name, {}])), ...rules };
  for (const column of target.columns) {
    const value = column.name in rules ? undefined : plainDefault(column);
    if (value !== undefined) rules[column.name] = { value };
  }
  return rules;
}

/** What the server sets in each row alike; undefined where it works it out, or needs a value. */
function plainDefault({ default: value, nullable, autoIncrement, generated, dataType }: ColumnFacts) {
  if (generated || autoIncrement || !literalTypes.test(dataType)) return undefined;
  if (value === null) return nullable ? null : undefined;
  // current_timestamp, uuid(), (1 + 1)
  return /[()]|^current_timestamp/i.test(value) ? undefined : value;
}

/** Bits, bytes and JSON have defaults that are written as expressions. */
const literalTypes =
  /int$|^(decimal|float|double|char|varchar|(tiny|medium|long)?text|enum|set|date|datetime|timestamp|time)$/;
