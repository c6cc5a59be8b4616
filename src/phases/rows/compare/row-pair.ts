import type { PairedColumn, RowPair } from '../../../core/row-pair.js';
import type { ComparedTable } from './compared-table.js';
import { type RowKey, showKey, sourceKeyCondition, targetKeyCondition } from './keys.js';
import { collect, compareColumns, isSameRowElsewhere, ownerOf } from './row-differences.js';
import { actualRows, type CanonicalRow, expectedRows, type SessionPair } from './rows.js';
import { cellText } from './show-value.js';
import type { VersionChange } from './versions.js';

/** Characters of a value that are shown. */
const mostCharacters = 4000;

interface Wanted {
  readonly rowKey: RowKey;
  /** The column of its secret's version, and what the ledger says became of it. */
  readonly version: string | undefined;
  readonly versionChange: VersionChange | undefined;
}

/** One row as the target must hold it, beside the one it holds: every column that is compared. Secrets and other tenants' rows stay unseen. */
export async function readRowPair(
  pair: SessionPair,
  table: ComparedTable,
  { rowKey, version, versionChange }: Wanted,
): Promise<RowPair> {
  const { plan } = table;
  const keys = [rowKey];
  const only = async (rows: AsyncIterable<CanonicalRow>) =>
    [...(await collect(table, keys, rows)).values()][0];
  const read = await only(expectedRows(pair, table, sourceKeyCondition(plan, keys)));
  const actual = await only(actualRows(pair.target, table, targetKeyCondition(plan, keys)));
  const expected = read && withVersion(table, read, version, versionChange);
  const differing = expected && actual ? compareColumns(table, rowKey, expected, actual) : [];
  const isOthers =
    actual !== undefined &&
    expected !== undefined &&
    !isSameRowElsewhere(table, differing) &&
    standsElsewhere(table, differing);
  const shown = isOthers ? undefined : actual;
  const differs = new Set(differing.map(({ column }) => column));
  return {
    table: plan.table,
    key: showKey(plan, rowKey),
    inSource: expected !== undefined,
    inTarget: actual !== undefined,
    ...(isOthers ? { owner: ownerOf(table, actual) } : {}),
    columns: table.columns.map((column, position): PairedColumn => {
      const { name, secret } = column;
      const value = (row: CanonicalRow | undefined): string | null | undefined => {
        const cell = row?.[position];
        if (row === undefined || secret) return undefined;
        return cell == null ? null : shorten(cellText(column.plan, cell));
      };
      return { name, secret, differs: differs.has(name), expected: value(expected), actual: value(shown) };
    }),
  };
}

function shorten(text: string): string {
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters).toWellFormed()}… (${text.length})`;
}

/** Its tenant is another one: what such a row holds is nobody's business here. */
function standsElsewhere(
  table: ComparedTable,
  differing: readonly { readonly column?: string | undefined }[],
): boolean {
  return differing.some(({ column }) =>
    table.columns.some(
      ({ name, plan }) => name === column && plan.treatment.kind === 'constant' && !plan.source,
    ),
  );
}

function withVersion(
  table: ComparedTable,
  row: CanonicalRow,
  version: string | undefined,
  change: VersionChange | undefined,
): CanonicalRow {
  return row.map((cell, position) =>
    change && table.columns[position]?.name === version && cell?.toString('utf8') === change.sourceVersion
      ? Buffer.from(change.targetVersion)
      : cell,
  );
}
