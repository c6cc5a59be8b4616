import { extendChunk, readCommittedChunks, recordChunk } from '../ledger/chunks.js';
import type { LiveRecord } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import type { KeyRange } from '../mysql/chunks.js';
import type { KeyTuple } from '../mysql/key-cells.js';
import { readTenantKeys } from '../phases/rows/copy/tenant-rows.js';
import type { Plan } from '../plan/plan.js';
import type { Outcome } from './batch.js';
import type { FollowedTable } from './followed-table.js';

/**
 * Rows that following brings behind the copy's last one, as one more chunk of their table whose end moves on with them. So whoever asks
 * the ledger which rows are the run's (validation, repair, rollback, the secrets) knows them like any other. To be called within the
 * batch's transaction, before its rows are written; made anew after a batch that failed.
 */
export type FollowedRanges = (outcomes: readonly Outcome[]) => Promise<LiveRecord['ranges']>;

interface TableRange {
  /** Keys up to here are those of the copy; null: none are. */
  readonly after: KeyRange['after'];
  /** Where the followed rows end; null: none has come; undefined: the range has no end already. */
  readonly through: KeyTuple | null | undefined;
  /** The ledger's chunk of them; undefined: none has come. */
  readonly chunk: number | undefined;
  readonly nextChunk: number;
}

export function followedRanges(ledger: RunLedger, plan: Plan, before: LiveRecord['ranges']): FollowedRanges {
  let chunks = before;
  const known = new Map<string, TableRange>();

  async function extend(table: FollowedTable, outcomes: readonly Outcome[]): Promise<void> {
    const name = table.plan.table;
    const range = known.get(name) ?? (await readRange(ledger, name, chunks[name]));
    known.set(name, range);
    const { after, chunk } = range;
    if (range.through === undefined) return;
    const last = numbersOf(chunk === undefined ? after : range.through);
    const keys = outcomes.filter(({ isThere }) => isThere).map(({ row }) => table.keyNumbers(row));
    const beyond = keys.filter((key) => key === null || last === null || isBehind(key, last));
    if (beyond.length === 0) return;
    const through = furthest(beyond);
    const rows = beyond.length;
    const number = chunk ?? range.nextChunk;
    const written = { table: name, chunk: number, range: { after, through: through ?? null }, rows };
    if (chunk === undefined) {
      const behind = { after, through: null };
      const rowsBefore = await readTenantKeys(ledger.session, plan, table.plan, behind);
      await recordChunk(ledger, { ...written, bytes: 0, rowsBefore });
    } else await extendChunk(ledger, written);
    known.set(name, { ...range, chunk: number, through });
    chunks = { ...chunks, [name]: number };
  }

  return async (outcomes) => {
    for (const [table, ofTable] of Map.groupBy(outcomes, (outcome) => outcome.table)) {
      await extend(table, ofTable);
    }
    return chunks;
  };
}

/** undefined: some keys are no numbers, so only a range without an end holds them for certain. */
function furthest(keys: readonly (readonly bigint[] | null)[]): KeyTuple | undefined {
  let last: readonly bigint[] | undefined;
  for (const key of keys) {
    if (key === null) return undefined;
    if (last === undefined || isBehind(key, last)) last = key;
  }
  return last?.map((n) => ({ n: String(n) }));
}

const numbersOf = (key: KeyTuple | null) => key?.map((cell) => ('n' in cell ? BigInt(cell.n) : 0n)) ?? null;

function isBehind(key: readonly bigint[], last: readonly bigint[]): boolean {
  for (const [position, number] of key.entries()) {
    const other = last[position] ?? 0n;
    if (number !== other) return number > other;
  }
  return false;
}

async function readRange(ledger: RunLedger, table: string, chunk: number | undefined): Promise<TableRange> {
  const { chunks, nextChunk } = await readCommittedChunks(ledger, table);
  const own = chunks.find((one) => one.chunk === chunk);
  if (own) return { after: own.range.after, through: own.range.through ?? undefined, chunk, nextChunk };
  const copied = chunks.findLast(({ rows }) => rows > 0);
  // Without an end, the copy's own last range holds all that comes.
  if (copied && copied.range.through === null)
    return { after: null, through: undefined, chunk: undefined, nextChunk };
  return { after: copied?.range.through ?? null, through: null, chunk: undefined, nextChunk };
}
