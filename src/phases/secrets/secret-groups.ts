import { quoteName, quoteText } from '../../core/sql.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import { ledgerKeyText, secretIdText } from '../../ledger/secret-ids.js';
import type { Session } from '../../mysql/session.js';
import type { Plan, SecretPlan } from '../../plan/plan.js';
import type { SecretGroup, SecretRow } from './copy/copy-types.js';
import {
  fillPath,
  migratedRowsCondition,
  parseSecretPath,
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
  const columns = parts.flatMap((part) => ('column' in part ? [part.column] : []));
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

  let group: { sourcePath: string; targetPath: string; rows: SecretRow[] } | null = null;
  for await (const cells of session.streamCells(sql)) {
    const text = cells.map((cell) => cell?.toString('utf8') ?? '');
    const sourceValues = text.slice(3, 3 + columns.length);
    const targetValues = text.slice(3 + columns.length);
    const sourcePath = fillPath(parts, sourceValues);
    const targetPath = fillPath(parts, targetValues);
    if (group && group.targetPath !== targetPath) {
      yield group;
      group = null;
    }
    group ??= { sourcePath, targetPath, rows: [] };
    group.rows.push({
      table: entry.table,
      rowKey: text[0] ?? '',
      keyColumn: idColumn,
      key: targetValues.at(-1) ?? '',
      version: text[1] ?? '',
      mayBeGone: entry.deleted_state !== undefined && text[2] === entry.deleted_state,
    });
  }
  if (group) yield group;
}
