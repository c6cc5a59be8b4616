import { z } from 'zod';
import { count, params, reason } from './shape.js';

/**
 * One thing a check found, good or bad. Plain data: shown by the wizard, printed by headless commands,
 * stored in the ledger. Never holds a secret.
 */
export const finding = z.object({
  /** `mysql.auth`, `schema.tenant-column`, `conflict.primary-key` … */
  code: z.string().describe('Stable name of the check'),
  severity: z.enum(['ok', 'info', 'warning', 'blocker']),
  /** What it is about. */
  subject: z.enum(['source-mysql', 'target-mysql', 'source-vault', 'target-vault', 'config', 'data']),
  /** One sentence, with the measured value in it. */
  title: z.string(),
  /** What to do: a GRANT statement, a setting, a command. Present on every warning and blocker. */
  remedy: z.string().optional(),
  table: z.string().optional(),
  column: z.string().optional(),
  /** Up to ten examples, one per line. */
  samples: z.array(z.string()).optional(),
  /** null where a sample needs no translation. */
  sampleReasons: z.array(reason.nullable()).optional().describe('Of the samples, in their order'),
  /** How much there is in all of what the finding is about. */
  count: count.optional(),
  /** How many samples all would be, where a sample is not one of what `count` counts (a table, and the rows are counted). */
  sampleCount: count.optional().describe('How many samples all would be, where that is not `count`'),
  /** The same trouble part by part (a table each), where one cause makes many: for machines and details. */
  get parts(): z.ZodOptional<z.ZodArray<typeof finding>> {
    return z.array(finding).optional();
  },
  /** Values behind the texts, for translation and machines. */
  params: params.optional(),
});
