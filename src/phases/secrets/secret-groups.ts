import { quoteName, quoteText, textCells } from '../../core/sql.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import { ledgerKeyText, secretIdText } from '../../ledger/secret-ids.js';
import type { Session } from '../../mysql/session.js';
import type { Plan, SecretPlan } from '../../plan/plan.js';
import type { SecretGroup, SecretRow } from './copy/copy-types.js';
import {
  fillPath,
  migratedRowsCondition,
  parseSecretPath,
  pathColumns,
  secretTable,
  sourceValueExpression,
} from './secret-paths.js';

export interface SecretRowsQuery {
  readonly plan: Plan;
  readonly entry: SecretPlan;
  readonly idColumn: string;
  /** The run's own rows among the tenant's, as a condition on `t` (see secret-scope.ts); absent: all of the tenant's. */
  readonly scope?: string;
  /** Leaves out rows whose secret is settled already; one that was gone in the source, as the row's state allows, is. */
  readonly pendingIn?: RunLedger;
}

/** Rows that are still to be done, as a condition on `t`. */
function pendingCondition(query: SecretRowsQuery): string {
  const { entry, pendingIn } = query;
  if (!pendingIn) return '';
  return ` AND NOT EXISTS (SELECT 1 FROM ${ledgerTable(pendingIn.location, 'secrets')} s
    WHERE s.run_id = ${quoteText(pendingIn.runId)} AND s.table_name = ${quoteText(entry.table)}
      AND s.row_key = ${ledgerKeyText(query)} AND (s.outcome IN ('written', 'reused') OR s.source_fault = 1))`;
}

export async function countSecretRows(session: Session, query: SecretRowsQuery): Promise<number> {
  const rows = await session.query(
    `SELECT COUNT(*) AS total FROM ${secretTable(query.plan, query.entry)} t
      WHERE ${migratedRowsCondition(query)}${pendingCondition(query)}`,
  );
  return Number(rows[0]?.total ?? 0);
}

/** The target's rows grouped by the secret they share, oldest version first. Streams: memory does not grow with the table. */
export async function* secretGroups(session: Session, query: SecretRowsQuery): AsyncGenerator<SecretGroup> {
  const { plan, entry, idColumn } = query;
  const parts = parseSecretPath(entry.path);
  const columns = pathColumns(parts);
  const version = `t.${quoteName(entry.version_column)}`;
  const expressions = [
    secretIdText(query),
    version,
    entry.state_column ? `t.${quoteName(entry.state_column)}` : "''",
    ...columns.map((column) => sourceValueExpression(plan, entry, column)),
    ...columns.map((column) => `t.${quoteName(column)}`),
  ];
  // As bytes: collations that ignore trailing spaces would let the rows of two paths alternate.
  const sql = `SELECT ${expressions.join(', ')} FROM ${secretTable(plan, entry)} t
    WHERE ${migratedRowsCondition(query)}${pendingCondition(query)}
    ORDER BY ${columns.map((column) => `CAST(t.${quoteName(column)} AS BINARY)`).join(', ')}, ${version}, t.${quoteName(idColumn)}`;

  yield* grouped(session.streamCells(sql), { entry, idColumn, side: 'target' });
}

/**
 * Takes together the rows that name one secret and follow each other. Each row: the key as the ledger writes it, the version,
 * the state, then the source's values of the path's columns, then the target's. `side`: whose paths and keys the rows go by.
 */
export async function* grouped(
  rows: AsyncIterable<readonly (Buffer | null)[]>,
  {
    entry,
    idColumn,
    side,
  }: Pick<SecretRowsQuery, 'entry' | 'idColumn'> & { readonly side: 'source' | 'target' },
): AsyncGenerator<SecretGroup> {
  const parts = parseSecretPath(entry.path);
  let group: { sourcePath: string; targetPath: string; rows: SecretRow[] } | null = null;
  for await (const cells of rows) {
    const [rowKey = '', version = '', state, ...values] = textCells(cells);
    const source = values.slice(0, values.length / 2);
    const target = values.slice(values.length / 2);
    const paths = { sourcePath: fillPath(parts, source), targetPath: fillPath(parts, target) };
    if (group && group[`${side}Path`] !== paths[`${side}Path`]) {
      yield group;
      group = null;
    }
    group ??= { ...paths, rows: [] };
    group.rows.push({
      table: entry.table,
      rowKey,
      keyColumn: idColumn,
      key: (side === 'source' ? source : target).at(-1) ?? '',
      version,
      mayBeGone: entry.deleted_state !== undefined && state === entry.deleted_state,
    });
  }
  if (group) yield group;
}
