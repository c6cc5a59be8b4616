import { z } from 'zod';
import { isSentence } from '../core/sentence.js';
import { readStored, stored } from '../core/stored.js';
import type { RunLedger } from './location.js';
import { row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { type ChecklistAnswer, checklistAnswer, evidencePart } from './shapes.js';

/** The parts of an answer's evidence, as files outside the ledger hold them. */
export const evidenceParts = z.array(evidencePart.strict());

/** Saves one answer to a checklist item, replacing the one before. */
export async function saveAnswer(ledger: RunLedger, answer: ChecklistAnswer): Promise<void> {
  const { itemId, state, note, by, at } = answer;
  const given = { itemId, state, note, byName: by, answeredAt: at };
  await insertRow(ledger, 'checks', { ...given, evidence: evidenceOf(answer) }, 'REPLACE');
}

const answerRow = row({
  itemId: z.string(),
  state: checklistAnswer.shape.state,
  evidence: z.string(),
  note: z.string(),
  byName: z.string(),
  answeredAt: z.string(),
}).transform(
  ({ itemId, state, evidence, note, byName: by, answeredAt: at }): ChecklistAnswer => ({
    itemId,
    state,
    ...readEvidence(evidence),
    note,
    by,
    at,
  }),
);

export async function readAnswers(ledger: RunLedger): Promise<readonly ChecklistAnswer[]> {
  return rowsOf(ledger, 'checks', answerRow);
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
