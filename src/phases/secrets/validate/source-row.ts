import { quoteName, quoteTable, textCells } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import { columnName, type Plan, type SecretPlan } from '../../../plan/plan.js';
import { sourceKeyCondition } from '../../rows/compare/keys.js';
import { fillPath, parseSecretPath, pathColumns, tableOf } from '../secret-paths.js';
import type { SourceSecretRow } from './compare-secret.js';

/**
 * What the source's own row says of a secret, by the row's key in the target; null when the source has no such row now.
 * The target's row may have been altered, so it cannot speak for the source.
 */
export async function readSourceRow(
  session: Session,
  plan: Plan,
  entry: SecretPlan,
  rowKey: string,
): Promise<SourceSecretRow | null> {
  const table = tableOf(plan, entry);
  const inSource = (name: string) => quoteName(columnName(table, name, 'source'));
  const parts = parseSecretPath(entry.path);
  const columns = [
    entry.type_column,
    entry.signature_column,
    entry.md5_column,
    entry.size_column,
    ...pathColumns(parts),
  ];
  const [cells] = await session.queryCells(
    `SELECT ${columns.map(inSource).join(', ')} FROM ${quoteTable(plan.source.database, table.source)}
      WHERE ${sourceKeyCondition(table, [[rowKey]])}`,
  );
  if (!cells) return null;
  const [kvType = '', signature = '', md5 = '', byteSize = '', ...values] = textCells(cells);
  return { sourcePath: fillPath(parts, values), kvType, signature, md5, byteSize };
}
