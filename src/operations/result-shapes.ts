import { z } from 'zod';
import { runOutcome } from '../core/event-shapes.js';
import { at, count, type Plain, reason } from '../core/shape.js';
import { reportSchema } from './report-shape.js';

/** What runs and rollbacks come to, and what a list of runs holds: as commands return it, and as `--json` publishes it. */

const { run, tables, secrets, others } = reportSchema.shape;
const byName = z.record(z.string(), count);

export const runSummary = z.object({
  runId: z.string(),
  outcome: runOutcome,
  left: z
    .array(z.string())
    .optional()
    .describe('Phases that are still to be copied, since one other was asked for'),
  tables,
  secrets,
  others,
  live: z.literal(true).optional().describe('The source goes on being written to: following comes next'),
  /** The command that takes the run up again. */
  resumeCommand: z.string().nullable().describe('null: nothing is left to do'),
  windowClosed: z
    .object({ ends: at, secondsLeft: z.number().nullable() })
    .optional()
    .describe('The change window ended it in order; it goes on with `resumeCommand`'),
  message: z.string(),
  because: reason.optional(),
});
export type RunSummary = Plain<z.infer<typeof runSummary>>;

export const followSummary = z.object({
  runId: z.string(),
  /** stopped: by the operator. finished: its window was ended by `finish`. */
  outcome: z.enum(['caught-up', 'stopped', 'finished']),
  position: z
    .string()
    .describe(
      'All before this place of the followed side’s binary log (the source’s; after a cut-over the target’s) is on the other one',
    ),
  rowEvents: count.describe('Changes of rows that were applied, by this start'),
  transactions: count,
  lagSeconds: z.number().min(0).nullable().describe('null: it was not seen to catch up with any place'),
  seconds: z.number().min(0),
});
export type FollowSummary = Plain<z.infer<typeof followSummary>>;

export const finishSummary = z.object({
  runId: z.string(),
  outcome: z.enum(['finished', 'already']),
  gaveUp: z.boolean().describe('The target had changes that are not in the source, or it could not be told'),
});
export type FinishSummary = Plain<z.infer<typeof finishSummary>>;

export const rollbackSummary = z.object({
  runId: z.string(),
  rows: byName,
  secrets: count,
  /** Things of phases beside rows and secrets. */
  others: byName.optional().describe('By the phase'),
  /** What was asked for. */
  includeChanged: z.boolean().optional(),
  /**
   * Rows and secrets that were changed since, the first rows of each table: while there are any, nothing is removed without
   * `includeChanged`. With those that went before an interruption, once something is removed.
   */
  changed: z.array(z.object({ subject: z.string(), key: z.string() })),
  /** Table → changed rows, all of them. */
  changedRows: byName.optional(),
  /** false: the rows could not be compared with the source, so `changed` does not name all of them. */
  compared: z.boolean().optional(),
  /** Why not. */
  notCompared: z
    .object({ why: z.enum(['other-source', 'not-read']), message: z.string(), because: reason.optional() })
    .optional(),
  /** Secrets in which something stays though everything else is gone, and why. */
  kept: z.array(z.object({ path: z.string(), why: z.enum(['stood-before', 'named']) })).optional(),
  done: z.boolean(),
});
export type RollbackSummary = Plain<z.infer<typeof rollbackSummary>>;

/** A run in the list of runs; `rows`, `secrets` and `others` are in place. */
export const runListEntry = z.object({
  runId: z.string(),
  tenantId: z.string(),
  state: run.shape.state,
  outcome: runOutcome.nullable(),
  startedAt: at,
  finishedAt: at.nullable(),
  rows: count,
  secrets: count,
  others: byName.optional().describe('Things of further phases, by the phase'),
});
export type RunListEntry = Plain<z.infer<typeof runListEntry>>;
