import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import type { ValidationResult } from '../core/validation-shape.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, readRows } from './read-rows.js';
import { storedValidation } from './stored-results.js';

/** Keeps a validation's result in the run's ledger. */
export async function saveValidation(
  { session, location, runId }: RunLedger,
  result: ValidationResult,
): Promise<void> {
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'validations')} (run_id, finished_at, level, ok, result)
      VALUES (${quoteText(runId)}, ${quoteText(result.finishedAt)}, ${quoteText(result.level)}, ${result.ok ? 1 : 0}, ${quoteText(JSON.stringify(result))})`,
  );
}

/** The latest validation of a run. */
export async function readValidation(ledger: RunLedger): Promise<ValidationResult | null> {
  const [row] = await readRows(
    ledger,
    'validations',
    z.object({ result: json(storedValidation) }),
    `SELECT result FROM ${ledgerTable(ledger.location, 'validations')} WHERE run_id = ${quoteText(ledger.runId)}
      ORDER BY finished_at DESC LIMIT 1`,
  );
  return row?.result ?? null;
}
