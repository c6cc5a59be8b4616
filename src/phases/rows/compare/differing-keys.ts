import type { DifferenceKind } from '../../../core/validation-shape.js';
import { keyIdentity, type RowKey, sourceKeyCondition, targetKeyCondition } from './keys.js';
import { compareRows, type RowFinding } from './narrow.js';
import { describeRows } from './row-differences.js';
import type { SessionPair } from './rows.js';
import type { RowsTable } from './rows-table.js';
import { versionDifferences } from './versions.js';

/** Rows read whole at a time; each may hold megabytes. */
const describedAtOnce = 20;

/** Which of the rows with these keys differ now, by `keyIdentity`: a row that is in neither side's scope does not. Reads only. */
export async function differingKeys(
  pair: SessionPair,
  { table, scope, versionColumn, readVersionChanges }: RowsTable,
  keys: readonly RowKey[],
): Promise<ReadonlyMap<string, DifferenceKind>> {
  const asked = new Set(keys.map(keyIdentity));
  const where = {
    source: `${scope.source} AND ${sourceKeyCondition(table.plan, keys)}`,
    target: `${scope.target} AND ${targetKeyCondition(table.plan, keys)}`,
  };
  const found = new Map<string, DifferenceKind>();
  const differing: RowFinding[] = [];
  for await (const finding of compareRows(pair, table, where)) {
    // Text is found by a collation, so rows with other keys may come along.
    const identity = keyIdentity(finding.key);
    if (!asked.has(identity)) continue;
    if (finding.kind === 'differs') differing.push(finding);
    else found.set(identity, finding.kind === 'extra' ? 'extra-in-target' : 'missing-in-target');
  }
  // A row too long for a server's digest says nothing yet.
  for (let from = 0; from < differing.length; from += describedAtOnce) {
    const named = await describeRows(pair, table, differing.slice(from, from + describedAtOnce));
    for (const { rowKey, kind } of named) found.set(keyIdentity(rowKey ?? []), kind);
  }
  if (versionColumn) {
    const changes = await readVersionChanges(keys);
    for (const { rowKey, kind } of await versionDifferences(pair, table, versionColumn, changes, where))
      if (asked.has(keyIdentity(rowKey ?? []))) found.set(keyIdentity(rowKey ?? []), kind);
  }
  return found;
}
