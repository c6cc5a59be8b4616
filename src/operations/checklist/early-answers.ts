import { createHash } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Config } from '../../config/config.js';
import { RefusedError } from '../../core/refused.js';
import { evidenceParts } from '../../ledger/checklist-answers.js';
import type { ChecklistAnswer } from '../../ledger/shapes.js';
import { say } from '../words.js';

/**
 * Checklist items of the time before a run ("backups made") are answered when there is no ledger yet. They wait in a file
 * beside the config and move into the run's ledger when it starts.
 */

const answersSchema = z.array(
  z.strictObject({
    itemId: z.string(),
    state: z.enum(['open', 'pass', 'fail', 'not-applicable']),
    evidence: z.string(),
    note: z.string(),
    by: z.string(),
    at: z.string(),
    because: evidenceParts.optional(),
  }),
);

/** `migrate.yaml` → `migrate.yaml.checklist-<tenant>.json`; names that no file can bear are told apart by their digest. */
export function earlyAnswersPath({ path, tenantId }: Config): string {
  const plain = tenantId.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);
  const digest = createHash('sha256').update(tenantId).digest('hex').slice(0, 8);
  return `${path}.checklist-${plain === tenantId ? plain : `${plain}-${digest}`}.json`;
}

export async function readEarlyAnswers(config: Config): Promise<readonly ChecklistAnswer[]> {
  const path = earlyAnswersPath(config);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    return answersSchema.parse(JSON.parse(text));
  } catch (cause) {
    const remedy = say('answers.unreadable.remedy');
    throw new RefusedError(say('answers.unreadable'), { where: { file: path }, remedy, cause });
  }
}

/** Saves one answer at once; the file is replaced whole, so a crash leaves the old or the new one. */
export async function saveEarlyAnswer(config: Config, answer: ChecklistAnswer): Promise<void> {
  const others = (await readEarlyAnswers(config)).filter(({ itemId }) => itemId !== answer.itemId);
  await replaceFile(earlyAnswersPath(config), `${JSON.stringify([...others, answer], null, 2)}\n`);
}

/** A file of the operator's own, replaced whole. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}
