import type { ValidationResult } from '../core/validation-shape.js';
import type { RunLedger } from './location.js';
import { json, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { storedValidation } from './stored-results.js';

/** Keeps a validation's result in the run's ledger. */
export async function saveValidation(ledger: RunLedger, result: ValidationResult): Promise<void> {
  const { finishedAt, level, ok } = result;
  await insertRow(ledger, 'validations', { finishedAt, level, ok, result }, 'REPLACE');
}

/** The latest validation of a run. */
export async function readValidation(ledger: RunLedger): Promise<ValidationResult | null> {
  const saved = row({ result: json(storedValidation) });
  const [latest] = await rowsOf(ledger, 'validations', saved, 'ORDER BY finished_at DESC LIMIT 1');
  return latest?.result ?? null;
}
