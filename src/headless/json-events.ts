import { z } from 'zod';
import { params, reason } from '../core/shape.js';
import { reportSchema } from '../report/schema.js';

const { outcome } = reportSchema.shape.run.shape;

export const count = z.number().int().min(0);
const seconds = z.number().min(0);
export const at = z.string().describe('ISO 8601, UTC');
const phase = z.string().describe('By its name: mysql, vault');

export const finding = z.object({
  code: z.string().describe('Stable name of the check'),
  severity: z.enum(['ok', 'info', 'warning', 'blocker']),
  subject: z.enum(['source-mysql', 'target-mysql', 'source-vault', 'target-vault', 'config', 'data']),
  title: z.string(),
  remedy: z.string().optional(),
  table: z.string().optional(),
  column: z.string().optional(),
  samples: z.array(z.string()).optional(),
  sampleReasons: z.array(reason.nullable()).optional().describe('Of the samples, in their order'),
  count: count.optional(),
  get parts(): z.ZodOptional<z.ZodArray<typeof finding>> {
    return z.array(finding).optional();
  },
  params: params.optional(),
});

/** A line of this type. Each line of a run has its `runId`. */
export function line<Type extends string, Shape extends z.core.$ZodShape>(type: Type, shape: Shape) {
  return z.object({ type: z.literal(type), runId: z.string().optional() }).extend(shape);
}

/** What the engine tells while it works. */
export const events = [
  line('run-started', {
    runId: z.string(),
    resumed: z.boolean(),
    tables: count,
    rows: count.optional().describe('Rows to copy in all, by the server’s estimates'),
    finishedBefore: z.object({ tables: count, rows: count }).optional().describe('Of a resumed run'),
    at,
  }),
  line('phase-started', { phase, at }),
  line('phase-finished', { phase, at, seconds }),
  line('snapshot-taken', {
    at,
    how: z.string(),
    because: reason.optional(),
    position: z.string().optional().describe('Binary log file and position, or a GTID set'),
    consistent: z.boolean(),
  }),
  line('generator-raised', { resource: z.string(), from: z.string(), to: z.string() }),
  line('table-started', {
    table: z.string(),
    rows: count,
    approximateBytes: count,
    rowsAlreadyCopied: count,
  }),
  line('chunk-committed', {
    table: z.string(),
    chunk: count,
    rows: count.describe('Of this chunk'),
    bytes: count,
    seconds,
    worker: count,
  }),
  line('table-finished', { table: z.string(), rows: count, seconds }),
  line('table-failed', { table: z.string(), message: z.string(), because: reason.optional() }),
  line('secrets-counted', { table: z.string(), rows: count, rowsAlreadySettled: count.optional() }),
  line('secrets-progress', {
    table: z.string(),
    done: count.describe('Rows of the table so far'),
    written: count,
    reused: count,
    versionsChanged: count,
    missing: count,
    failed: count,
  }),
  line('secret-problem', {
    table: z.string(),
    row: z.string().optional(),
    key: z.string(),
    path: z.string(),
    version: z.string(),
    kind: z.enum([
      'missing',
      'version-missing',
      'deleted',
      'destroyed',
      'unusable-path',
      'conflict',
      'denied',
      'failed',
      'signature-differs',
    ]),
    message: z.string(),
    because: reason.optional(),
    sourceFault: z.boolean(),
  }),
  line('items-progress', {
    phase,
    part: z.string(),
    done: count.describe('Of this part, over all starts of the run'),
    total: count,
    bytes: count.describe('Written with the last one'),
  }),
  line('item-problem', { phase, part: z.string(), item: z.string(), message: z.string() }),
  line('files-plan', {
    files: count,
    bytes: count.describe('As the rows say'),
    present: count.describe('In the target already, and right'),
    missing: count.describe('Not in the source'),
    conflicts: count.describe('In the target with other contents'),
  }),
  line('files-progress', {
    done: count,
    total: count,
    bytes: count.describe('Of the files that are done'),
    bytesTotal: count,
    created: count,
    existed: count,
    missing: count,
    failed: count,
  }),
  line('file-problem', {
    table: z.string().optional().describe('A row that names the file'),
    id: z.string().optional(),
    bizId: z.string().optional(),
    sha256: z.string(),
    destination: z.string().describe('main, plain or slave'),
    kind: z.enum(['missing', 'corrupt', 'conflict', 'refused', 'denied', 'failed']),
    message: z.string(),
    because: reason.optional(),
  }),
  line('retry', {
    subject: z.string(),
    attempt: count,
    waitMs: z.number(),
    reason: z.string(),
    because: reason.optional(),
    about: reason.optional().describe('The subject'),
  }),
  line('throttled', {
    reason: z.string().nullable().describe('null: no longer'),
    because: reason.optional(),
  }),
  line('paused', { at }),
  line('continued', { at }),
  line('parallelism', { phase, value: count }),
  line('validation-progress', {
    check: z.string(),
    table: z.string().optional(),
    done: z.number(),
    total: z.number(),
  }),
  line('validation-result', {
    check: z.string(),
    table: z.string().optional(),
    ok: z.boolean(),
    detail: z.string(),
    code: z.string().optional(),
    params: params.optional(),
    sourceFault: z.boolean().optional(),
  }),
  line('progress', {
    task: z.enum(['check', 'plan', 'run', 'validate', 'repair', 'rollback']),
    step: z.string(),
    table: z.string().optional(),
    done: z.number().describe('Of this step (and table): tables, rows, secrets or checks'),
    total: z.number(),
    overall: z.number().min(0).max(1).describe('Share of the whole task; it never falls'),
    seconds: seconds.describe('Since the task began'),
    secondsLeft: z.number().nullable().describe('null: too early to tell'),
  }),
  line('rollback-progress', {
    subject: z.string(),
    step: z.enum(['compare', 'compare-secrets', 'remove', 'remove-secrets', 'remove-files']),
    table: z.string().optional(),
    done: z.number(),
    total: z.number(),
  }),
  line('finding', { finding }),
  line('run-finished', { runId: z.string(), outcome: outcome.unwrap(), at, seconds }),
] as const;
