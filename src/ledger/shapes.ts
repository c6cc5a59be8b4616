import { z } from 'zod';
import { count, type Plain, params, reason } from '../core/shape.js';

/** What is known of a run, as its ledger keeps it and reports publish it. */

/** Of one table. */
export const tableProgress = z.object({
  table: z.string(),
  chunks: count,
  rows: count,
  bytes: count,
  finished: z.boolean(),
});
export type TableProgress = Plain<z.infer<typeof tableProgress>>;

/** Rows of one table as they were copied, and how many of them a rollback has taken back. */
export const removedRows = z.object({ table: z.string(), copied: count, removed: count });
export type RemovedRows = Plain<z.infer<typeof removedRows>>;

/** Generator values before and after, as they were raised for a run. */
export const raisedGenerator = z.object({ resource: z.string(), from: z.string(), to: z.string() });
export type RaisedGenerator = Plain<z.infer<typeof raisedGenerator>>;

/** The moment of the source that the copied rows stand for. */
export const runSnapshot = z.object({
  at: z.string(),
  how: z.string(),
  because: reason.optional(),
  position: z.string().nullable(),
});

/** What a run did to the secrets of one folder, by the table whose rows name them. */
export const secretFolderCounts = z.object({
  table: z.string(),
  pattern: z.string().describe('Of the paths, as the preset has it'),
  /** The part of the paths before the last segment of the pattern. */
  folder: z.string().describe('Of the target mount'),
  rows: count.describe('Rows that name a secret in it'),
  paths: count.describe('Different paths'),
  written: count,
  reused: count,
  versionsChanged: count,
  problems: count,
});
export type SecretFolderCounts = Plain<z.infer<typeof secretFolderCounts>>;

/** Of the secrets that one table's rows name. */
export const secretsProgress = z.object({
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
});
export type SecretsProgress = Plain<z.infer<typeof secretsProgress>>;

/** Of one part of a phase beside rows and secrets; its problems are things that could not be brought. */
export const partFigures = z.object({
  part: z.string(),
  done: count.describe('Brought by the run'),
  present: count.describe('There already'),
  removed: count.optional().describe('Brought by the run, and taken away by its rollback'),
  bytes: count,
  problems: z.array(
    z.object({
      item: z.string(),
      message: z.string(),
      because: reason.optional(),
      /** As the phase's events call it. */
      kind: z.string().optional(),
      table: z.string().optional().describe('Of a row that needs it'),
      key: z.string().optional().describe('Of this row: id=12'),
    }),
  ),
});
export type PartFigures = Plain<z.infer<typeof partFigures>>;

/** One sentence of an evidence; `code` names it, and `params` are the values in it. */
export const evidencePart = z.object({
  table: z.string().optional(),
  text: z.string(),
  code: z.string().optional(),
  params: params.optional(),
});
export type EvidencePart = Plain<z.infer<typeof evidencePart>>;

/** One answer to a checklist item. */
export const checklistAnswer = z.object({
  itemId: z.string(),
  state: z.enum(['open', 'pass', 'fail', 'not-applicable']),
  evidence: z.string(),
  /** A probe's one is saved. */
  because: z
    .array(evidencePart)
    .optional()
    .describe('The parts of an evidence that checks gave, for translation'),
  note: z.string(),
  by: z.string(),
  at: z.string(),
});
export type ChecklistAnswer = Plain<z.infer<typeof checklistAnswer>>;

/** One line of a run's log; `hash` covers this line and, through the previous hash, every line before it. */
export const logEntry = z.object({
  seq: z.number().int(),
  at: z.string(),
  kind: z.string(),
  detail: z.string(),
  hash: z.string(),
});
export type LogEntry = Plain<z.infer<typeof logEntry>>;

/** The newest entry, kept beside the log: without it, a log that was cut off at its end looks like a shorter one. */
export const logHead = logEntry.pick({ seq: true, hash: true });
export type LogHead = Plain<z.infer<typeof logHead>>;

/**
 * What does not fit in a run's log. hash, sequence: an entry that was altered, removed, inserted or moved. tail: entries up to
 * `seq` were written, and the log ends before. head: the entry is not the one that was written as the newest. saved: an earlier
 * report holds another entry with this number, or the log ends before it. checklist: the saved answer is not the one that the log
 * says was given.
 */
export const logProblem = z.union([
  z.object({ kind: z.enum(['hash', 'sequence', 'tail', 'head', 'saved']), seq: z.number().int() }),
  z.object({ kind: z.literal('checklist'), itemId: z.string() }),
]);
export type LogProblem = Plain<z.infer<typeof logProblem>>;
