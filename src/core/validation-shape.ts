import { z } from 'zod';
import { type Sentence, told } from './sentence.js';
import { at, count, type Plain, params, reason } from './shape.js';

/** What validation found: plain data, kept in the ledger, shown by every reporter, and published. */

const validationLevel = z.enum(['counts', 'checksum', 'full']);
export type ValidationLevel = z.infer<typeof validationLevel>;

/** What of a difference or a check is words, and no value of a row. */
const reasons = z
  .object({ key: reason.optional(), expected: reason.optional(), actual: reason.optional() })
  .optional()
  .describe('By what the words that stand in these fields are said in another language');

export const difference = z.object({
  kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
  table: z.string(),
  /** Key columns and their values as shown, e.g. `id=42`. For a chunk not narrowed yet, a range. */
  key: z.string(),
  /** Of one row; what a repair goes by. */
  rowKey: z.array(z.string()).optional().describe("The key columns' values in the target"),
  column: z.string().optional(),
  expected: z.string().nullable().optional().describe('Absent for columns marked secret'),
  actual: z.string().nullable().optional(),
  owner: z.string().optional().describe('Whose row has the key of a missing one'),
  reasons,
});
export type Difference = Plain<z.infer<typeof difference>>;
export type DifferenceKind = Difference['kind'];

/** What one job of a validation found out about one subject. Ledger and JSON call it a check, as operators do. */
export const jobResult = z.object({
  /** row-counts, checksum, full, orphans, json-orphans, generators, tenant-column, secrets, tables-present, other-tenants, other-runs … */
  check: z.string(),
  table: z.string().optional(),
  ok: z.boolean(),
  /** One sentence with the measured figures. */
  detail: z.string(),
  code: z.string().optional().describe('Names the sentence of detail'),
  params: params.optional().describe('The values in it'),
  expected: z.string().optional(),
  actual: z.string().optional(),
  reasons,
  differences: z.array(difference),
  /** Listed, and no reason to fail. */
  sourceFault: z.boolean().optional().describe('The source already had this fault'),
  /** Something is lost although nobody meant it to be. */
  toAccept: z.boolean().optional().describe('A person has to accept it in the checklist'),
  /** Those the target must have and those it has too many. */
  rows: count.optional().describe('Rows compared'),
  /** Their share of `rows` is the table's consistency score. */
  matchingRows: count.optional().describe('Of these, rows that are equal'),
});
export type JobResult = Plain<z.infer<typeof jobResult>>;

export const validationResult = z.object({
  runId: z.string().nullable(),
  level: validationLevel,
  startedAt: at,
  finishedAt: at,
  checks: z.array(jobResult),
  /** Those that the checks list; a table's other count is none of its own where its rows were compared and differ. */
  differences: count,
  /** Absent at level counts. */
  consistency: z.number().optional().describe('Equal rows / rows compared, 0 to 1'),
  ok: z.boolean(),
});
export type ValidationResult = Plain<z.infer<typeof validationResult>>;

type Said = 'key' | 'expected' | 'actual';

/** Fields of a difference or a check, those that are sentences with what they are said by. */
export function worded<Name extends Said>(
  fields: Readonly<Record<Name, string | Sentence>>,
): Readonly<Record<Name, string>> & Pick<Difference, 'reasons'> {
  const parts = Object.entries<string | Sentence>(fields).map(([name, said]) => ({ name, ...told(said) }));
  const reasoned = parts.filter(({ because }) => because);
  return {
    ...(Object.fromEntries(parts.map(({ name, message }) => [name, message])) as Record<Name, string>),
    ...(reasoned.length === 0
      ? {}
      : { reasons: Object.fromEntries(reasoned.map(({ name, because }) => [name, because])) }),
  };
}
