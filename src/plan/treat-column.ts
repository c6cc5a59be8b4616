import type { Config } from '../config/config.js';
import type { Preset } from '../preset/schema.js';
import { crossesZones } from './conversions.js';
import type { ColumnFacts, Reshape } from './facts.js';
import { keyRingOf, opensAllOf } from './key-ring.js';
import { referencesOf } from './references.js';
import type { SelectedTable } from './select-tables.js';
import type { IdShift, JsonIdPath, Treatment } from './treatments.js';
import { isInteger, valueKind } from './value-kind.js';

/** What decides a column's treatment besides the column itself. */
export interface TreatmentRules {
  readonly config: Config;
  readonly preset: Preset;
  readonly table: SelectedTable;
  /** Offset of each table's IDs, decimal text; absent means 0. */
  readonly offsets: Readonly<Record<string, string>>;
  /** Table → source ID → target ID, where the offset does not give it. */
  readonly exceptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly isMigrated: (table: string) => boolean;
  /** False for a migrated table without the ID column: nothing can be an ID of it. */
  readonly hasIds: (table: string) => boolean;
  /** Chosen row of the target's own table, by column (preset `target_rows`). */
  readonly targetRow: (column: string) => string | undefined;
  /** Columns that are encrypted on their way, and those that they are looked up by. */
  readonly sealed?: Reshape['sealed'];
  /** Columns that need such a row and have none: a blocker tells of them, and they are left out of the draft. */
  readonly undecided?: ReadonlySet<string>;
}

/** The one place that decides what happens to a column's value. */
export function treatColumn(source: ColumnFacts, target: ColumnFacts, rules: TreatmentRules): Treatment {
  const { config, preset, table, offsets, exceptions } = rules;
  const { name } = target;
  const shiftOf = (other: string): IdShift => ({
    offset: offsets[other] ?? '0',
    exceptions: exceptions[other],
    ...(config.danglingReferences === 'zero' && !rules.isMigrated(other) ? { toZero: true } : {}),
  });

  if (rules.sealed?.[name] === 'encrypt') return { kind: 'encrypt' };
  if (rules.sealed?.[name] === 'index') return { kind: 'index', hash: config.keys?.hash ?? 'hmac' };
  const targetRow = rules.targetRow(name);
  if (targetRow !== undefined) return { kind: 'constant', value: targetRow };
  // IDs of other types are kept: texts, UUIDs, decimals.
  if (name === preset.id.column && isInteger(source) && isInteger(target)) {
    return { kind: 'offset', offset: offsets[table.name] ?? '0' };
  }

  const references = referencesOf(preset, table, name).filter((reference) => rules.hasIds(reference.table));
  const whole = references.find(({ path }) => path === undefined);
  if (whole) return { kind: 'reference', table: whole.table, ...shiftOf(whole.table) };
  const paths = references.flatMap(({ path, table: other }): JsonIdPath[] =>
    path === undefined ? [] : [{ path, table: other, ...shiftOf(other) }],
  );
  if (paths.length > 0) return { kind: 'json-ids', paths };

  const credentials = preset.credentials;
  if (credentials && credentials.table === table.name && credentials.column === name) {
    const [from, to] = [keyRingOf(config.source), keyRingOf(config.target)];
    if (from && to) return { kind: opensAllOf(to, from) ? 'same' : 'reencrypt' };
  }

  const userNames = table.userNames.find(({ column }) => column === name);
  if (userNames && Object.keys(config.users).length > 0) {
    return { kind: 'users', map: config.users, separator: userNames.separator };
  }

  if (config.options.timeZone !== undefined && crossesZones(source.dataType, target.dataType)) {
    return { kind: 'time-zone', zone: config.options.timeZone };
  }
  if (valueKind(source) === 'number' && valueKind(target) === 'text') {
    return { kind: 'cast', from: source.columnType, to: target.columnType };
  }
  return { kind: 'same' };
}
