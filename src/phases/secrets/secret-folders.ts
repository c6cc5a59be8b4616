import { quoteName, textCells } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import type { SecretRowsQuery } from './secret-groups.js';
import {
  fillPath,
  migratedRowsCondition,
  parseSecretPath,
  pathColumns,
  secretTable,
} from './secret-paths.js';

/** A folder of the target's Vault and the names, below it, of the secrets that rows name. */
interface SecretFolder {
  readonly folder: string;
  readonly expected: ReadonlySet<string>;
}

/**
 * The folders in which the run's rows have their secrets: a path up to its last column, which is the secret's own name.
 * Streams; only one folder's names are held at a time.
 */
export async function* secretFolders(session: Session, query: SecretRowsQuery): AsyncGenerator<SecretFolder> {
  const { plan, entry } = query;
  const parts = parseSecretPath(entry.path);
  const last = parts.findLastIndex((part) => 'column' in part);
  const nameParts = parts.slice(last);
  const columns = pathColumns(parts);
  const bytes = columns.map((column) => `CAST(CONVERT(t.${quoteName(column)} USING utf8mb4) AS BINARY)`);
  const rows = session.streamCells(
    `SELECT DISTINCT ${bytes.join(', ')} FROM ${secretTable(plan, entry)} t
      WHERE ${migratedRowsCondition(query)} ORDER BY ${bytes.join(', ')}`,
  );
  let current: { folder: string; expected: Set<string> } | null = null;
  for await (const cells of rows) {
    const values = textCells(cells);
    const folder = fillPath(parts.slice(0, last), values.slice(0, -1)).replace(/\/$/, '');
    if (current && current.folder !== folder) {
      yield current;
      current = null;
    }
    current ??= { folder, expected: new Set() };
    current.expected.add(fillPath(nameParts, values.slice(-1)));
  }
  if (current) yield current;
}
