import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import type { ChecklistAnswer } from './types.js';

/** Saves one answer to a checklist item, replacing the one before. */
export async function saveAnswer(
  { session, location, runId }: RunLedger,
  answer: ChecklistAnswer,
): Promise<void> {
  const values = [runId, answer.itemId, answer.state, answer.evidence, answer.note, answer.by, answer.at];
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'checks')} (run_id, item_id, state, evidence, note, by_name, answered_at)
      VALUES (${values.map(quoteText).join(', ')})`,
  );
}

export async function readAnswers({
  session,
  location,
  runId,
}: RunLedger): Promise<readonly ChecklistAnswer[]> {
  const rows = await session.query(
    `SELECT * FROM ${ledgerTable(location, 'checks')} WHERE run_id = ${quoteText(runId)}`,
  );
  return rows.map((row) => ({
    itemId: String(row.item_id),
    state: String(row.state) as ChecklistAnswer['state'],
    evidence: String(row.evidence),
    note: String(row.note),
    by: String(row.by_name),
    at: String(row.answered_at),
  }));
}
