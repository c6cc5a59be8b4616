import type { Finding } from '../core/finding.js';
import { pathColumns } from '../preset/columns.js';
import type { Preset, SecretEntry } from '../preset/schema.js';
import type { TablePlan } from './plan.js';
import { valueKind } from './value-kind.js';

/**
 * Tables whose secrets cannot be carried: a row that names a secret is known by its ID, and its path is made of columns of the
 * row. Said before a run, which would end in the middle.
 */
export function findSecretTables(tables: readonly TablePlan[], preset: Preset): readonly Finding[] {
  return (preset.secrets?.entries ?? []).flatMap((entry) => {
    const table = tables.find((planned) => planned.table === entry.table);
    return table ? (findProblem(table, entry, preset) ?? []) : [];
  });
}

function findProblem(table: TablePlan, entry: SecretEntry, preset: Preset): Finding | null {
  const id = preset.id.column;
  const names = new Set(table.columns.map(({ name }) => name));
  const about = { severity: 'blocker', subject: 'config', table: table.table } as const;
  const orLeaveOut = `or leave the table out with --skip ${table.table}`;
  if (!names.has(id)) {
    return {
      ...about,
      code: 'secrets.no-id',
      title: `rows of ${table.table} name secrets and are known by their ID, but the table has no column ${id}`,
      remedy: `name the tables' ID column in the preset (id: { column: NAME }), ${orLeaveOut}`,
      column: id,
    };
  }
  const missing = columnsOf(entry).filter((column) => !names.has(column));
  if (missing.length > 0) {
    return {
      ...about,
      code: 'secrets.no-column',
      title: `the preset ${preset.name} names columns of ${table.table} for its secrets that the table does not have: ${missing.join(', ')}`,
      remedy: `correct secrets.entries in the preset, ${orLeaveOut}`,
      params: { preset: preset.name, columns: missing.join(', ') },
    };
  }
  if (table.key.length !== 1 || table.key[0] !== id) {
    const key = table.key.join(', ');
    return {
      ...about,
      code: 'secrets.no-key',
      title: `rows of ${table.table} name secrets and are known by ${id}, but ${key === '' ? 'the table has no key' : `the key of the table is ${key}`}`,
      remedy: `make ${id} the primary key of the table in source and target, ${orLeaveOut}`,
      column: id,
      params: { key },
    };
  }
  const unnamed = table.columns.find(
    ({ name, source, target }) =>
      pathColumns(entry.path).includes(name) &&
      [source ?? target, target].some((column) => noText.has(valueKind(column))),
  );
  if (!unnamed) return null;
  return {
    ...about,
    code: 'secrets.no-text',
    title: `the path of the secrets of ${table.table} holds ${unnamed.name}, of type ${unnamed.target.columnType}, whose values are no text`,
    remedy: `name a column of text or numbers in secrets.entries of the preset, ${orLeaveOut}`,
    column: unnamed.name,
    params: { type: unnamed.target.columnType },
  };
}

function columnsOf(entry: SecretEntry): readonly string[] {
  const { version_column, type_column, signature_column, md5_column, size_column, state_column } = entry;
  const named = [version_column, type_column, signature_column, md5_column, size_column, state_column];
  return [...named.filter((column) => column !== undefined), ...pathColumns(entry.path)];
}

/** Kinds of values of which nobody can say how a service writes them into a path. */
const noText: ReadonlySet<string> = new Set(['binary', 'bit', 'float', 'json', 'geometry']);
