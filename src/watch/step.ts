import { type Alert, isFiring, isSilenced, notAhead } from './alert.js';
import { lookedAt } from './conditions.js';
import type { Known, Observed, RuleLife, Stepped, Transition } from './life.js';
import { recover } from './recovery.js';
import { tell } from './telling.js';

/** The life of alerts, as one pure step after another: what is known, and what was looked at, give what is known next and what is told. */

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
    const before = known.alerts.filter(({ rule }) => rule === life.id).map((alert) => notAhead(alert, now));
    const one = observed.get(life.id);
    return {
      life,
      isLooked: one !== undefined,
      before,
      after: one ? lookedAt(before, life, one, now) : before,
    };
  });
  // A rule that could not be looked at keeps no other one back.
  const firing = new Set(
    looked.flatMap(({ after }) =>
      after.filter((one) => one.kind === 'alert' && isFiring(one)).map(({ rule }) => rule),
    ),
  );
  const told = looked.map(({ life, isLooked, before, after }) => {
    const inhibited = life.inhibitedBy.some((one) => firing.has(one));
    const isQuiet = inhibited || isSilenced(life.id, known.silences, now);
    const spoken = isQuiet ? { alerts: after, notices: [] } : tell(after, { ...life, isLooked }, now);
    // Whether it goes on is known of what was looked at just now.
    const recovered = recover(spoken.alerts, inhibited || !isLooked ? null : life.recover, now);
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

function transitionsOf(before: readonly Alert[], after: readonly Alert[]): readonly Transition[] {
  const was = new Map(before.map((alert) => [alert.id, alert.state]));
  return after.flatMap((alert): readonly Transition[] => {
    const state = was.get(alert.id) ?? 'pending';
    if (state === alert.state) return [];
    if (alert.state === 'firing') return [{ alert, what: 'fired' }];
    return alert.state === 'resolved' ? [{ alert, what: 'resolved' }] : [];
  });
}

/** What has changed and has to be kept. */
export function changedSince(before: readonly Alert[], after: readonly Alert[]): readonly Alert[] {
  const was = new Set(before);
  return after.filter((alert) => !was.has(alert));
}
