import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from '../ledger/location.js';
import type { ChangedRows } from '../phases/rows/rollback/changed-rows.js';
import type { OthersCapture } from '../phases/rows/validate/jobs/other-tenants.js';
import type { SourceMarks } from '../phases/rows/validate/jobs/source-unchanged.js';
import type { SecretMadeSince } from '../phases/secrets/rollback/made-since.js';

/** What was seen before something was written or removed, for what comes later. */
interface Captures {
  readonly others: OthersCapture;
  readonly source: SourceMarks;
  /** Secrets of rows that a rollback removes, though the run did not bring them. */
  readonly 'made-since': readonly SecretMadeSince[];
  /** Rows changed since the run that a rollback takes along. */
  readonly 'changed-rows': ChangedRows;
}

/** Keeps a capture in the run's ledger; the first one stands. */
export async function saveCapture<Kind extends keyof Captures>(
  { session, location, runId }: RunLedger,
  kind: Kind,
  content: Captures[Kind],
): Promise<void> {
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'captures')} (run_id, kind, content)
      SELECT ${quoteText(runId)}, ${quoteText(kind)}, ${quoteText(JSON.stringify(content))} FROM DUAL
      WHERE NOT EXISTS (SELECT 1 FROM ${ledgerTable(location, 'captures')} earlier
        WHERE earlier.run_id = ${quoteText(runId)} AND earlier.kind = ${quoteText(kind)})`,
  );
}

/** Keeps a capture in place of an earlier one of its kind. */
export async function replaceCapture<Kind extends keyof Captures>(
  { session, location, runId }: RunLedger,
  kind: Kind,
  content: Captures[Kind],
): Promise<void> {
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'captures')} (run_id, kind, content)
      VALUES (${quoteText(runId)}, ${quoteText(kind)}, ${quoteText(JSON.stringify(content))})`,
  );
}

export async function readCapture<Kind extends keyof Captures>(
  { session, location, runId }: RunLedger,
  kind: Kind,
): Promise<Captures[Kind] | undefined> {
  const [row] = await session.query(
    `SELECT content FROM ${ledgerTable(location, 'captures')}
      WHERE run_id = ${quoteText(runId)} AND kind = ${quoteText(kind)}`,
  );
  return row ? (JSON.parse(String(row.content)) as Captures[Kind]) : undefined;
}
