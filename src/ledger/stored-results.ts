import { z } from 'zod';
import { reason, type Shape } from '../core/shape.js';
import type { Difference, JobResult, ValidationResult } from '../core/validation-result.js';

/** What validations left in the ledger. Loose: what a tool of the same version says in addition stays. */

const text = z.string();
const number = z.number();

const difference = z.looseObject({
  kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
  table: text,
  key: text,
  rowKey: z.array(text).optional(),
  column: text.optional(),
  expected: text.nullable().optional(),
  actual: text.nullable().optional(),
  owner: text.optional(),
} satisfies Shape<Difference>);

export const storedJobResult = z.looseObject({
  check: text,
  table: text.optional(),
  ok: z.boolean(),
  detail: text,
  code: text.optional(),
  params: reason.shape.params,
  expected: text.optional(),
  actual: text.optional(),
  differences: z.array(difference),
  sourceFault: z.boolean().optional(),
  toAccept: z.boolean().optional(),
  rows: number.optional(),
  matchingRows: number.optional(),
} satisfies Shape<JobResult>);

export const storedValidation = z.looseObject({
  runId: text.nullable(),
  level: z.enum(['counts', 'checksum', 'full']),
  startedAt: text,
  finishedAt: text,
  checks: z.array(storedJobResult),
  differences: number,
  consistency: number.optional(),
  ok: z.boolean(),
} satisfies Shape<ValidationResult>);
