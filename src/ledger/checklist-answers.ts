import { z } from 'zod';
import { isSentence } from '../core/sentence.js';
import { quoteText } from '../core/sql.js';
import { readStored, stored } from '../core/stored.js';
import { ledgerTable, type RunLedger } from './location.js';
import { readRows } from './read-rows.js';
import { type ChecklistAnswer, checklistAnswer, evidencePart } from './shapes.js';

/** The parts of an answer's evidence, as files outside the ledger hold them. */
export const evidenceParts = z.array(evidencePart.strict());

/** Saves one answer to a checklist item, replacing the one before. */
export async function saveAnswer(
  { session, location, runId }: RunLedger,
  answer: ChecklistAnswer,
): Promise<void> {
  const values = [runId, answer.itemId, answer.state, evidenceOf(answer), answer.note, answer.by, answer.at];
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'checks')} (run_id, item_id, state, evidence, note, by_name, answered_at)
      VALUES (${values.map(quoteText).join(', ')})`,
  );
}

const answerRow = z
  .object({
    item_id: z.string(),
    state: checklistAnswer.shape.state,
    evidence: z.string(),
    note: z.string(),
    by_name: z.string(),
    answered_at: z.string(),
  })
  .transform(
    ({ item_id, state, evidence, note, by_name, answered_at }): ChecklistAnswer => ({
      itemId: item_id,
      state,
      ...readEvidence(evidence),
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

/** A probe's evidence is one sentence, kept with its name and values; anything else is kept as text. */
function evidenceOf({ evidence, because = [] }: ChecklistAnswer): string {
  const [part] = because;
  return isSentence(part) && because.length === 1 && part.text === evidence ? stored(part) : evidence;
}

function readEvidence(text: string): Pick<ChecklistAnswer, 'evidence' | 'because'> {
  const { message: evidence, because } = readStored(text);
  return because === undefined ? { evidence } : { evidence, because: [{ ...because, text: evidence }] };
}
