import { z } from 'zod';
import { runOutcome } from '../core/event-shapes.js';
import { repairActions, repairStates } from '../core/repair.js';
import { at, count, type Plain, reason } from '../core/shape.js';
import { decisionShape } from '../core/switch-shapes.js';
import { validationResult } from '../core/validation-shape.js';
import type { RunRecord } from '../ledger/runs.js';
import {
  checklistAnswer,
  logEntry,
  logHead,
  logProblem,
  partFigures,
  raisedGenerator,
  removedRows,
  runSnapshot,
  secretFolderCounts,
  secretsProgress,
  tableProgress,
} from '../ledger/shapes.js';
import { publishedPlan } from '../plan/published-plan.js';
import { paper } from '../preflight/paper/shape.js';
import { localText } from '../preset/texts.js';
import { isolationPart } from './isolation/types.js';
import { keysResult } from './keys/shapes.js';
import { reportLive } from './live-report-shape.js';
import { wayBackStates } from './status-types.js';

/**
 * What a report shows, and the published shape of `report --format json`. Objects may gain fields under the same schema number, so
 * unknown keys are no errors for a reader; a field named here is always there. IDs and offsets are decimal text.
 */

/** A repair as the run's log holds it. */
export const reportRepair = z.object({
  at,
  action: z.enum(repairActions),
  table: z.string(),
  /** As shown: `id=42`. */
  key: z.string(),
  keyReason: reason.optional().describe('What the key is said by in another language, where it is words'),
  columns: z.array(z.string()).describe('Columns that differed'),
  state: z.enum(repairStates),
  detail: z.string(),
  because: reason.optional(),
});
export type ReportRepair = Plain<z.infer<typeof reportRepair>>;

const texts = z.record(z.string(), z.string());

/** Under which settings a run, or the rest of one, was made. */
export const reportEnvironment = z.object({
  at,
  operator: z.string().describe('The account that the tool ran under'),
  machine: z.string(),
  node: z.string(),
  settings: texts.describe('By their names in the config'),
  source: texts.describe('Version and server variables'),
  target: texts,
  /** null as a whole where no Vault phase was made. */
  vault: z
    .object({ source: z.string().nullable(), target: z.string().nullable() })
    .nullable()
    .describe('Versions; null where one did not say'),
});
export type ReportEnvironment = Plain<z.infer<typeof reportEnvironment>>;

/** What was taken back of a run; null stands for what its log does not say. */
const reportRollback = z.object({
  state: z.enum(['rolling-back', 'rolled-back']),
  startedAt: at.nullable(),
  /** null: not finished. */
  finishedAt: at.nullable(),
  rows: z.array(
    removedRows.extend({ found: count.nullable().describe('In the target when the rollback began') }),
  ),
  includeChanged: z.boolean().nullable().describe('What was changed since the run was taken back, too'),
  changedRows: count.nullable().describe('Rows changed since the run that went along; null: not known'),
  compared: z.boolean().nullable().describe('The rows were compared with the source before they went'),
  operator: z.string().nullable().describe('account@machine'),
  rowsFound: count.nullable().describe('Rows of the run in the target when the rollback began'),
  secretVersions: count.nullable().describe('Versions of secrets removed; null until finished'),
});
export type ReportRollback = Plain<z.infer<typeof reportRollback>>;

/** What is left of the way back after a cut-over. */
const reportWayBack = z.object({
  state: z
    .enum(wayBackStates)
    .nullable()
    .describe('As in the line `status`; null: the source is the truth again'),
  ended: z
    .object({ at, by: z.enum(['back', 'finished']), gaveUp: z.boolean() })
    .optional()
    .describe('Absent while the window is open'),
});

/** What became of a phase of the copy. */
const reportPhase = z.object({
  phase: z.string().describe('By its name: mysql, vault'),
  outcome: z
    .enum(['complete', 'partial', 'stopped', 'unfinished', 'skipped', 'not-run'])
    .describe('unfinished: it failed, or is at work'),
});
export type ReportPhase = Plain<z.infer<typeof reportPhase>>;

export const reportSchema = z
  .object({
    schema: z.literal('tenantferry-report/1'),
    generatedAt: at,
    toolVersion: z.string(),
    run: z.object({
      runId: z.string(),
      tenantId: z.string(),
      preset: z.string(),
      state: z
        .string()
        .describe('created, copied, rolling-back, rolled-back; in between a phase, or <phase>-done'),
      outcome: runOutcome.nullable(),
      startedAt: at,
      finishedAt: at.nullable(),
      plan: publishedPlan,
      snapshot: runSnapshot.nullable().describe('The moment of the source that the copied rows stand for'),
      toolVersion: z.string(),
    }),
    tables: z.array(tableProgress),
    secrets: z.array(secretsProgress),
    others: z
      .record(z.string(), z.array(partFigures))
      .optional()
      .describe('Of phases beside rows and secrets, by their names'),
    /** Absent in reports of older versions. */
    phases: z.array(reportPhase).optional().describe('What became of each phase in the end'),
    secretFolders: z.array(secretFolderCounts).describe('The secrets by folder'),
    environment: reportEnvironment
      .nullable()
      .describe('Of the latest start of the run; null for older versions'),
    paper: paper
      .nullable()
      .optional()
      .describe('The plan on paper when the run began; its times are estimates. null for older versions'),
    generators: z.array(raisedGenerator),
    validation: validationResult.nullable(),
    repairs: z.array(reportRepair).describe('Oldest first'),
    live: reportLive
      .nullable()
      .optional()
      .describe('How the source was followed and left; null: the run was not made with --live'),
    traffic: z
      .array(decisionShape)
      .optional()
      .describe(
        'How readers were moved since the run began, the oldest first; absent in reports of older versions',
      ),
    rollback: reportRollback.nullable().describe('null: the run was not taken back'),
    /** Absent in reports of older versions, and before a cut-over. */
    wayBack: reportWayBack.optional(),
    checklist: z.array(
      z.object({
        itemId: z.string(),
        title: localText,
        when: z.enum(['before', 'during', 'after']),
        kind: z.string(),
        ...checklistAnswer.omit({ itemId: true }).shape,
      }),
    ),
    isolation: z
      .array(isolationPart)
      .optional()
      .describe('What `isolation` and `api-window` had found, from the files named with --isolation'),
    keys: z.object(keysResult).optional().describe('How data keys stood, from the file named with --keys'),
    log: z
      .array(logEntry)
      .describe('hash = sha256 hex of the previous hash followed by {"seq","at","kind","detail"} as JSON'),
    logIntact: z.boolean().describe('Whether logProblems is empty'),
    logProblems: z.array(logProblem),
    logHead: logHead.nullable().describe('The newest entry as it was noted when it was written'),
  })
  .describe('Report of one tenantferry run');

/** Everything a report shows; the reporters turn it into text. It holds the whole plan, of which a part is published. */
export type ReportData = Omit<Plain<z.infer<typeof reportSchema>>, 'run'> & { readonly run: RunRecord };

/** What a later log is compared with: of any version's report, the run and its log. */
export const savedLogSchema = z.object({
  run: z.object({ runId: z.string() }),
  log: reportSchema.shape.log,
});

/** The JSON Schema (draft 2020-12) of the JSON report, printed by `report --schema`. */
export function reportJsonSchema(): unknown {
  const schema = z.toJSONSchema(reportSchema, { io: 'input' });
  return { $id: 'urn:tenantferry:report:1', title: 'tenantferry-report/1', ...schema };
}
