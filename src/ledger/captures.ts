import type { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';

/** A kind of capture: what was seen before something was written or removed, for what comes later. Its phase names it. */
export interface Capture<Content> {
  readonly kind: string;
  readonly schema: z.ZodType<Content>;
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
  ledger: RunLedger,
  { kind }: Capture<Content>,
  content: Content,
): Promise<void> {
  await insertRow(ledger, 'captures', { kind, content: JSON.stringify(content) }, 'REPLACE');
}

export async function readCapture<Content>(
  ledger: RunLedger,
  { kind, schema }: Capture<Content>,
): Promise<Content | undefined> {
  const kept = row({ content: json(schema) });
  const [capture] = await rowsOf(ledger, 'captures', kept, `AND kind = ${quoteText(kind)}`);
  return capture?.content;
}
