import { told } from '../core/sentence.js';
import { type Alert, type AlertKind, hashOf } from './alert.js';
import type { Observed, RuleLife } from './life.js';
import { isDue } from './telling.js';

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
    const { message: why, because = null } = told(observed.failed);
    const error = { key: '', value: null, why, because };
    return [...others, ...ofKind(before, 'rule-error', ofErrors, [error], now)];
  }
  const held = observed.held.map(({ key, value }) => ({ key, value, why: null, because: null }));
  return [...ofKind(before, 'alert', life, held, now), ...ofKind(before, 'rule-error', ofErrors, [], now)];
}

type Condition = Pick<Alert, 'key' | 'value' | 'why' | 'because'>;

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
    if (alert.state === 'resolved' && !alert.held) return [rested(alert, life, now)];
    const condition = holding.get(alert.key);
    return condition ? [goesOn(alert, condition, life, now)] : isAbsent(alert, life, now);
  });
  const fresh = [...holding.values()].filter(({ key }) => !current.has(key));
  const tried = next.filter(({ countsUntil }) => countsUntil !== null);
  return [
    ...next,
    ...fresh.map((condition) => ({ ...opened(condition, kind, life, now), ...attemptsOf(tried) })),
  ];
}

/** What comes back soon after it was tried to mend is no new thing: else it would be tried for ever. */
function attemptsOf(tried: readonly Alert[]): Partial<Pick<Alert, 'attempts' | 'attemptedAt'>> {
  if (tried.length === 0) return {};
  const attemptedAt = Math.max(...tried.map((alert) => alert.attemptedAt ?? 0));
  return { attempts: Math.max(...tried.map(({ attempts }) => attempts)), attemptedAt };
}

function rested(alert: Alert, { recover }: RuleLife, now: number): Alert {
  const { countsUntil } = alert;
  if (countsUntil === null || recover?.isUnderWay || now < countsUntil) return alert;
  return { ...alert, countsUntil: null };
}

function opened(
  { key, value, why, because }: Condition,
  kind: AlertKind,
  life: RuleLife,
  now: number,
): Alert {
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
    because,
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
    countsUntil: null,
  };
}

function goesOn(alert: Alert, { value, why, because }: Condition, life: RuleLife, now: number): Alert {
  const present = alert.absentAt === null ? alert : { ...alert, absentAt: null };
  // Told again with what it is by then.
  if (alert.state !== 'pending')
    return isDue(present, life, now) ? { ...present, value, why, because } : present;
  return now - alert.startedAt < life.forMs ? present : { ...present, state: 'firing', value, why, because };
}

function isAbsent(alert: Alert, life: RuleLife, now: number): readonly Alert[] {
  if (alert.state === 'pending') return [];
  const absentAt = alert.absentAt ?? now;
  if (now - absentAt < life.forMs) return alert.absentAt === null ? [{ ...alert, absentAt }] : [alert];
  if (alert.state === 'resolved') return [{ ...alert, absentAt, held: false }];
  const countsUntil = life.recover && alert.attempts > 0 ? now + life.recover.cooldownMs : null;
  return [{ ...alert, absentAt, state: 'resolved', endedAt: now, countsUntil }];
}
