import { createHash } from 'node:crypto';
import { z } from 'zod';
import { severities } from '../config/watch-schema.js';
import { type Plain, reason } from '../core/shape.js';

/** What kind of thing an alert tells: that a rule's condition holds, or that the rule could not be looked at. */
export const alertKinds = ['alert', 'rule-error'] as const;
export type AlertKind = (typeof alertKinds)[number];

const moment = z.int().nonnegative();

/** One alert, from when its condition was first seen. Moments in ms since 1970. It belongs to a target database and tenant, not to a run. */
export const alertShape = z.object({
  id: z.string(),
  rule: z.string(),
  kind: z.enum(alertKinds),
  /** Which of the rule's rows; empty for a rule of one value. */
  key: z.string(),
  severity: z.enum(severities),
  /** pending: not for long enough yet; nobody is told. */
  state: z.enum(['pending', 'firing', 'acknowledged', 'resolved']),
  /** As it was when it was told last. */
  value: z.number().nullable(),
  /** Of a rule-error. */
  why: z.string().nullable(),
  /** By what that is said in another language; a ledger of before had none. */
  because: reason.nullable().default(null),
  startedAt: moment,
  /** Since when the condition does not hold any more, without a break. */
  absentAt: moment.nullable(),
  endedAt: moment.nullable(),
  /** Who acknowledged it, or ended it by hand. */
  by: z.string().nullable(),
  /** Ended by hand while its condition held: it is not opened again before that was absent. */
  held: z.boolean(),
  /** The end that was told last. */
  told: z.enum(['nothing', 'firing', 'resolved']),
  toldAt: moment.nullable(),
  /** How often it was told: part of the messages' keys. */
  tellings: z.int().nonnegative(),
  /** Attempts at recovery, and when the last one began. */
  attempts: z.int().nonnegative(),
  attemptedAt: moment.nullable(),
  /** Of one that is over: until then its attempts count for the next one of its rule; a ledger of before had none. */
  countsUntil: moment.nullable().default(null),
});
export type Alert = Plain<z.infer<typeof alertShape>>;

/** Until then nobody is told of a rule. */
export const silenceShape = z.object({
  id: z.string(),
  rule: z.string(),
  endsAt: moment,
  by: z.string(),
});
export type Silence = Plain<z.infer<typeof silenceShape>>;

/** Whether anything may still become of it: one that is not is history. */
export function isOpen({ state, told, held, countsUntil }: Alert): boolean {
  return state !== 'resolved' || held || told === 'firing' || countsUntil !== null;
}

/** The same by a clock that was set back: what is counted from moments that lie ahead begins anew. */
export function notAhead(alert: Alert, now: number): Alert {
  const { startedAt, absentAt, toldAt, attemptedAt } = alert;
  if (Math.max(startedAt, absentAt ?? 0, toldAt ?? 0, attemptedAt ?? 0) <= now) return alert;
  const past = (at: number | null) => (at === null ? null : Math.min(at, now));
  return {
    ...alert,
    startedAt: Math.min(startedAt, now),
    absentAt: past(absentAt),
    toldAt: past(toldAt),
    attemptedAt: past(attemptedAt),
  };
}

export function isSilenced(rule: string, silences: readonly Silence[], now: number): boolean {
  return silences.some((silence) => silence.rule === rule && silence.endsAt > now);
}

export const isFiring = ({ state }: Alert): boolean => state === 'firing' || state === 'acknowledged';

/** Somebody says that he sees to it: it is not told again but for its end. */
export function acknowledged(alert: Alert, by: string): Alert {
  return alert.state === 'firing' ? { ...alert, state: 'acknowledged', by } : alert;
}

/** Ended by hand; its end is told by the next step. While its condition still holds it is not opened again. */
export function endedByHand(alert: Alert, by: string, now: number): Alert {
  return alert.state === 'resolved' ? alert : { ...alert, state: 'resolved', endedAt: now, by, held: true };
}

/** A name that is the same for the same things. */
export function hashOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
