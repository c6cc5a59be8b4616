import { createHash } from 'node:crypto';
import type { Severity } from '../config/watch-schema.js';
import { type Alert, type AlertKind, isSilenced, type Silence } from './alert.js';

/** The life of alerts, as one pure step after another: what is known, and what was looked at, give what is known next and what is told. */

export interface RecoveryRule {
  readonly action: string;
  readonly attempts: number;
  readonly cooldownMs: number;
}

/** What the life of its alerts needs to know of a rule. */
export interface RuleLife {
  readonly id: string;
  readonly severity: Severity;
  /** How long its condition has to hold before an alert fires, and to be absent before it is over. */
  readonly forMs: number;
  /** Told again after so long; null: never. */
  readonly repeatMs: number | null;
  /** Rules by which it is inhibited: nobody is told of this one while an alert of those fires. */
  readonly inhibitedBy: readonly string[];
  readonly recover: RecoveryRule | null;
}

/** One row for which a rule's condition holds. */
export interface Held {
  readonly key: string;
  readonly value: number;
}

/** What looking at a rule gave. A rule that was not looked at is left as it is. */
export type Observed =
  | { readonly rule: string; readonly held: readonly Held[] }
  | { readonly rule: string; readonly failed: string };

/** A message that is to be sent to the channels of a rule, once. */
export interface Notice {
  /** The same whenever the same transition is worked out again. */
  readonly key: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly status: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly alerts: readonly Alert[];
}

/** An attempt at recovery that has to be made now: it is counted already. */
export interface Attempt {
  readonly rule: string;
  readonly action: string;
  readonly attempt: number;
  readonly most: number;
  readonly alert: Alert;
}

/** What happened to an alert, for the history. */
export interface Transition {
  readonly alert: Alert;
  readonly what: 'fired' | 'acknowledged' | 'resolved';
}

export interface Known {
  /** The open ones. */
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
}

export interface Stepped {
  /** All that were known or are new; those that are not open any more, too. */
  readonly alerts: readonly Alert[];
  /** Those that are to be forgotten: pending ones whose condition went away. */
  readonly dropped: readonly Alert[];
  readonly notices: readonly Notice[];
  readonly attempts: readonly Attempt[];
  readonly transitions: readonly Transition[];
}

/** What comes of looking at the rules at a moment. `rules`: all that there are. */
export function step(
  known: Known,
  rules: readonly RuleLife[],
  observations: readonly Observed[],
  now: number,
): Stepped {
  const lives = new Map(rules.map((rule) => [rule.id, rule]));
  const observed = new Map(observations.map((one) => [one.rule, one]));
  const gone = [...new Set(known.alerts.map(({ rule }) => rule))].filter((rule) => !lives.has(rule));
  for (const rule of gone) {
    lives.set(rule, withoutRule(rule));
    observed.set(rule, { rule, held: [] });
  }
  const looked = [...lives.values()].map((life) => {
    const before = known.alerts.filter(({ rule }) => rule === life.id);
    const one = observed.get(life.id);
    return { life, before, after: one ? lookedAt(before, life, one, now) : before };
  });
  const firing = new Set(looked.flatMap(({ after }) => after.filter(isFiring).map(({ rule }) => rule)));
  const told = looked.map(({ life, before, after }) => {
    const quiet = isSilenced(life.id, known.silences, now) || life.inhibitedBy.some((one) => firing.has(one));
    const spoken = quiet ? { alerts: after, notices: [] } : tell(after, life, now);
    const inhibited = life.inhibitedBy.some((one) => firing.has(one));
    const recovered = recover(spoken.alerts, inhibited ? null : life.recover, now);
    return { before, alerts: recovered.alerts, notices: spoken.notices, attempts: recovered.attempts };
  });
  const alerts = told.flatMap((one) => one.alerts);
  const kept = new Set(alerts.map(({ id }) => id));
  return {
    alerts,
    dropped: known.alerts.filter(({ id }) => !kept.has(id)),
    notices: told.flatMap(({ notices }) => notices),
    attempts: told.flatMap(({ attempts }) => attempts),
    transitions: told.flatMap((one) => transitionsOf(one.before, one.alerts)),
  };
}

