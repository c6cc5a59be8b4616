import { type Alert, hashOf } from './alert.js';
import type { Notice, RuleLife } from './life.js';

/** What is told of a rule's alerts. It is worked out from what was told, not from what changed just now. */

/** All of a rule are told in one message for each end. Of one that was not looked at just now only ends are told. */
export function tell(
  alerts: readonly Alert[],
  life: RuleLife & { readonly isLooked: boolean },
  now: number,
): { readonly alerts: readonly Alert[]; readonly notices: readonly Notice[] } {
  const due = new Set(alerts.filter((alert) => life.isLooked && isDue(alert, life, now)));
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

/** Whether it has to be told now that it goes on; never while its condition is absent, such as after a silence. */
export function isDue(
  { state, absentAt, told, toldAt }: Alert,
  { repeatMs }: RuleLife,
  now: number,
): boolean {
  if (state !== 'firing' || absentAt !== null) return false;
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
