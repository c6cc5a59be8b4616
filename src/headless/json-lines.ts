import { z } from 'zod';
import { eventShapes, seconds } from '../core/event-shapes.js';
import type { ToldEvent } from '../core/events.js';
import { finding } from '../core/finding-shape.js';
import { at, count, type Plain, reason } from '../core/shape.js';
import { headerCheck } from '../isolation/api/headers.js';
import { endpointUse, windowFigures } from '../isolation/api/window.js';
import { auditFigures } from '../isolation/audit/audit.js';
import { probeCheck } from '../isolation/probe/probe.js';
import { toldStatement } from '../isolation/statement.js';
import { backupResult } from '../operations/backup/types.js';
import { probeFigures, scanResult } from '../operations/isolation/types.js';
import { keysResult } from '../operations/keys/shapes.js';
import { reportSchema } from '../operations/report-shape.js';
import {
  finishSummary,
  followSummary,
  rollbackSummary,
  runListEntry,
  runSummary,
} from '../operations/result-shapes.js';
import { schemaFile, schemaPlanned, schemaResult } from '../operations/schema/shapes.js';
import { runStatus } from '../operations/status-types.js';
import { steerSummary } from '../operations/steer-types.js';
import { switchStatus, switchSummary } from '../operations/switch/types.js';
import { alertStats, alertView, silenceView, watchSummary } from '../operations/watch/types.js';
import { forecast } from '../preflight/dry-run-result.js';
import { paper } from '../preflight/paper/shape.js';

/** Name and version of the JSON lines' shape: a field is only ever added under the same number. */
export const eventsSchema = 'tenantferry-events/1';

const { run, validation, checklist, logProblems, repairs } = reportSchema.shape;
const { checks, ...validated } = validation.unwrap().shape;
const { differences, ...checked } = checks.element.shape;
const { plan } = run.shape;
const checklistItem = checklist.element.shape;
const answer = checklist.element.omit({ title: true, when: true, kind: true });

const next = z.array(z.string()).describe('What comes next, in order, in the language of --lang');
const exitCode = z.number().int();

/** A line of this type. Each line of a run has its `runId`. */
function line<Type extends string, Shape extends z.core.$ZodShape>(type: Type, shape: Shape) {
  return z.object({ type: z.literal(type), runId: z.string().optional() }).extend(shape);
}

const events = Object.entries(eventShapes).map(([type, shape]) => line(type, shape));

const cutoverResult = {
  runId: z.string(),
  outcome: z
    .enum(['ready', 'not-ready', 'switched', 'already', 'called-off'])
    .describe('ready, not-ready: of a dry run; already: an earlier one has switched'),
  pauseSeconds: seconds.nullable().describe('From the first lock until it was switched or called off'),
  expectedPauseSeconds: seconds
    .nullable()
    .describe('Of a dry run, without the time of the fence command; null: it cannot be told'),
  gate: runStatus.shape.gate,
  blockers: z.array(
    z.object({
      connection: count
        .nullable()
        .describe('null: it cannot be seen by this account, or has none (XA PREPARE)'),
      user: z.string().nullable(),
      host: z.string().nullable(),
      seconds: z.number().nullable().describe('Age of its transaction'),
      tables: z.array(z.string()),
    }),
  ),
  position: z.string().nullable().describe('Where the log of the side that is left ended under the fence'),
  boundary: z
    .record(z.string(), z.string())
    .describe('Resource → what the generator of the new truth stood at when it was switched'),
  message: z.string().optional().describe('Why it was called off'),
  because: reason.optional(),
  next,
  exitCode,
};

const first = line('schema', {
  schema: z.literal(eventsSchema),
  command: z.string(),
  toolVersion: z.string(),
});