/** A rule that the config does not name any more: what it began is ended. */
function withoutRule(id: string): RuleLife {
  return { id, severity: 'info', forMs: 0, repeatMs: null, inhibitedBy: [], recover: null };
}

const isFiring = ({ state }: Alert) => state === 'firing' || state === 'acknowledged';

/** A rule that cannot be looked at is told soon, however long its condition has to hold. */
const longestErrorMs = 60_000;

function lookedAt(
  before: readonly Alert[],
  life: RuleLife,
  observed: Observed,
  now: number,
): readonly Alert[] {
  const ofErrors = { ...life, forMs: Math.min(life.forMs, longestErrorMs) };
  if ('failed' in observed) {
    const others = before.filter(({ kind }) => kind === 'alert');
    const error = { key: '', value: null, why: observed.failed };
    return [...others, ...ofKind(before, 'rule-error', ofErrors, [error], now)];
  }
  const held = observed.held.map(({ key, value }) => ({ key, value, why: null }));
  return [...ofKind(before, 'alert', life, held, now), ...ofKind(before, 'rule-error', ofErrors, [], now)];
}

interface Condition {
  readonly key: string;
  readonly value: number | null;
  readonly why: string | null;
}

function ofKind(
  all: readonly Alert[],
  kind: AlertKind,
  life: RuleLife,
  conditions: readonly Condition[],
  now: number,
): readonly Alert[] {
  const before = all.filter((alert) => alert.kind === kind);
  const holding = new Map(conditions.map((condition) => [condition.key, condition]));
  // One whose end is still to be told does not stand in the way of the next one.
  const current = new Set(before.filter((one) => one.state !== 'resolved' || one.held).map(({ key }) => key));
  const next = before.flatMap((alert): readonly Alert[] => {
    if (alert.state === 'resolved' && !alert.held) return [alert];
    const condition = holding.get(alert.key);
    return condition ? [goesOn(alert, condition, life, now)] : isAbsent(alert, life, now);
  });
  const fresh = [...holding.values()].filter(({ key }) => !current.has(key));
  return [...next, ...fresh.map((condition) => opened(condition, kind, life, now))];
}

function opened({ key, value, why }: Condition, kind: AlertKind, life: RuleLife, now: number): Alert {
  const { id: rule, severity } = life;
  return {
    id: hashOf(rule, kind, key, now).slice(0, 12),
    rule,
    kind,
    key,
    severity: kind === 'rule-error' ? 'error' : severity,
    state: life.forMs === 0 ? 'firing' : 'pending',
    value,
    why,
    startedAt: now,
    absentAt: null,
    endedAt: null,
    by: null,
    held: false,
    told: 'nothing',
    toldAt: null,
    tellings: 0,
    attempts: 0,
    attemptedAt: null,
  };
}

function goesOn(alert: Alert, { value, why }: Condition, life: RuleLife, now: number): Alert {
  const present = alert.absentAt === null ? alert : { ...alert, absentAt: null };
  if (alert.state !== 'pending' || now - alert.startedAt < life.forMs) return present;
  return { ...present, state: 'firing', value, why };
}

function isAbsent(alert: Alert, life: RuleLife, now: number): readonly Alert[] {
  if (alert.state === 'pending') return [];
  const absentAt = alert.absentAt ?? now;
  if (now - absentAt < life.forMs) return alert.absentAt === null ? [{ ...alert, absentAt }] : [alert];
  if (alert.state === 'resolved') return [{ ...alert, absentAt, held: false }];
  return [{ ...alert, absentAt, state: 'resolved', endedAt: now }];
}

