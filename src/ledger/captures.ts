import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';

/** A kind of capture: what was seen before something was written or removed, for what comes later. Its phase names it. */
export interface Capture<Content> {
  readonly kind: string;
  /** Never there: it carries the type. */
  readonly content?: Content;
}

/** Keeps a capture in the run's ledger; the first one stands. */
export async function saveCapture<Content>(
  { session, location, runId }: RunLedger,
  { kind }: Capture<Content>,
  content: Content,
): Promise<void> {
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'captures')} (run_id, kind, content)
      SELECT ${quoteText(runId)}, ${quoteText(kind)}, ${quoteText(JSON.stringify(content))} FROM DUAL
      WHERE NOT EXISTS (SELECT 1 FROM ${ledgerTable(location, 'captures')} earlier
        WHERE earlier.run_id = ${quoteText(runId)} AND earlier.kind = ${quoteText(kind)})`,
  );
}

/** Keeps a capture in place of an earlier one of its kind. */
export async function replaceCapture<Content>(
  { session, location, runId }: RunLedger,
  { kind }: Capture<Content>,
  content: Content,
): Promise<void> {
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'captures')} (run_id, kind, content)
      VALUES (${quoteText(runId)}, ${quoteText(kind)}, ${quoteText(JSON.stringify(content))})`,
  );
}

export async function readCapture<Content>(
  { session, location, runId }: RunLedger,
  { kind }: Capture<Content>,
): Promise<Content | undefined> {
  const [row] = await session.query(
    `SELECT content FROM ${ledgerTable(location, 'captures')}
      WHERE run_id = ${quoteText(runId)} AND kind = ${quoteText(kind)}`,
  );
  return row ? (JSON.parse(String(row.content)) as Content) : undefined;
}
