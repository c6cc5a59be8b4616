import { quoteName, quoteTable } from '../core/sql.js';
import type { Preset } from '../preset/schema.js';
import { describeMysqlError } from './errors.js';
import type { Session } from './session.js';

/** Where a system keeps the highest id it has handed out, per resource. */
export interface GeneratorTable {
  readonly table: string;
  readonly resourceColumn: string;
  readonly maxColumn: string;
}

/** What a preset says of its generators, if it does. */
export function generatorTable({ id_generators: rules }: Preset): GeneratorTable | undefined {
  return rules && { table: rules.table, resourceColumn: rules.resource_column, maxColumn: rules.max_column };
}

/** Resource → highest ID handed out, decimal text; none where the database has no such table. */
export async function readGenerators(
  session: Session,
  database: string,
  { table, resourceColumn, maxColumn }: GeneratorTable,
): Promise<Record<string, string>> {
  try {
    const rows = await session.query(
      `SELECT ${quoteName(resourceColumn)} AS resource, CAST(${quoteName(maxColumn)} AS CHAR) AS max_id
        FROM ${quoteTable(database, table)}`,
    );
    return Object.fromEntries(rows.map((row) => [String(row.resource), String(row.max_id)]));
  } catch (error) {
    const { code } = describeMysqlError(error);
    // A database without the table or its columns is a finding of the plan, not a failure to read facts.
    if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_FIELD_ERROR') return {};
    throw error;
  }
}
