import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from './location.js';
import { readRows } from './read-rows.js';
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

const answerRow = z
  .object({
    item_id: z.string(),
    state: z.enum(['open', 'pass', 'fail', 'not-applicable']),
    evidence: z.string(),
    note: z.string(),
    by_name: z.string(),
    answered_at: z.string(),
  })
  .transform(
    ({ item_id, state, evidence, note, by_name, answered_at }): ChecklistAnswer => ({
      itemId: item_id,
      state,
      evidence,
      note,
      by: by_name,
      at: answered_at,
    }),
  );

export async function readAnswers(ledger: RunLedger): Promise<readonly ChecklistAnswer[]> {
  return readRows(
    ledger,
    'checks',
    answerRow,
    `SELECT * FROM ${ledgerTable(ledger.location, 'checks')} WHERE run_id = ${quoteText(ledger.runId)}`,
  );
}
