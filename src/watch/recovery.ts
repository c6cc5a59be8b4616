import type { Alert } from './alert.js';
import type { Attempt, RecoveryRule } from './life.js';

/** Attempts are made for a rule, not for each of its alerts; whoever acknowledged it sees to it himself. */
export function recover(
  alerts: readonly Alert[],
  rule: RecoveryRule | null,
  now: number,
): { readonly alerts: readonly Alert[]; readonly attempts: readonly Attempt[] } {
  const firing = alerts.filter(({ kind, state }) => kind === 'alert' && state === 'firing');
  const [first] = firing;
  if (!rule || rule.isUnderWay || !first) return { alerts, attempts: [] };
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

/** What changes once an attempt has ended: the pause until the next one begins then. */
export function attempted(
  known: readonly Alert[],
  rule: string,
  cooldownMs: number,
  now: number,
): readonly Alert[] {
  return known
    .filter((alert) => alert.rule === rule && alert.attempts > 0)
    .map((alert) => ({
      ...alert,
      attemptedAt: now,
      countsUntil: alert.countsUntil === null ? null : now + cooldownMs,
    }));
}
