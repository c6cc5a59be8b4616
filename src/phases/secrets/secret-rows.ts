import { quoteName, quoteText, textCells } from '../../core/sql.js';
import { ledgerTable } from '../../ledger/location.js';
import { ledgerKeyText, secretIdText } from '../../ledger/secret-ids.js';
import type { Session } from '../../mysql/session.js';
import type { SecretRowsQuery } from './secret-groups.js';
import {
  fillPath,
  migratedRowsCondition,
  parseSecretPath,
  pathColumns,
  secretTable,
  sourceValueExpression,
} from './secret-paths.js';
import type { ComparedSecret } from './validate/compare-secret.js';

/** A migrated row with what it says of its secret, for comparing it with what the servers hold. */
export interface SecretRowFacts extends ComparedSecret {
  /** The version the source's row names. */
  readonly sourceVersion: string;
  readonly byteSize: string;
  /** The run wrote the secret, or found it in the target. */
  readonly migrated: boolean;
}

/** The run's rows that name secrets, as they are in the target now. Streams. */
export async function* secretRows(
  session: Session,
  query: SecretRowsQuery & { readonly pendingIn: NonNullable<SecretRowsQuery['pendingIn']> },
): AsyncGenerator<SecretRowFacts> {
  const { plan, entry, idColumn } = query;
  const { location, runId } = query.pendingIn;
  const parts = parseSecretPath(entry.path);
  const columns = pathColumns(parts);
  const own = [
    entry.version_column,
    entry.type_column,
    entry.signature_column,
    entry.md5_column,
    entry.size_column,
  ].map((name) => `t.${quoteName(name)}`);
  const expressions = [
    secretIdText(query),
    ...own,
    entry.state_column ? `t.${quoteName(entry.state_column)}` : "''",
    `COALESCE(s.source_version, t.${quoteName(entry.version_column)})`,
    "COALESCE(s.outcome IN ('written', 'reused'), 0)",
    ...columns.map((column) => sourceValueExpression(plan, entry, column)),
    ...columns.map((column) => `t.${quoteName(column)}`),
  ];
  const rows = session.streamCells(
    `SELECT ${expressions.join(', ')} FROM ${secretTable(plan, entry)} t
      LEFT JOIN ${ledgerTable(location, 'secrets')} s ON s.run_id = ${quoteText(runId)}
        AND s.table_name = ${quoteText(entry.table)}
        AND s.row_key = ${ledgerKeyText(query)}
      WHERE ${migratedRowsCondition(query)} ORDER BY t.${quoteName(idColumn)}`,
  );
  for await (const cells of rows) {
    const text = textCells(cells);
    const [
      rowKey = '',
      targetVersion = '',
      kvType = '',
      signature = '',
      md5 = '',
      byteSize = '',
      state,
      version = '',
      migrated,
    ] = text;
    const targetValues = text.slice(9 + columns.length);
    yield {
      table: entry.table,
      rowKey,
      key: targetValues.at(-1) ?? '',
      sourcePath: fillPath(parts, text.slice(9, 9 + columns.length)),
      targetPath: fillPath(parts, targetValues),
      sourceVersion: version,
      targetVersion,
      kvType,
      signature,
      md5,
      byteSize,
      mayBeGone: entry.deleted_state !== undefined && state === entry.deleted_state,
      migrated: migrated === '1',
    };
  }
}
