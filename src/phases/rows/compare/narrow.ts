import { type KeyRange, nextRange } from '../../../mysql/chunks.js';
import type { ComparedTable } from './compared-table.js';
import { keyIdentity, type RowKey } from './keys.js';
import { type RowsChecksum, sameRows } from './row-digest.js';
import type { SessionPair } from './rows.js';
import { scopeInRange, type TableScope } from './scope.js';
import {
  actualChecksum,
  actualDigests,
  expectedChecksum,
  expectedDigests,
  type RowDigest,
} from './side-digests.js';

/** One key range on both servers. */
export interface ComparedRange {
  readonly range: KeyRange;
  readonly expected: RowsChecksum;
  readonly actual: RowsChecksum;
  readonly same: boolean;
}

/** A row that is not as it must be. */
export interface RowFinding {
  readonly kind: 'missing' | 'extra' | 'differs';
  readonly key: RowKey;
}

/** Ranges of at most this many rows are compared row by row; larger ones are halved first. */
const rowByRow = 1_000;

/** Checksums of one range, worked out on both servers at the same time. */
export async function compareRange(
  pair: SessionPair,
  table: ComparedTable,
  scope: TableScope,
  range: KeyRange,
): Promise<ComparedRange> {
  const { source, target } = scopeInRange(table.plan, scope, range);
  const [expected, actual] = await Promise.all([
    expectedChecksum(pair, table, source),
    actualChecksum(pair.target, table, target),
  ]);
  return { range, expected, actual, same: sameRows(expected, actual) };
}

/**
 * The rows that differ in a range whose checksums differ. Halves the range until its parts are small, then compares row
 * digests. `thorough()` false (enough differences are known) saves the halving.
 */
export async function* differingRows(
  pair: SessionPair,
  table: ComparedTable,
  scope: TableScope,
  differing: ComparedRange,
  thorough: () => boolean,
): AsyncIterable<RowFinding> {
  const halves = thorough() ? await halve(pair, table, differing) : null;
  if (!halves) {
    yield* compareRows(pair, table, scopeInRange(table.plan, scope, differing.range));
    return;
  }
  for (const half of halves) {
    const compared = await compareRange(pair, table, scope, half);
    if (!compared.same) yield* differingRows(pair, table, scope, compared, thorough);
  }
}

/** Two ranges of about equal size, or null when halving does not pay or is not possible. */
async function halve(
  pair: SessionPair,
  table: ComparedTable,
  { range, expected }: ComparedRange,
): Promise<readonly [KeyRange, KeyRange] | null> {
  if (!table.ordered || expected.rows <= rowByRow) return null;
  const left = await nextRange(pair.source, table.plan, range.after, Math.floor(expected.rows / 2));
  if (!left?.through) return null;
  return [left, { after: left.through, through: range.through }];
}

/** Key → digest of one side's rows, compared with the other side's stream. */
export async function* compareRows(
  pair: SessionPair,
  table: ComparedTable,
  where: TableScope,
): AsyncIterable<RowFinding> {
  const expected = new Map<string, RowDigest & { copies: number }>();
  for await (const row of expectedDigests(pair, table, where.source)) {
    const identity = identify(table, row);
    const known = expected.get(identity);
    if (known) known.copies += 1;
    else expected.set(identity, { ...row, copies: 1 });
  }
  for await (const row of actualDigests(pair.target, table, where.target)) {
    const identity = identify(table, row);
    const match = expected.get(identity);
    if (!match) {
      yield { kind: 'extra', key: shownKey(table, row) };
      continue;
    }
    match.copies -= 1;
    if (match.copies === 0) expected.delete(identity);
    // Without a digest nothing is known yet: the columns decide.
    if (match.digest === null || match.digest !== row.digest) yield { kind: 'differs', key: match.key };
  }
  for (const row of expected.values()) {
    for (let copy = 0; copy < row.copies; copy += 1) yield { kind: 'missing', key: shownKey(table, row) };
  }
}

/** Rows of a table without a key are known by their digest alone, and may occur several times. */
function identify(table: ComparedTable, row: RowDigest): string {
  return table.keyPositions.length > 0 ? keyIdentity(row.key) : (row.digest ?? 'undigested');
}

function shownKey(table: ComparedTable, row: RowDigest): RowKey {
  return table.keyPositions.length > 0 ? row.key : [row.digest ?? 'undigested'];
}
