import { askOnce } from '../../../core/ask-once.js';
import { quoteName } from '../../../core/sql.js';
import type { Difference } from '../../../core/validation-shape.js';
import { ledgerKey } from '../../../ledger/secret-ids.js';
import { columnName, type Side } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import type { ComparedTable } from './compared-table.js';
import { keyIdentity, type RowKey, showKey } from './keys.js';
import type { SessionPair } from './rows.js';
import type { TableScope } from './scope.js';

/** A row whose version number the Vault phase changed, as the ledger has it. */
export interface VersionChange {
  /** The row's name in the ledger. */
  readonly rowKey: string;
  readonly sourceVersion: string;
  readonly targetVersion: string;
}

/** The ledger's changes of one table. */
export type VersionChanges = ReadonlyMap<string, VersionChange>;

export async function readVersionChanges(changes: AsyncIterable<VersionChange>): Promise<VersionChanges> {
  const byKey = new Map<string, VersionChange>();
  for await (const change of changes) byKey.set(change.rowKey, change);
  return byKey;
}

/** What the Vault phase made of one row's version; such rows are known by their ID alone. */
export function versionChangeOf(changes: VersionChanges, key: RowKey): VersionChange | undefined {
  return changes.get(ledgerKey(key.join(',')));
}

/** Reads each table's changes once, when they are first asked for. */
export function versionsByTable(
  read: ((table: string) => AsyncIterable<VersionChange>) | undefined,
): (table: string) => Promise<VersionChanges> {
  return askOnce(
    async (table) => (read ? readVersionChanges(read(table)) : new Map()),
    (table) => table,
  );
}

/**
 * The rows of one range whose version is neither the source's nor what the ledger says the Vault phase made of it. Rows
 * that one side does not have are left to the row comparison.
 */
export async function versionDifferences(
  pair: SessionPair,
  table: ComparedTable,
  column: string,
  changes: VersionChanges,
  where: TableScope,
): Promise<Difference[]> {
  const keys = table.keyPositions.map((position) => table.columns[position]);
  const version = (side: Side) => `CAST(${quoteName(columnName(table.plan, column, side))} AS CHAR)`;
  const expectedKeys = keys.map((key) => key?.expected?.text ?? key?.raw ?? 'NULL');
  const actualKeys = keys.map((key) => key?.actual.text ?? 'NULL');
  const [expected, actual] = await Promise.all([
    pair.source.queryCells(
      `SELECT ${[version('source'), ...expectedKeys].join(', ')} FROM ${sourceRows(table.plan)} WHERE ${where.source}`,
    ),
    pair.target.queryCells(
      `SELECT ${[version('target'), ...actualKeys].join(', ')} FROM ${quoteName(table.plan.target)} WHERE ${where.target}`,
    ),
  ]);
  const found = new Map(actual.map((row) => [keyIdentity(row.slice(1).map(asText)), asText(row[0])]));
  return expected.flatMap((row): Difference[] => {
    const key = row.slice(1).map(asText);
    const there = found.get(keyIdentity(key));
    if (there === undefined) return [];
    const inSource = asText(row[0]);
    const change = versionChangeOf(changes, key);
    const wanted = change?.sourceVersion === inSource ? change.targetVersion : inSource;
    if (there === wanted) return [];
    return [
      {
        kind: 'field-mismatch',
        table: table.plan.table,
        key: showKey(table.plan, key),
        rowKey: key,
        column,
        expected: wanted,
        actual: there,
      },
    ];
  });
}

function asText(cell: Buffer | null | undefined): string {
  return cell?.toString('utf8') ?? 'NULL';
}
