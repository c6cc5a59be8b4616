import { type Alert, type AlertKind, hashOf } from './alert.js';
import type { Observed, RuleLife } from './life.js';

/** What was seen of a rule makes, keeps and ends its alerts. */

/** A rule that cannot be looked at is told soon, however long its condition has to hold. */
const longestErrorMs = 60_000;

/** The alerts of a rule after a look at it. */
export function lookedAt(
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
