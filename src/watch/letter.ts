import { z } from 'zod';
import { severities } from '../config/watch-schema.js';
import type { Reason } from '../core/sentence.js';
import { type Plain, reason } from '../core/shape.js';
import { alertKinds } from './alert.js';
import type { Attempt, Notice } from './life.js';

/** What is sent, before it has the form of a channel. It is kept until it is delivered. */

export const letterKinds = [...alertKinds, 'recovery', 'test'] as const;

export const letterShape = z.object({
  /** The same whenever the same thing is told again: receivers can tell by it that they have it. */
  key: z.string(),
  channel: z.string(),
  rule: z.string(),
  kind: z.enum(letterKinds),
  status: z.enum(['firing', 'resolved']),
  severity: z.enum(severities),
  /** Of all, where `alerts` lists some. */
  count: z.int().nonnegative(),
  alerts: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      value: z.number().nullable(),
      why: z.string().nullable(),
      because: reason.nullish(),
      startedAt: z.number(),
      endedAt: z.number().nullable(),
    }),
  ),
  /** Where it comes from: target database and tenant. */
  of: z.object({ database: z.string(), tenant: z.string() }),
  /** Of a recovery: what was tried, and what came of it. */
  attempt: z
    .object({
      action: z.string(),
      attempt: z.number(),
      most: z.number(),
      ok: z.boolean(),
      why: z.string().nullable(),
      because: reason.optional(),
    })
    .nullable(),
  at: z.number(),
});
export type Letter = Plain<z.infer<typeof letterShape>>;

/** Alerts that a message lists; all of them are counted. Alertmanager has each as one of its own, so it gets them all. */
const listed = 100;

interface Sending {
  /** Channels of the rule, and whether each takes alerts one by one. */
  readonly channels: readonly { readonly name: string; readonly takesAll: boolean }[];
  readonly of: Letter['of'];
  readonly now: number;
}

/** A notice as letters, one for each channel of its rule. */
export function lettersOf(notice: Notice, { channels, of, now }: Sending): readonly Letter[] {
  const { key, rule, kind, status, severity } = notice;
  const alerts = notice.alerts.map(({ id, key: row, value, why, because, startedAt, endedAt }) => ({
    id,
    key: row,
    value,
    why,
    because,
    startedAt,
    endedAt,
  }));
  return channels.map(({ name: channel, takesAll }) => ({
    key,
    channel,
    rule,
    kind,
    status,
    severity,
    count: alerts.length,
    alerts: takesAll ? alerts : alerts.slice(0, listed),
    of,
    attempt: null,
    at: now,
  }));
}

/** What came of an attempt at recovery, for each channel. */
export function recoveryLetters(
  { rule, action, attempt, most, alert }: Attempt,
  outcome: { readonly ok: boolean; readonly why: string | null; readonly because?: Reason },
  key: string,
  sending: Sending,
): readonly Letter[] {
  const { severity } = alert;
  const letters = lettersOf(
    { key, rule, kind: 'alert', status: 'firing', severity, alerts: [alert] },
    sending,
  );
  return letters.map((letter) => ({
    ...letter,
    kind: 'recovery',
    attempt: { action, attempt, most, ...outcome },
  }));
}
