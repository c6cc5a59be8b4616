import { z } from 'zod';
import { consistencyLevels } from '../config/options.js';
import { seconds } from '../core/event-shapes.js';
import { at, count, type Plain, reason } from '../core/shape.js';
import { workerCommands } from '../ledger/workers.js';
import type { GateLine } from '../live/gate.js';
import type { Question } from './operation.js';

/** Where a run stands in its journey. */
export const runPhases = [
  'prepared',
  'copying',
  'copied',
  'following',
  'cutting-over',
  'switched',
  'feeding-back',
  'back',
  'finished',
  'rolling-back',
  'rolled-back',
] as const;
export type RunPhase = (typeof runPhases)[number];

/** What is left of the way back after a cut-over. */
export const wayBackStates = ['open', 'waiting', 'dead', 'none'] as const;
export type WayBackState = (typeof wayBackStates)[number];

const said = z.object({ message: z.string(), because: reason.optional() });

/** Where a run stands. `gate` is empty where there will be no cut-over. */
export const runStatus = z.object({
  runId: z.string(),
  tenantId: z.string(),
  phase: z.enum(runPhases),
  progress: z.array(
    z.object({
      phase: z.string().describe('Of the copy, by its name: mysql, vault'),
      done: count,
      total: count
        .nullable()
        .describe('Rows: an estimate of the server until all are copied; null: not counted yet'),
    }),
  ),
  lagSeconds: seconds.nullable().describe('null: nobody follows, or it is not known yet'),
  position: z
    .string()
    .nullable()
    .describe(
      'All before it in the source’s binary log is in the target, or while feeding back the other way round; null: not made with --live',
    ),
  rowEvents: count.describe('Changes of rows applied by following'),
  eventsPerSecond: z.number().min(0).nullable(),
  dirtyKeys: count.nullable().describe('Changed rows that were not compared yet; null: nobody keeps count'),
  verification: z
    .object({
      passes: count.describe('Over all rows, complete ones'),
      lastPass: z.object({ startedAt: at, endedAt: at, rows: count, mismatches: count }).nullable(),
      lastCleanAt: at.nullable().describe('When the last pass ended that found no difference'),
      mismatches: count.describe('Rows that differ for certain'),
      score: z
        .object({ first: z.number().min(0).max(1), last: z.number().min(0) })
        .nullable()
        .describe('Of the last minutes: shares of compared rows that were equal when read first, and last'),
      level: z
        .enum(consistencyLevels)
        .nullable()
        .describe('`options.live.consistency.level`; null: a version before this one did not note it'),
    })
    .nullable()
    .describe('What comparing beside following has shown; null: nobody has'),
  gate: z
    .array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), because: reason }))
    .describe('What a cut-over waits for'),
  worker: z
    .object({
      command: z.enum(workerCommands),
      host: z.string(),
      user: z.string(),
      pid: count,
      since: at,
      alive: z.boolean().describe('false: it died at its work'),
    })
    .nullable()
    .describe('null: nobody works on it'),
  overall: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Share of a run at work that is done; null: none is at work, or not known yet'),
  secondsLeft: seconds.nullable().describe('Of a run at work; null: too early to tell'),
  rate: z
    .object({ phase: z.string().describe('The phase at work'), perSecond: z.number().min(0) })
    .nullable()
    .describe(
      'Rows, secrets or files a second of a run at work, over the last ten seconds; null: not known yet',
    ),
  throttle: said.nullable().describe('Why a run at work goes slower; null: it does not'),
  lastError: said
    .extend({ at })
    .nullable()
    .describe('The last thing that went wrong in a run, also one that was tried again'),
  steering: z
    .object({ paused: z.boolean(), parallelism: count, rowsPerSecond: count.nullable() })
    .nullable()
    .describe(
      'How the process at work is steered now; rowsPerSecond null: as the config says. null: nobody works, or one that cannot be steered',
    ),
  isDue: z.boolean().describe('Somebody should be at work'),
  wayBack: z
    .enum(wayBackStates)
    .nullable()
    .describe(
      'open: changes are fed back; waiting: that has not begun; dead: nobody feeds them back now; none: not wanted, or over; null: not switched',
    ),
});
export type RunStatus = Omit<Plain<z.infer<typeof runStatus>>, 'gate'> & {
  readonly gate: readonly GateLine[];
};

/** status: where the tenant's latest run stands, or a named one, out of the ledger. Reads only. RefusedError where there is no run. */
export type StatusOperation = Question<string | undefined, RunStatus>;
