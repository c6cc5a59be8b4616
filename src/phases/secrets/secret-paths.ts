import { quoteName, quoteTable, quoteText } from '../../core/sql.js';
import { unshiftedExpression } from '../../plan/id-shift.js';
import { unshiftedKey } from '../../plan/key-shift.js';
import { type Plan, type SecretPlan, type TablePlan, tableName } from '../../plan/plan.js';
import { shiftOf } from '../../plan/treatments.js';

/** One part of a secret's path: fixed text, or a column of the row. */
export type PathPart = { readonly text: string } | { readonly column: string };

export function parseSecretPath(template: string): readonly PathPart[] {
  return template
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? { column: part.slice(1, -1) } : { text: part }));
}

/** The columns that a path is made of, in order. */
export function pathColumns(parts: readonly PathPart[]): readonly string[] {
  return parts.flatMap((part) => ('column' in part ? [part.column] : []));
}

/** The table's plan entry, or an error that says the plan is broken. */
export function tableOf(plan: Plan, entry: SecretPlan): TablePlan {
  const table = plan.tables.find(({ table: name }) => name === entry.table);
  if (!table) throw new Error(`the plan names secrets of ${entry.table}, but does not copy that table`);
  return table;
}

/** The target's table whose rows name the secrets, as it is said to the server. */
export function secretTable(plan: Plan, entry: Pick<SecretPlan, 'table'>): string {
  return quoteTable(plan.target.database, tableName(plan, entry.table, 'target'));
}

/**
 * What turns a target row's column back into the source's value: references and own IDs minus their offset. Secret paths
 * in the source are made of the source's IDs.
 */
export function sourceValueExpression(plan: Plan, entry: SecretPlan, column: string): string {
  const name = `t.${quoteName(column)}`;
  const treatment = tableOf(plan, entry).columns.find((planned) => planned.name === column)?.treatment;
  const shift = treatment && shiftOf(treatment);
  return shift ? unshiftedExpression(name, shift) : name;
}

/** Which rows of a secret table belong to the plan's tenant and businesses, and to the query's own scope. */
export function migratedRowsCondition({
  plan,
  entry,
  scope,
}: {
  readonly plan: Plan;
  readonly entry: SecretPlan;
  readonly scope?: string;
}): string {
  const { filter } = tableOf(plan, entry);
  const parts = [`t.${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`];
  if (filter) parts.push(`t.${quoteName(filter.column)} IN (${filter.values.join(', ')})`);
  if (scope !== undefined) parts.push(scope);
  return parts.join(' AND ');
}

/** The path of one row: its values put into the template, in order. */
export function fillPath(parts: readonly PathPart[], values: readonly string[]): string {
  let next = 0;
  return parts.map((part) => ('text' in part ? part.text : (values[next++] ?? ''))).join('');
}

/** The source's path of a target path that the plan's run made; null for one that no template of the plan gives. */
export function sourcePathOf(plan: Plan, targetPath: string): string | null {
  for (const entry of plan.vault?.secrets ?? []) {
    const parts = parseSecretPath(entry.path);
    const lastColumn = parts.findLastIndex((part) => 'column' in part);
    const pattern = parts
      .map((part, index) =>
        'text' in part ? escapePattern(part.text) : index === lastColumn ? '(.+)' : '([^/]+)',
      )
      .join('');
    const match = new RegExp(`^${pattern}$`, 's').exec(targetPath);
    if (!match) continue;
    const columns = pathColumns(parts);
    const values = columns.map((column, index) => sourceValue(plan, entry, column, match[index + 1] ?? ''));
    return fillPath(parts, values);
  }
  return null;
}

function sourceValue(plan: Plan, entry: SecretPlan, column: string, value: string): string {
  const planned = tableOf(plan, entry).columns.find(({ name }) => name === column);
  return planned ? unshiftedKey(planned, value) : value;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
