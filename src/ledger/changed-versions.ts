import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { ledgerKey } from './secret-ids.js';

/** The rows of one table whose version number the Vault phase changed, by their names in the ledger (see `ledgerKey`); of `keys` only. */
export async function* changedVersions(
  { session, location, runId }: RunLedger,
  table: string,
  keys?: readonly (readonly string[])[],
): AsyncGenerator<{
  readonly rowKey: string;
  readonly sourceVersion: string;
  readonly targetVersion: string;
}> {
  const named = keys?.map((key) => quoteText(ledgerKey(key.join(','))));
  const only = named ? ` AND row_key IN (${named.join(', ')})` : '';
  const rows = session.streamCells(
    `SELECT row_key, source_version, target_version FROM ${ledgerTable(location, 'secrets')}
      WHERE run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)} AND target_version <> source_version${only}`,
  );
  for await (const [rowKey, sourceVersion, targetVersion] of rows) {
    yield {
      rowKey: String(rowKey),
      sourceVersion: String(sourceVersion),
      targetVersion: String(targetVersion),
    };
  }
}
