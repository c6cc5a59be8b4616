import { z } from 'zod';
import { evidenceParts } from '../ledger/checklist-answers.js';
import type { ChecklistAnswer } from '../ledger/shapes.js';
import type { ChecklistState } from '../operations/checklist/types.js';
import { refuse } from '../operations/words.js';

/** Name and version of the exported checklist's shape. */
const checklistSchemaName = 'tenantferry-checklist/1';

const text = z.string().max(10_000);
const answer = z.strictObject({
  itemId: z.string().min(1).max(200),
  state: z.enum(['open', 'pass', 'fail', 'not-applicable']),
  evidence: text,
  note: text,
  // As wide as the ledger's column.
  by: z.string().max(100),
  at: z.union([z.iso.datetime(), z.literal('')]),
  because: evidenceParts.optional(),
});
/** Items may hold more than is read back: title, and what checks said at the time. */
const fileSchema = z.object({
  schema: z.literal(checklistSchemaName),
  tenantId: z.string().optional(),
  items: z.array(z.object({ itemId: z.string(), answer: answer.nullable() })),
});

/** The checklist as JSON: every item as it is shown, and the answer that was given to it, which is what an import takes. */
export function checklistFile({ runId, entries }: ChecklistState, tenantId: string): string {
  const items = entries.map(({ saved, ...shown }) => ({ ...shown, answer: saved }));
  const file = {
    schema: checklistSchemaName,
    tenantId,
    runId,
    exportedAt: new Date().toISOString(),
    items,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The answers of an exported checklist. RefusedError when the text is none, or another tenant's. */
export function readChecklistFile(
  content: string,
  path: string,
  tenantId: string,
): readonly ChecklistAnswer[] {
  const refused = (message: string, cause?: unknown) =>
    refuse('checklist.no-export', { path, message }, { where: { file: path }, cause });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw refused('it is not JSON', error);
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'unknown shape'}`);
  }
  const { tenantId: owner = tenantId } = parsed.data;
  if (owner !== tenantId)
    throw refuse('checklist.other-tenant', { path, owner, tenant: tenantId }, { where: { file: path } });
  const answers = parsed.data.items.flatMap((item) => (item.answer ? [item.answer] : []));
  const wrong = parsed.data.items.find((item) => item.answer && item.answer.itemId !== item.itemId);
  if (wrong) throw refused(`item ${wrong.itemId} holds the answer of another item`);
  const ids = answers.map(({ itemId }) => itemId);
  const twice = ids.find((itemId, index) => ids.indexOf(itemId) !== index);
  if (twice !== undefined) throw refused(`item ${twice} is answered twice`);
  return answers;
}