/** All of a rule are told in one message for each end. */
function tell(
  alerts: readonly Alert[],
  life: RuleLife,
  now: number,
): { readonly alerts: readonly Alert[]; readonly notices: readonly Notice[] } {
  const due = new Set(alerts.filter((alert) => isDue(alert, life, now)));
  const ended = alerts.filter((alert) => alert.state === 'resolved' && alert.told === 'firing');
  // Told again: with all that go on.
  const repeats = new Set([...due].filter(({ told }) => told === 'firing').map(({ kind }) => kind));
  const firing = alerts.filter(
    (alert) => due.has(alert) || (repeats.has(alert.kind) && alert.state === 'firing'),
  );
  const began = new Map(firing.map((alert) => [alert.id, spoken(alert, 'firing', now)]));
  const over = new Map(ended.map((alert) => [alert.id, spoken(alert, 'resolved', now)]));
  return {
    alerts: alerts.map((alert) => began.get(alert.id) ?? over.get(alert.id) ?? alert),
    notices: [
      ...noticesOf([...over.values()], 'resolved', life.id),
      ...noticesOf([...began.values()], 'firing', life.id),
    ],
  };
}

function isDue({ state, told, toldAt }: Alert, { repeatMs }: RuleLife, now: number): boolean {
  if (state !== 'firing') return false;
  if (told === 'nothing') return true;
  return repeatMs !== null && toldAt !== null && now - toldAt >= repeatMs;
}

function spoken(alert: Alert, told: 'firing' | 'resolved', now: number): Alert {
  return { ...alert, told, toldAt: now, tellings: alert.tellings + 1 };
}

function noticesOf(alerts: readonly Alert[], status: Notice['status'], rule: string): readonly Notice[] {
  return (['rule-error', 'alert'] as const).flatMap((kind): readonly Notice[] => {
    const own = alerts.filter((alert) => alert.kind === kind);
    const [first] = own;
    if (!first) return [];
    const tellings = own.map(({ id, tellings: count }) => `${id}:${count}`).toSorted();
    const key = hashOf(rule, kind, status, ...tellings);
    return [{ key, rule, kind, status, severity: first.severity, alerts: own }];
  });
}

/** Attempts are made for a rule, not for each of its alerts; whoever acknowledged it sees to it himself. */
function recover(
  alerts: readonly Alert[],
  rule: RecoveryRule | null,
  now: number,
): { readonly alerts: readonly Alert[]; readonly attempts: readonly Attempt[] } {
  const firing = alerts.filter(({ kind, state }) => kind === 'alert' && state === 'firing');
  const [first] = firing;
  if (!rule || !first) return { alerts, attempts: [] };
  const made = Math.max(...firing.map(({ attempts }) => attempts));
  const last = Math.max(...firing.map(({ attemptedAt }) => attemptedAt ?? Number.NEGATIVE_INFINITY));
  if (made >= rule.attempts || now - last < rule.cooldownMs) return { alerts, attempts: [] };
  const counted = new Set(firing.map(({ id }) => id));
  const attempt = made + 1;
  return {
    alerts: alerts.map((alert) =>
      counted.has(alert.id) ? { ...alert, attempts: attempt, attemptedAt: now } : alert,
    ),
    attempts: [{ rule: first.rule, action: rule.action, attempt, most: rule.attempts, alert: first }],
  };
}

function transitionsOf(before: readonly Alert[], after: readonly Alert[]): readonly Transition[] {
  const was = new Map(before.map((alert) => [alert.id, alert.state]));
  return after.flatMap((alert): readonly Transition[] => {
    const state = was.get(alert.id) ?? 'pending';
    if (state === alert.state) return [];
    if (alert.state === 'firing') return [{ alert, what: 'fired' }];
    return alert.state === 'resolved' ? [{ alert, what: 'resolved' }] : [];
  });
}

/** Somebody says that he sees to it: it is not told again but for its end. */
export function acknowledged(alert: Alert, by: string): Alert {
  return alert.state === 'firing' ? { ...alert, state: 'acknowledged', by } : alert;
}

/** Ended by hand; its end is told by the next step. While its condition still holds it is not opened again. */
export function endedByHand(alert: Alert, by: string, now: number): Alert {
  return alert.state === 'resolved' ? alert : { ...alert, state: 'resolved', endedAt: now, by, held: true };
}

/** What has changed and has to be kept. */
export function changedSince(before: readonly Alert[], after: readonly Alert[]): readonly Alert[] {
  const was = new Set(before);
  return after.filter((alert) => !was.has(alert));
}

/** A name that is the same for the same things. */
export function hashOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
