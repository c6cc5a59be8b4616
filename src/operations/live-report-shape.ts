import { z } from 'zod';
import { consistencyLevels } from '../config/options.js';
import { cutoverStep, seconds } from '../core/event-shapes.js';
import { at, count, type Plain, reason } from '../core/shape.js';

const position = z
  .string()
  .describe('In the binary log that is followed: the source’s, or the target’s of what is fed back');

/** From one start of following, or of feeding back, to its end. */
const reportFollow = z.object({
  startedAt: at,
  from: position,
  endedAt: at.nullable(),
  outcome: z
    .enum(['caught-up', 'stopped', 'failed', 'unfinished', 'finished'])
    .describe('unfinished: it is at work, or died; finished: of feeding back, when the window was ended'),
  to: position.nullable().describe('null: its log does not say'),
  rowEvents: count.nullable(),
  message: z.string().nullable().describe('Why it failed'),
});

export const cutoverEnd = z.object({
  outcome: z.enum(['switched', 'called-off']),
  pauseSeconds: seconds.nullable().describe('From the first lock on; null: nothing was locked'),
  steps: z.array(z.object({ step: cutoverStep, seconds })).describe('Those that were done, in order'),
  gate: z.array(
    z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), because: reason.optional() }),
  ),
  message: z.string().nullable().describe('Why it was called off'),
  because: reason.optional(),
});

/** A cut-over, or one back, that has begun to lock. */
const reportCutover = z.object({
  startedAt: at,
  operator: z.string().describe('account@machine'),
  endedAt: at.nullable(),
  ...cutoverEnd.shape,
  outcome: z
    .enum(['switched', 'called-off', 'unfinished'])
    .describe('unfinished: it is at work, or died; nothing is switched'),
});

const comparedRows = {
  compared: count.describe('Rows'),
  equalFirst: count.describe('Equal when they were read first'),
  equalLast: count.describe('Equal when they were read last: what was on its way has arrived'),
};
const level = z
  .enum(consistencyLevels)
  .nullable()
  .describe('`options.live.consistency.level`; null: a version before this one did not note it');

/** What comparing beside following has shown. */
const reportCompared = z.object({
  passes: count.describe('Over all rows, complete ones'),
  lastPass: z.object({ startedAt: at, endedAt: at, rows: count, mismatches: count }).nullable(),
  lastCleanAt: at.nullable().describe('When the last pass ended that found no difference'),
  mismatches: count.describe('Rows that differ for certain'),
  levels: z.array(z.object({ level, minutes: count, ...comparedRows })),
  minutes: z.array(z.object({ minute: at, level, ...comparedRows })).describe('The last ones, in order'),
});
export type ReportCompared = Plain<z.infer<typeof reportCompared>>;

/** How the source was followed and left. */
export const reportLive = z.object({
  start: position.describe('Where the source’s log was before the first row was copied'),
  applied: position.describe('All before it is in the target'),
  rowEvents: count.describe('Changes of rows that following applied'),
  transactions: count,
  follows: z.array(reportFollow),
  compared: reportCompared.nullable().describe('null: nothing was compared beside following'),
  cutovers: z.array(reportCutover),
  switched: z
    .object({
      at,
      position,
      boundary: z.record(z.string(), z.string()),
    })
    .nullable()
    .describe('null: the source is the truth. boundary: resource → where the target’s generator stood'),
  fedBack: z.array(reportFollow).describe('What the target took, fed back to the source'),
  backs: z.array(reportCutover).describe('Ways back to the source'),
});
export type ReportLive = Plain<z.infer<typeof reportLive>>;
export type ReportFollow = Plain<z.infer<typeof reportFollow>>;
export type ReportCutover = Plain<z.infer<typeof reportCutover>>;
export type CutoverEnd = Plain<z.infer<typeof cutoverEnd>>;