/** What a command ends with, and what it saved. */
const results = [
  line('check-result', { ok: z.boolean(), blockers: count, warnings: count }),
  line('plan-result', {
    ok: z.boolean(),
    plan,
    findings: z.array(finding),
    counts: z.record(z.string(), z.object({ source: count, target: count, targetTenant: count })),
    rows: z
      .array(
        z.object({
          table: z.string(),
          created: count,
          updated: count,
          rejected: count,
          leftAlone: count.describe(
            'Outside of the preset’s where, or without a row that an inner join asks for',
          ),
          reasons: z
            .array(z.object({ reason: z.string(), reasonZh: z.string(), count }))
            .describe('Why rows are rejected'),
          changes: z
            .object({
              unchanged: count.describe('Of the updated ones, those that are as they shall be already'),
              columns: z.record(z.string(), count).describe('Column → rows in which it changes'),
              samples: z.array(
                z.object({
                  key: z.string(),
                  column: z.string(),
                  from: z.string().nullable(),
                  to: z.string().nullable(),
                }),
              ),
            })
            .optional()
            .describe('Of rows that are there, where they may be written over'),
        }),
      )
      .optional()
      .describe('What becomes of the rows of each table of the source, where tables are reshaped'),
    secretRows: z.record(z.string(), count).nullable(),
    forecast: forecast.nullable(),
    paper,
  }),
  line('plan-saved', { path: z.string() }),
  line('run-result', { ...runSummary.shape, next, exitCode }),
  line('check', { ...checked, differences: count }),
  line('difference', {
    check: z.string(),
    ...differences.element.shape,
    sourceFault: z.boolean().optional(),
  }),
  line('validation-summary', { ...validated, next, exitCode }),
  line('repair', {
    action: repairs.element.shape.action,
    table: z.string(),
    key: z.string(),
    columns: z.array(z.string()),
    reason: z.string(),
    since: z
      .enum([
        'made-in-source',
        'changed-in-source',
        'deleted-in-source',
        'made-in-target',
        'changed-in-target',
      ])
      .optional()
      .describe('What happened to the row since the run, which is why it is left'),
    state: z.enum(['proposed', 'repaired', 'unneeded', 'left', 'failed']),
    detail: z.string(),
    because: reason.optional().describe('The detail'),
  }),
  line('repair-result', {
    proposals: count,
    repaired: count,
    unneeded: count,
    left: count,
    failed: count,
    basis: z
      .object({
        validatedAt: at,
        fresh: z.boolean(),
        settled: z.array(z.object({ table: z.string(), key: z.string() })),
        changed: count,
      })
      .optional(),
    stopped: z.boolean(),
    dryRun: z.boolean(),
    exitCode,
  }),
  line('repair-sql-saved', { path: z.string() }),
  line('backup-result', { ...backupResult.shape, exitCode }),
  line('checklist-item', checklistItem),
  line('checklist-saved', { path: z.string(), items: count }),
  line('checklist-imported', {
    path: z.string(),
    imported: count,
    kept: count,
    conflicts: z.array(z.object({ itemId: z.string(), stands: answer, overruled: answer })),
  }),
  line('follow-result', { ...followSummary.shape, exitCode }),
  line('finish-result', { ...finishSummary.shape, exitCode }),
  line('cutover-result', cutoverResult),
  line('back-result', cutoverResult),
  line('steer-result', { ...steerSummary.shape, exitCode }),
  line('switch-result', { ...switchSummary.shape, exitCode }),
  line('switch-status', { ...switchStatus.shape, exitCode }),
  line('schema-file', schemaFile.shape),
  line('schema-planned', schemaPlanned.shape),
  line('schema-result', {
    ...schemaResult,
    problems: z
      .array(z.object({ message: z.string(), remedy: z.string().optional(), because: reason.optional() }))
      .describe('What has to be put right before anything else is done'),
    warnings: z.array(z.object({ message: z.string(), because: reason.optional() })),
    dryRun: z.boolean(),
    exitCode,
  }),
  line('keys-result', { ...keysResult, exitCode }),
  line('status', { ...runStatus.shape, exitCode }),
  line('watch-result', { ...watchSummary.shape, exitCode }),
  line('alert', alertView.shape),
  line('alert-silence', silenceView.shape),
  line('alert-stats', alertStats.shape),
  line('alert-test', {
    channel: z.string(),
    ok: z.boolean(),
    message: z.string().nullable().describe('Why it did not take the message'),
    because: reason.optional(),
  }),
  line('rollback-result', { ...rollbackSummary.shape, next, dryRun: z.boolean(), exitCode }),
  line('run', runListEntry.shape),
  line('report', {
    format: z.string(),
    content: z.string().optional().describe('Of a format other than json'),
    report: reportSchema.optional().describe('Of the format json'),
  }),
  line('report-saved', { format: z.string(), path: z.string() }),
  line('log-verified', {
    intact: z.boolean(),
    entries: count,
    problems: logProblems,
    newestHash: z.string().nullable(),
    endKnown: z.boolean(),
    savedEntries: count.nullable(),
  }),
  line('isolation-statement', { part: z.enum(['audit', 'scan']), ...toldStatement.shape }),
  line('isolation-check', probeCheck.shape),
  line('isolation-audit-result', { ...auditFigures.shape, exitCode }),
  line('isolation-scan-result', { ...scanResult.shape, exitCode }),
  line('isolation-probe-result', { ...probeFigures.shape, exitCode }),
  line('isolation-saved', { path: z.string() }),
  line('api-endpoint', endpointUse.shape),
  line('api-header', headerCheck.shape),
  line('api-window-result', { ...windowFigures.shape, exitCode }),
  line('error', {
    code: z.enum(['refused', 'usage', 'failed', 'unexpected', 'cancelled']),
    message: z.string(),
    where: z.object({ file: z.string(), line: z.number().optional(), key: z.string().optional() }).optional(),
    remedy: z.string().optional(),
    because: reason.optional(),
    exitCode,
  }),
] as const;

/** The published shape of every line that `--json` prints. */
export const jsonLineSchema = z
  .discriminatedUnion('type', [first, ...events, ...results])
  .describe('A line of --json');

export type JsonLine =
  | Plain<z.infer<typeof first | (typeof results)[number]>>
  | (ToldEvent & { readonly runId?: string });
