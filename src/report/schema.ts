import { z } from 'zod';
import { runOutcome } from '../core/event-shapes.js';
import { repairActions, repairStates } from '../core/repair.js';
import { at, count, params, reason } from '../core/shape.js';
import { bothLanguages, plan } from './plan-schema.js';

/**
 * The published shape of `report --format json`. Objects may gain fields under the same schema number, so unknown keys are no
 * errors for a reader; a field named here is always there. IDs and offsets are decimal text.
 */

const difference = z.object({
  kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
  table: z.string(),
  key: z.string(),
  rowKey: z.array(z.string()).optional().describe("The key columns' values in the target"),
  column: z.string().optional(),
  expected: z.string().nullable().optional().describe('Absent for columns marked secret'),
  actual: z.string().nullable().optional(),
  owner: z.string().optional().describe('Whose row has the key of a missing one'),
});

const validation = z.object({
  runId: z.string().nullable(),
  level: z.enum(['counts', 'checksum', 'full']),
  startedAt: at,
  finishedAt: at,
  checks: z.array(
    z.object({
      check: z.string(),
      table: z.string().optional(),
      ok: z.boolean(),
      detail: z.string(),
      code: z.string().optional().describe('Names the sentence of detail'),
      params: params.optional().describe('The values in it'),
      expected: z.string().optional(),
      actual: z.string().optional(),
      differences: z.array(difference),
      sourceFault: z.boolean().optional().describe('The source already had this fault'),
      toAccept: z.boolean().optional().describe('A person has to accept it in the checklist'),
      rows: count.optional().describe('Rows compared'),
      matchingRows: count.optional().describe('Of these, rows that are equal'),
    }),
  ),
  differences: count,
  consistency: z.number().optional().describe('Equal rows / rows compared, 0 to 1'),
  ok: z.boolean(),
});

const repair = z.object({
  at,
  action: z.enum(repairActions),
  table: z.string(),
  key: z.string(),
  columns: z.array(z.string()).describe('Columns that differed'),
  state: z.enum(repairStates),
  detail: z.string(),
  because: reason.optional(),
});

const texts = z.record(z.string(), z.string());
const environment = z.object({
  at,
  operator: z.string().describe('The account that the tool ran under'),
  machine: z.string(),
  node: z.string(),
  settings: texts.describe('By their names in the config'),
  source: texts.describe('Version and server variables'),
  target: texts,
  vault: z
    .object({ source: z.string().nullable(), target: z.string().nullable() })
    .nullable()
    .describe('Versions; null where one did not say'),
});

const logProblem = z.union([
  z.object({ kind: z.enum(['hash', 'sequence', 'tail', 'head', 'saved']), seq: z.number().int() }),
  z.object({ kind: z.literal('checklist'), itemId: z.string() }),
]);

const rollback = z.object({
  state: z.enum(['rolling-back', 'rolled-back']),
  startedAt: at.nullable(),
  finishedAt: at.nullable(),
  rows: z.array(
    z.object({
      table: z.string(),
      copied: count,
      removed: count,
      found: count.nullable().describe('In the target when the rollback began'),
    }),
  ),
  includeChanged: z.boolean().nullable().describe('What was changed since the run was taken back, too'),
  changedRows: count.nullable().describe('Rows changed since the run that went along; null: not known'),
  compared: z.boolean().nullable().describe('The rows were compared with the source before they went'),
  operator: z.string().nullable().describe('account@machine'),
  rowsFound: count.nullable().describe('Rows of the run in the target when the rollback began'),
  secretVersions: count.nullable().describe('Versions of secrets removed; null until finished'),
});

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
      plan,
      snapshot: z
        .object({
          at: z.string(),
          how: z.string(),
          because: reason.optional(),
          position: z.string().nullable(),
        })
        .nullable()
        .describe('The moment of the source that the copied rows stand for'),
      toolVersion: z.string(),
    }),
    tables: z.array(
      z.object({ table: z.string(), chunks: count, rows: count, bytes: count, finished: z.boolean() }),
    ),
    secrets: z.array(
      z.object({
        table: z.string(),
        rows: count,
        written: count,
        reused: count,
        versionsChanged: count,
        problems: z.array(
          z.object({
            key: z.string(),
            path: z.string(),
            version: z.string(),
            kind: z.string(),
            message: z.string(),
            because: reason.optional(),
            sourceFault: z.boolean(),
          }),
        ),
      }),
    ),
    others: z
      .record(
        z.string(),
        z.array(
          z.object({
            part: z.string(),
            done: count.describe('Brought by the run'),
            present: count.describe('There already'),
            bytes: count,
            problems: z.array(
              z.object({
                item: z.string(),
                message: z.string(),
                because: reason.optional(),
                kind: z.string().optional(),
                table: z.string().optional().describe('Of a row that needs it'),
                key: z.string().optional().describe('Of this row: id=12'),
              }),
            ),
          }),
        ),
      )
      .optional()
      .describe('Of phases beside rows and secrets, by their names'),
    phases: z
      .array(
        z.object({
          phase: z.string().describe('By its name: mysql, vault'),
          outcome: z
            .enum(['complete', 'partial', 'stopped', 'unfinished', 'skipped', 'not-run'])
            .describe('unfinished: it failed, or is at work'),
        }),
      )
      .optional()
      .describe('What became of each phase in the end'),
    secretFolders: z
      .array(
        z.object({
          table: z.string(),
          pattern: z.string().describe('Of the paths, as the preset has it'),
          folder: z.string().describe('Of the target mount'),
          rows: count.describe('Rows that name a secret in it'),
          paths: count.describe('Different paths'),
          written: count,
          reused: count,
          versionsChanged: count,
          problems: count,
        }),
      )
      .describe('The secrets by folder'),
    environment: environment.nullable().describe('Of the latest start of the run; null for older versions'),
    generators: z.array(z.object({ resource: z.string(), from: z.string(), to: z.string() })),
    validation: validation.nullable(),
    repairs: z.array(repair).describe('Oldest first'),
    rollback: rollback.nullable().describe('null: the run was not taken back'),
    checklist: z.array(
      z.object({
        itemId: z.string(),
        title: bothLanguages,
        when: z.enum(['before', 'during', 'after']),
        kind: z.string(),
        state: z.enum(['open', 'pass', 'fail', 'not-applicable']),
        evidence: z.string(),
        because: z
          .array(
            z.object({
              table: z.string().optional(),
              text: z.string(),
              code: z.string().optional(),
              params: params.optional(),
            }),
          )
          .optional()
          .describe('The parts of an evidence that checks gave, for translation'),
        note: z.string(),
        by: z.string(),
        at: z.string(),
      }),
    ),
    log: z
      .array(
        z.object({
          seq: z.number().int(),
          at: z.string(),
          kind: z.string(),
          detail: z.string(),
          hash: z.string(),
        }),
      )
      .describe('hash = sha256 hex of the previous hash followed by {"seq","at","kind","detail"} as JSON'),
    logIntact: z.boolean().describe('Whether logProblems is empty'),
    logProblems: z.array(logProblem),
    logHead: z
      .object({ seq: z.number().int(), hash: z.string() })
      .nullable()
      .describe('The newest entry as it was noted when it was written'),
  })
  .describe('Report of one tenantferry run');

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
