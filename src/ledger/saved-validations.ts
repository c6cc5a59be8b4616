import { quoteText } from '../core/sql.js';
import type { ValidationResult } from '../core/validation-result.js';
import type { Session } from '../mysql/session.js';
import { type LedgerLocation, ledgerTable } from './location.js';

/** Keeps a validation's result in the run's ledger. */
export async function saveValidation(
  session: Session,
  ledger: LedgerLocation,
  runId: string,
  result: ValidationResult,
): Promise<void> {
  await session.execute(
    `REPLACE INTO ${ledgerTable(ledger, 'validations')} (run_id, finished_at, level, ok, result)
      VALUES (${quoteText(runId)}, ${quoteText(result.finishedAt)}, ${quoteText(result.level)}, ${result.ok ? 1 : 0}, ${quoteText(JSON.stringify(result))})`,
  );
}

/** The latest validation of a run. */
export async function readValidation(
  session: Session,
  ledger: LedgerLocation,
  runId: string,
): Promise<ValidationResult | null> {
  const rows = await session.query(
    `SELECT result FROM ${ledgerTable(ledger, 'validations')} WHERE run_id = ${quoteText(runId)}
      ORDER BY finished_at DESC LIMIT 1`,
  );
  return rows[0] ? (JSON.parse(String(rows[0].result)) as ValidationResult) : null;
}
