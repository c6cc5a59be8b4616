import { z } from 'zod';
import { count as figure, type Shape } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, readRows } from './read-rows.js';
import { hasTable } from './version.js';

/** One walk over all rows of both sides beside following. */
export interface VerifiedPass {
  readonly startedAt: string;
  readonly endedAt: string;
  /** Rows compared. */
  readonly rows: number;
  /** Rows that differed for certain when it ended, whoever found them. */
  readonly mismatches: number;
}

/** A row that differs for certain: it still did after its changes were applied. */
export interface Mismatch {
  readonly table: string;
  /** The key columns' values in the target. */
  readonly key: readonly string[];
  readonly kind: 'missing-in-target' | 'extra-in-target' | 'field-mismatch';
  /** When it was read first. */
  readonly since: string;
}

/** What comparing beside following has shown so far. */
export interface Verified {
  /** Complete ones. */
  readonly passes: number;
  readonly lastPass: VerifiedPass | null;
  /** The last one that ended without a mismatch. */
  readonly lastClean: VerifiedPass | null;
  /** All of them; `mismatches` lists no more than there is room for. */
  readonly mismatchCount: number;
  readonly mismatches: readonly Mismatch[];
  /** Rows whose change was not compared yet. */
  readonly dirtyKeys: number;
  /** ISO 8601 */
  readonly writtenAt: string;
}

/** Rows compared within a minute. */
export interface VerifiedMinute {
  /** Its beginning, ISO 8601. */
  readonly minute: string;
  readonly compared: number;
  /** Equal when they were read first. */
  readonly equalFirst: number;
  /** Equal when they were read last: rows that were on their way have arrived. */
  readonly equalLast: number;
}

const verifiedPass = z.object({
  startedAt: z.string(),
  endedAt: z.string(),
  rows: figure,
  mismatches: figure,
} satisfies Shape<VerifiedPass>);

const mismatch = z.object({
  table: z.string(),
  key: z.array(z.string()),
  kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
  since: z.string(),
} satisfies Shape<Mismatch>);

const verifiedRow = z
  .object({
    passes: count,
    last_pass: json(verifiedPass).nullable(),
    last_clean: json(verifiedPass).nullable(),
    mismatch_count: count,
    mismatches: json(z.array(mismatch)),
    dirty_keys: count,
    written_at: z.string(),
  })
  .transform(
    ({ passes, mismatches, ...row }): Verified => ({
      passes,
      lastPass: row.last_pass,
      lastClean: row.last_clean,
      mismatchCount: row.mismatch_count,
      mismatches,
      dirtyKeys: row.dirty_keys,
      writtenAt: row.written_at,
    }),
  );

/** undefined: nobody has compared anything, or the ledger is of a version before it was kept. Reads only. */
export async function readVerified(ledger: RunLedger): Promise<Verified | undefined> {
  const { session, location, runId } = ledger;
  if (!(await hasTable(session, location, 'verified'))) return undefined;
  const [row] = await readRows(
    ledger,
    'verified',
    verifiedRow,
    `SELECT * FROM ${ledgerTable(location, 'verified')} WHERE run_id = ${quoteText(runId)}`,
  );
  return row;
}

const optional = (value: unknown) => (value === null ? 'NULL' : quoteText(JSON.stringify(value)));

/** Writes what is known now, and adds to the minutes what was compared since it was written last; in one transaction. */
export async function writeVerified(
  { session, location, runId }: RunLedger,
  verified: Verified,
  minutes: readonly VerifiedMinute[],
): Promise<void> {
  const { passes, lastPass, lastClean, mismatchCount, mismatches, dirtyKeys, writtenAt } = verified;
  await session.begin();
  try {
    await session.execute(
      `REPLACE INTO ${ledgerTable(location, 'verified')}
        (run_id, passes, last_pass, last_clean, mismatch_count, mismatches, dirty_keys, written_at)
        VALUES (${quoteText(runId)}, ${passes}, ${optional(lastPass)}, ${optional(lastClean)}, ${mismatchCount},
          ${quoteText(JSON.stringify(mismatches))}, ${dirtyKeys}, ${quoteText(writtenAt)})`,
    );
    for (const { minute, compared, equalFirst, equalLast } of minutes)
      await session.execute(
        `INSERT INTO ${ledgerTable(location, 'verified_minutes')} (run_id, minute, compared, equal_first, equal_last)
          VALUES (${quoteText(runId)}, ${quoteText(minute)}, ${compared}, ${equalFirst}, ${equalLast})
          ON DUPLICATE KEY UPDATE compared = compared + ${compared}, equal_first = equal_first + ${equalFirst},
            equal_last = equal_last + ${equalLast}`,
      );
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

const minuteRow = z
  .object({ minute: z.string(), compared: count, equal_first: count, equal_last: count })
  .transform(
    ({ minute, compared, equal_first, equal_last }): VerifiedMinute => ({
      minute,
      compared,
      equalFirst: equal_first,
      equalLast: equal_last,
    }),
  );

/** The latest minutes in which rows were compared, the oldest first; `most`: so many of them, default all. Reads only. */
export async function readVerifiedMinutes(
  ledger: RunLedger,
  most?: number,
): Promise<readonly VerifiedMinute[]> {
  const { session, location, runId } = ledger;
  if (!(await hasTable(session, location, 'verified_minutes'))) return [];
  const rows = await readRows(
    ledger,
    'verified_minutes',
    minuteRow,
    `SELECT minute, compared, equal_first, equal_last FROM ${ledgerTable(location, 'verified_minutes')}
      WHERE run_id = ${quoteText(runId)} ORDER BY minute DESC${most === undefined ? '' : ` LIMIT ${most}`}`,
  );
  return rows.toReversed();
}
