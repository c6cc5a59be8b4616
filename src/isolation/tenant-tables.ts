import { quoteText } from '../core/sql.js';
import { ledgerPrefix } from '../ledger/location.js';
import type { Session } from '../mysql/session.js';
import { hasTenants, type Preset } from '../preset/schema.js';
import { judge, type TenantTables } from './judge/judge.js';
import { refuse } from './words.js';

/** The column that says whose a row is. RefusedError where the preset knows no tenants. */
export function tenantColumn(preset: Preset): string {
  if (!hasTenants(preset)) throw refuse('isolation.no-tenants', { preset: preset.name });
  return preset.tenant.column;
}

/** Tables of a database that have the tenant's column, as the server spells them. Those of a ledger beside them are our own. */
export async function readTenantTables(
  session: Session,
  database: string,
  column: string,
): Promise<readonly string[]> {
  const rows = await session.query(
    `SELECT c.TABLE_NAME AS name FROM information_schema.COLUMNS c JOIN information_schema.TABLES t
        ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
      WHERE c.TABLE_SCHEMA = ${quoteText(database)} AND c.COLUMN_NAME = ${quoteText(column)} ORDER BY c.TABLE_NAME`,
  );
  return rows.map(({ name }) => String(name)).filter((name) => !name.startsWith(ledgerPrefix));
}

/** The same where there have to be some: nothing is proven without. RefusedError where no table has the column. */
export async function someTenantTables(
  session: Session,
  database: string,
  column: string,
): Promise<readonly string[]> {
  const names = await readTenantTables(session, database, column);
  if (names.length === 0) throw refuse('isolation.no-tables', { database, column });
  return names;
}

/**
 * Views that show rows of several tenants: what is asked of them needs the tenant as much as what is asked of the tables behind them. One
 * that names a tenant itself is none of them. Of a view that the account may not read nothing is known but its columns.
 */
export async function readOpenViews(
  session: Session,
  {
    database,
    column,
    tables,
  }: { readonly database: string; readonly column: string; readonly tables: readonly string[] },
): Promise<readonly string[]> {
  const rows = await session.query(
    `SELECT v.TABLE_NAME AS name, v.VIEW_DEFINITION AS definition, c.COLUMN_NAME IS NOT NULL AS has_column
      FROM information_schema.VIEWS v LEFT JOIN information_schema.COLUMNS c
        ON c.TABLE_SCHEMA = v.TABLE_SCHEMA AND c.TABLE_NAME = v.TABLE_NAME AND c.COLUMN_NAME = ${quoteText(column)}
      WHERE v.TABLE_SCHEMA = ${quoteText(database)} ORDER BY v.TABLE_NAME`,
  );
  const open = new Set<string>();
  // A view may be of views: until no more are found.
  for (let size = -1; size < open.size; ) {
    size = open.size;
    const tenants = tenantTables(column, [...tables, ...open], { database });
    for (const { name, definition, has_column: hasColumn } of rows) {
      const text = String(definition ?? '');
      const isOpen =
        text === '' ? Number(hasColumn) === 1 : !['untouched', 'good'].includes(judge(text, tenants).verdict);
      if (isOpen) open.add(String(name));
    }
  }
  return [...open];
}

/** By the preset alone: the tables that move, and those that may. */
export function presetTenantTables({ tables, skip }: Preset): readonly string[] {
  const skipped = skip.filter(({ may_be_migrated }) => may_be_migrated);
  return [...tables.map(({ name }) => name), ...skipped.map(({ table }) => table)];
}

/**
 * Names are compared without case. `database`: names with another one are not ours; undefined: every one is. `current`: what a name
 * without a database means.
 */
export function tenantTables(
  column: string,
  names: readonly string[],
  { database, current = database }: { readonly database?: string; readonly current?: string } = {},
): TenantTables {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return {
    column,
    has: (table, named = current) =>
      (database === undefined || named?.toLowerCase() === database.toLowerCase()) &&
      known.has(table.toLowerCase()),
  };
}
