import { z } from 'zod';
import type { Context } from '../../config/context.js';
import { severities } from '../../config/watch-schema.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { Sentence } from '../../core/sentence.js';
import { at, count, type Plain, reason } from '../../core/shape.js';
import { alertKinds } from '../../watch/alert.js';
import type { Language } from '../../watch/message.js';

/** What is shown of an alert; one that is pending is none yet. */
export const alertView = z.object({
  id: z.string(),
  rule: z.string(),
  kind: z.enum(alertKinds).describe('rule-error: the rule could not be looked at'),
  key: z.string().describe('Which of the rule’s rows; empty for a rule of one value'),
  severity: z.enum(severities),
  state: z.enum(['firing', 'acknowledged', 'resolved']),
  silenced: z.boolean().describe('Nobody is told of its rule now'),
  startedAt: at,
  endedAt: at.nullable(),
  value: z.number().nullable().describe('When it was told last'),
  why: z.string().nullable().describe('Of a rule-error'),
  because: reason.nullish().describe('By what that is said in another language'),
  by: z.string().nullable().describe('Who acknowledged it, or ended it by hand'),
  attempts: count.describe('At recovery'),
});
export type AlertView = Plain<z.infer<typeof alertView>>;

export const silenceView = z.object({ rule: z.string(), endsAt: at, by: z.string() });
export type SilenceView = Plain<z.infer<typeof silenceView>>;

const counts = { fired: count, resolved: count, acknowledged: count };
export const alertStats = z.object({
  rule: z.string(),
  ...counts,
  days: z.array(z.object({ day: z.string().describe('2026-11-21, UTC'), ...counts })),
});
export type AlertStats = Plain<z.infer<typeof alertStats>>;

export const watchSummary = z.object({
  outcome: z.literal('stopped'),
  open: count.describe('Alerts that go on'),
  waiting: count.describe('Messages that are not delivered yet; the next watch goes on with them'),
});
export type WatchSummary = Plain<z.infer<typeof watchSummary>>;

/** What became of a test message. */
export interface ChannelTest {
  readonly channel: string;
  readonly ok: boolean;
  readonly why: string | Sentence | null;
}

/** watch: looks at all rules again and again and tells the channels, until it is stopped. RefusedError where another one is at work. */
export type WatchOperation = (
  context: Context,
  request: { readonly language: Language },
  listener: Listener,
  control: RunControl,
) => Promise<WatchSummary>;

/** Alerts that go on, and those that began within the last days; the oldest first. Reads only. */
export type AlertsOperation = (context: Context) => Promise<readonly AlertView[]>;

/** Acknowledges an alert, or ends it. RefusedError where there is none, or it is over. */
export type AlertOrderOperation = (
  context: Context,
  order: { readonly action: 'ack' | 'resolve'; readonly id: string },
) => Promise<AlertView>;

export type SilenceOperation = (
  context: Context,
  order: { readonly rule: string; readonly forMs: number },
) => Promise<SilenceView>;

/** Reads only. */
export type AlertStatsOperation = (context: Context, days: number) => Promise<readonly AlertStats[]>;

/** Sends a test message by each channel, or by the named one. */
export type AlertTestOperation = (
  context: Context,
  request: { readonly channel: string | undefined; readonly language: Language },
) => Promise<readonly ChannelTest[]>;
