import { z } from 'zod';
import { count as figure, type Plain } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { count, json, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { hasTable } from './version.js';

/** One walk over all rows of both sides beside following. */
const verifiedPass = z.object({
  startedAt: z.string(),
  endedAt: z.string(),
  /** Rows compared. */
  rows: figure,
  /** Rows that differed for certain when it ended, whoever found them. */
  mismatches: figure,
});
export type VerifiedPass = Plain<z.infer<typeof verifiedPass>>;

/** A row that differs for certain: it still did after its changes were applied. */
const mismatch = z.object({
  table: z.string(),
  /** The key columns' values in the target. */
  key: z.array(z.string()),
  kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
  /** When it was read first. */
  since: z.string(),
});
export type Mismatch = Plain<z.infer<typeof mismatch>>;

/** What comparing beside following has shown so far. */
const verifiedRow = row({
  /** Complete ones. */
  passes: count,
  lastPass: json(verifiedPass).nullable(),
  /** The last one that ended without a mismatch. */
  lastClean: json(verifiedPass).nullable(),
  /** All of them; `mismatches` lists no more than there is room for. */
  mismatchCount: count,
  mismatches: json(z.array(mismatch)),
  /** Rows whose change was not compared yet. */
  dirtyKeys: count,
  /** ISO 8601 */
  writtenAt: z.string(),
});
export type Verified = Plain<z.infer<typeof verifiedRow>>;

/** Rows compared within a minute. */
const minuteRow = row({
  /** Its beginning, ISO 8601. */
  minute: z.string(),
  compared: count,
  /** Equal when they were read first. */
  equalFirst: count,
  /** Equal when they were read last: rows that were on their way have arrived. */
  equalLast: count,
});
export type VerifiedMinute = Plain<z.infer<typeof minuteRow>>;

/** undefined: nobody has compared anything, or the ledger is of a version before it was kept. Reads only. */
export async function readVerified(ledger: RunLedger): Promise<Verified | undefined> {
  if (!(await hasTable(ledger.session, ledger.location, 'verified'))) return undefined;
  const [verified] = await rowsOf(ledger, 'verified', verifiedRow);
  return verified;
}

/** Writes what is known now, and adds to the minutes what was compared since it was written last; in one transaction. */
export async function writeVerified(
  ledger: RunLedger,
  verified: Verified,
  minutes: readonly VerifiedMinute[],
): Promise<void> {
  const { session, location, runId } = ledger;
  const { passes, lastPass, lastClean, mismatchCount, mismatches, dirtyKeys, writtenAt } = verified;
  await session.begin();
  try {
    const passed = { passes, lastPass, lastClean };
    const rest = { mismatchCount, mismatches, dirtyKeys, writtenAt };
    await insertRow(ledger, 'verified', { ...passed, ...rest }, 'REPLACE');
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

/** The latest minutes in which rows were compared, the oldest first; `most`: so many of them, default all. Reads only. */
export async function readVerifiedMinutes(
  ledger: RunLedger,
  most?: number,
): Promise<readonly VerifiedMinute[]> {
  if (!(await hasTable(ledger.session, ledger.location, 'verified_minutes'))) return [];
  const latest = `ORDER BY minute DESC ${most === undefined ? '' : `LIMIT ${most}`}`;
  return (await rowsOf(ledger, 'verified_minutes', minuteRow, latest)).toReversed();
}
