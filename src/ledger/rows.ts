import type { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { columnOf, readRows } from './read-rows.js';
import type { LedgerTable } from './upgrades/index.js';

/** The rows that a table of the ledger has of a run. Columns are named as in `row`. */

/** Columns and what is in them. Text, numbers, yes or no and NULL stay what they are; anything else is kept as JSON. */
type Values = Readonly<Record<string, unknown>>;

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(Number(value));
  return quoteText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Adds a row; REPLACE: in place of one with the same key. */
export async function insertRow(
  { session, location, runId }: RunLedger,
  table: LedgerTable,
  values: Values,
  how: 'INSERT' | 'REPLACE' = 'INSERT',
): Promise<void> {
  const all = Object.entries({ runId, ...values });
  const columns = all.map(([name]) => columnOf(name)).join(', ');
  const literals = all.map(([, value]) => literal(value)).join(', ');
  await session.execute(`${how} INTO ${ledgerTable(location, table)} (${columns}) VALUES (${literals})`);
}

/** Changes the run's rows, those that `where` names; undefined changes nothing. Gives how many rows there were. */
export async function updateRows(
  { session, location, runId }: RunLedger,
  table: LedgerTable,
  values: Values,
  where = '',
): Promise<number> {
  const changes = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${columnOf(name)} = ${literal(value)}`],
  );
  if (changes.length === 0) return 0;
  const { affectedRows } = await session.execute(
    `UPDATE ${ledgerTable(location, table)} SET ${changes.join(', ')} WHERE run_id = ${quoteText(runId)} ${where}`,
  );
  return affectedRows;
}

/** The run's rows; `rest` of the statement may choose and order them. */
export function rowsOf<Schema extends z.ZodType>(
  ledger: RunLedger,
  table: LedgerTable,
  schema: Schema,
  rest = '',
): Promise<z.output<Schema>[]> {
  const from = `${ledgerTable(ledger.location, table)} WHERE run_id = ${quoteText(ledger.runId)}`;
  return readRows(ledger, table, schema, `SELECT * FROM ${from} ${rest}`);
}
