import type { Context } from '../../config/context.js';
import { quoteName } from '../../core/sql.js';
import { readDatabaseFacts } from '../../mysql/facts.js';
import type { Session } from '../../mysql/session.js';
import type { TableFacts } from '../../plan/facts.js';
import { fieldAlgorithm } from '../../plan/field-value.js';
import { encryptedColumns } from '../../preset/reshape-schema.js';
import type { Preset } from '../../preset/schema.js';

/** A table of the target with encrypted columns, whoever's rows they are. */
export interface EncryptedTable {
  readonly facts: TableFacts;
  readonly columns: readonly string[];
}

/** Those that the target has. Reads only. */
export async function encryptedTables(
  { config, preset }: Context,
  session: Session,
): Promise<readonly EncryptedTable[]> {
  const facts = await readDatabaseFacts(session, config.target.mysql.database);
  return encryptedIn(preset).flatMap(({ table, columns }) => {
    const found = facts.tables[table];
    const there = columns.filter((name) => found?.columns.some((column) => column.name === name));
    return found && there.length > 0 ? [{ facts: found, columns: there }] : [];
  });
}

function encryptedIn({ tables }: Preset) {
  return tables.map((table) => ({
    table: table.name,
    columns: encryptedColumns(table).map(({ column }) => column),
  }));
}

/** How many values of a column name each version; null: no field values. */
export type ValuesByVersion = ReadonlyMap<number | null, number>;

/** One pass over the table for each column, without a lock. */
export async function countValues(session: Session, table: string, column: string): Promise<ValuesByVersion> {
  const name = quoteName(column);
  const rows = await session.queryCells(
    `SELECT IF(${name} LIKE '%:${fieldAlgorithm}:%', SUBSTRING_INDEX(${name}, ':', 1), '') AS v, COUNT(*)
      FROM ${quoteName(table)} WHERE ${name} IS NOT NULL GROUP BY v`,
  );
  const counts = new Map<number | null, number>();
  for (const [version, amount] of rows) {
    const text = version?.toString('latin1') ?? '';
    const named = /^\d{1,15}$/.test(text) ? Number(text) : null;
    counts.set(named, (counts.get(named) ?? 0) + Number(amount));
  }
  return counts;
}
