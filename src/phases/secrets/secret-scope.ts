import { quoteName } from '../../core/sql.js';
import { readCommittedChunks } from '../../ledger/chunks.js';
import type { RunLedger } from '../../ledger/location.js';
import { secretIdList } from '../../ledger/secret-ids.js';
import { reservedIds, shiftedRange } from '../../plan/key-shift.js';
import type { Plan, SecretPlan, TablePlan } from '../../plan/plan.js';
import { isInteger } from '../../plan/value-kind.js';

interface ScopeQuestion {
  readonly plan: Plan;
  readonly entry: SecretPlan;
  readonly idColumn: string;
  readonly ledger: RunLedger;
}

/**
 * Which of the tenant's rows that name secrets are the run's, as a condition on `t`: what its chunks brought, not what
 * stood there before nor what was made since with higher IDs. The source knows nothing of those, and of their secrets.
 */
export async function readSecretScope({ plan, entry, idColumn, ledger }: ScopeQuestion): Promise<string> {
  const table = plan.tables.find((candidate) => candidate.table === entry.table);
  if (table?.key.length !== 1 || table.key[0] !== idColumn) return 'TRUE';
  const { chunks } = await readCommittedChunks(ledger, entry.table);
  const id = `t.${quoteName(idColumn)}`;
  const list = (ids: readonly string[]) => secretIdList({ plan, entry, idColumn }, ids);
  const taken = new Set(takenIds(plan, entry.table));
  const conditions: string[] = [];
  const before = chunks.flatMap(({ rowsBefore }) => rowsBefore.flat()).filter((key) => !taken.has(key));
  if (before.length > 0) conditions.push(`${id} NOT IN (${list(before)})`);
  const highest = highestKey(
    table,
    chunks.filter(({ rows }) => rows > 0).map(({ range }) => shiftedRange(table, range).through?.[0] ?? null),
  );
  const first = reservedIds(plan, table)?.first;
  const written = [
    ...(first === undefined ? [] : [`${id} >= ${first}`]),
    ...(highest === null ? [] : [`${id} <= ${highest}`]),
  ].join(' AND ');
  if (written !== '') {
    conditions.push(taken.size > 0 ? `(${written} OR ${id} IN (${list([...taken])}))` : written);
  }
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/** Target IDs of rows that stood there before and were taken as migrated: their secrets count as the run's. */
function takenIds(plan: Plan, table: string): readonly string[] {
  const { leftOut, exceptions } = plan.adjustments ?? { leftOut: {}, exceptions: {} };
  return (leftOut[table] ?? []).map((id) => exceptions[table]?.[id] ?? id);
}

/** The highest key that a chunk reached, 0 where there is none; null for IDs that are no integers, and where an older version left one open above. */
function highestKey(
  { columns, key: [id] }: TablePlan,
  keys: readonly ({ readonly n: string } | { readonly hex: string } | null)[],
): bigint | null {
  const planned = columns.find(({ name }) => name === id);
  if (!planned || !isInteger(planned.target)) return null;
  let highest = 0n;
  for (const key of keys) {
    if (key === null || !('n' in key)) return null;
    const number = BigInt(key.n);
    if (number > highest) highest = number;
  }
  return highest;
}
