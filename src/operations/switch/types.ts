import { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import { at, count, type Plain, reason } from '../../core/shape.js';
import { type Decision, gateShape, metricShape, userShare } from '../../core/switch-shapes.js';
import { phases } from '../../switch/state.js';

/** What a command of `switch` came to. */
export const switchSummary = z.object({
  outcome: z
    .enum(['done', 'moved', 'held', 'back', 'forbidden', 'stopped'])
    .describe('forbidden: by a gate; stopped: the controller, by a signal, and the share stays'),
  share: userShare,
  message: z.string(),
  because: reason.optional(),
});
export type SwitchSummary = Plain<z.infer<typeof switchSummary>>;

/** Where a switch stands. */
export const switchStatus = z.object({
  strategy: z.string(),
  state: z.enum(phases).describe('waiting, held: for a person'),
  stage: count.describe('Number of the step; 0: none'),
  share: userShare
    .nullable()
    .describe('Percentage that the proxy sends to the target now; null: it does not answer'),
  metrics: z.array(metricShape).describe('Since the step began'),
  gates: z.array(gateShape.extend({ detail: z.string(), because: reason.optional() })),
  isControlled: z.boolean().describe('A controller (`switch start`) is at work'),
  oldSessions: count
    .nullable()
    .describe(
      'Sessions open on the source, at nginx gRPC calls by its service’s metrics; null: it cannot be told',
    ),
  since: at.nullable().describe('When the step began, or a controller took it up; null: nothing was begun'),
  lossy: z
    .object({ message: z.string(), because: reason.optional() })
    .nullable()
    .describe('Why going back would lose writes; null: it would not'),
  problem: z
    .object({ message: z.string(), remedy: z.string().optional(), because: reason.optional() })
    .nullable()
    .describe('Why the proxy tells nothing; null: it does'),
});
export type SwitchStatus = Plain<z.infer<typeof switchStatus>>;

/** switch start: the controller, until the last step was watched, users went back, or a gate forbids the next step. */
export type SwitchStartOperation = (
  context: Context,
  listener: Listener,
  control: RunControl,
) => Promise<SwitchSummary>;

export interface SwitchRequest {
  readonly command: 'hold' | 'forward' | 'back';
  /** forward: also where a gate has no data. */
  readonly withoutData: boolean;
}

/** switch hold, forward, back: beside a controller, or without one. */
export type SwitchOrderOperation = (
  context: Context,
  request: SwitchRequest,
  listener: Listener,
  control: RunControl,
) => Promise<SwitchSummary>;

/** Reads only. */
export type SwitchStatusOperation = (context: Context) => Promise<SwitchStatus>;

/** Every decision, the oldest first. Reads only. */
export type SwitchReportOperation = (context: Context) => Promise<readonly Decision[]>;
