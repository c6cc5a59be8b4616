import { type Difference, worded } from '../../../core/validation-shape.js';
import { constantOf } from '../../../plan/treatments.js';
import type { ComparedColumn, ComparedTable } from './compared-table.js';
import { keyIdentity, type RowKey, showKey, sourceKeyCondition, targetKeyCondition } from './keys.js';
import type { RowFinding } from './narrow.js';
import type { CanonicalCell } from './row-digest.js';
import { actualRows, type CanonicalRow, expectedRows, faultOf, keyOf, type SessionPair } from './rows.js';
import { showValues } from './show-value.js';
import { sayDifference } from './words.js';

/** Turns rows that differ into named differences: which row, which column, what was expected and what is there. */
export async function describeRows(
  pair: SessionPair,
  table: ComparedTable,
  findings: readonly RowFinding[],
): Promise<Difference[]> {
  const { plan } = table;
  if (table.keyPositions.length === 0) return findings.map((finding) => keyless(table, finding));

  const toCompare = findings.filter(({ kind }) => kind !== 'extra').map(({ key }) => key);
  const expected = await collect(
    table,
    toCompare,
    expectedRows(pair, table, sourceKeyCondition(plan, toCompare)),
  );
  // Without the tenant's condition where a key is one row's: a missing row may stand under another tenant.
  const actual = await collect(
    table,
    toCompare,
    actualRows(pair.target, table, targetKeyCondition(plan, toCompare)),
  );
  return findings.flatMap((finding): Difference[] => {
    const rowKey = finding.key;
    const key = showKey(plan, rowKey);
    if (finding.kind === 'extra') return [{ kind: 'extra-in-target', table: plan.table, key, rowKey }];
    const identity = keyIdentity(finding.key);
    const wanted = expected.get(identity);
    const found = actual.get(identity);
    // Gone from the source since its digest was read.
    if (!wanted) return found ? [{ kind: 'extra-in-target', table: plan.table, key, rowKey }] : [];
    if (!found) return [{ kind: 'missing-in-target', table: plan.table, key, rowKey }];
    const mismatches = compareColumns(table, rowKey, wanted, found);
    if (finding.kind === 'missing' && !isSameRowElsewhere(table, mismatches)) {
      const owner = ownerOf(table, found);
      const taken =
        owner === '' ? sayDifference('difference.taken') : sayDifference('difference.taken-by', { owner });
      return [
        { kind: 'missing-in-target', table: plan.table, key, rowKey, owner, ...worded({ actual: taken }) },
      ];
    }
    return mismatches;
  });
}

function keyless(table: ComparedTable, { kind, key }: RowFinding): Difference {
  return {
    kind: kind === 'extra' ? 'extra-in-target' : 'missing-in-target',
    table: table.plan.table,
    ...worded({ key: sayDifference('difference.digest', { digest: key[0]?.slice(0, 16) ?? '' }) }),
  };
}

/** Text keys are found by the server's collation, so of several rows only the ones with these very bytes are taken. */
export async function collect(
  table: ComparedTable,
  keys: readonly RowKey[],
  rows: AsyncIterable<CanonicalRow>,
): Promise<ReadonlyMap<string, CanonicalRow>> {
  const found = new Map<string, CanonicalRow>();
  if (keys.length === 0) return found;
  const wanted = new Set(keys.map(keyIdentity));
  for await (const row of rows) {
    const identity = keyIdentity(keyOf(table, row));
    if (wanted.has(identity)) found.set(identity, row);
  }
  return found;
}

export function compareColumns(
  table: ComparedTable,
  rowKey: RowKey,
  expected: CanonicalRow,
  actual: CanonicalRow,
): Difference[] {
  const key = showKey(table.plan, rowKey);
  return table.columns.flatMap((column, position): Difference[] => {
    const wanted = expected[position] ?? null;
    const found = actual[position] ?? null;
    if (equalCells(wanted, found)) return [];
    return [
      {
        kind: 'field-mismatch',
        table: table.plan.table,
        key,
        rowKey,
        column: column.name,
        ...(column.secret ? saidOf(column, found) : showValues(column.plan, wanted, found)),
      },
    ];
  });
}

/** Of a secret column no value is shown, but why it cannot be read. */
function saidOf(column: ComparedColumn, found: CanonicalCell): Pick<Difference, 'actual' | 'reasons'> {
  const fault = faultOf(column, found);
  return fault === undefined ? {} : worded({ actual: sayDifference(`field.${fault}`) });
}

function equalCells(a: CanonicalCell, b: CanonicalCell): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** A row outside our scope is still ours when only what puts it outside (tenant, business) differs. */
export function isSameRowElsewhere(table: ComparedTable, mismatches: readonly Difference[]): boolean {
  return mismatches.every(({ column }) => column !== undefined && scopeColumns(table).has(column));
}

function scopeColumns(table: ComparedTable): ReadonlySet<string> {
  const constants = table.columns.filter(({ plan }) => constantOf(plan.treatment) !== undefined);
  return new Set([
    ...constants.map(({ name }) => name),
    ...(table.plan.filter ? [table.plan.filter.column] : []),
  ]);
}

/** Who has the key, without showing what another tenant's row holds. */
export function ownerOf(table: ComparedTable, row: CanonicalRow): string {
  return table.columns
    .flatMap(({ plan, name }, position) =>
      constantOf(plan.treatment) !== undefined && !plan.source
        ? [`${name} ${row[position]?.toString('utf8') ?? 'NULL'}`]
        : [],
    )
    .join(', ');
}
