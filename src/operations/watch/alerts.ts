import { randomUUID } from 'node:crypto';
import { openSession } from '../../mysql/session.js';
import { type Alert, acknowledged, endedByHand } from '../../watch/alert.js';
import {
  countHistory,
  findAlert,
  type HistoryEntry,
  readAlerts,
  readKnown,
  withTurn,
  writeChanges,
} from '../../watch/ledger.js';
import { refuse } from '../../watch/words.js';
import { operator } from '../run-environment.js';
import { withTarget } from '../target-ledger.js';
import { findDesk, makeDesk, viewOf, watchOf } from './desk.js';
import type {
  AlertOrderOperation,
  AlertStats,
  AlertStatsOperation,
  AlertsOperation,
  SilenceOperation,
} from './types.js';

/** What people do about alerts, from any process: all of it is in the ledger. */

const dayMs = 86_400_000;
/** Alerts that are over are listed for so long. */
const listedMs = 7 * dayMs;

export const alerts: AlertsOperation = (context) =>
  withTarget(context, async (session) => {
    const desk = await findDesk(context, session, false);
    if (!desk) return [];
    const now = Date.now();
    const { silences } = await readKnown(desk, now);
    const found = await readAlerts(desk, now - listedMs);
    return found.flatMap((alert) => viewOf(alert, silences, now) ?? []);
  });

const who = () => {
  const { operator: name, machine } = operator();
  return `${name}@${machine}`;
};

export const orderAlert: AlertOrderOperation = async (context, { action, id }) => {
  await using session = await openSession(context.config.target.mysql, 'target-writer');
  const desk = await findDesk(context, session, true);
  if (!desk) throw refuse('watch.no-alert', { id });
  return await withTurn(desk, async () => {
    const now = Date.now();
    const { silences } = await readKnown(desk, now);
    const alert = await findAlert(desk, id);
    const before = alert && viewOf(alert, silences, now);
    if (!alert || !before) throw refuse('watch.no-alert', { id });
    if (alert.state === 'resolved') throw refuse('watch.over', { id });
    const by = who();
    const next = action === 'ack' ? acknowledged(alert, by) : endedByHand(alert, by, now);
    if (next === alert) return before;
    const history: HistoryEntry = { ...entryOf(next), byWhom: by, detail: null };
    await writeChanges(desk, { alerts: [next], history: [history] }, now);
    return viewOf(next, silences, now) ?? before;
  });
};

function entryOf({
  id: alertId,
  rule: ruleId,
  state,
}: Alert): Pick<HistoryEntry, 'alertId' | 'ruleId' | 'kind'> {
  return { alertId, ruleId, kind: state === 'acknowledged' ? 'acknowledged' : 'resolved' };
}

export const silence: SilenceOperation = async (context, { rule, forMs }) => {
  const known = watchOf(context).rules.map(({ id }) => id);
  if (!known.includes(rule)) throw refuse('watch.unknown-rule', { rule, known: known.join(', ') });
  await using session = await openSession(context.config.target.mysql, 'target-writer');
  const desk = await makeDesk(context, session);
  return await withTurn(desk, async () => {
    const now = Date.now();
    const made = { id: randomUUID(), rule, endsAt: now + forMs, by: who() };
    const entry = { alertId: '', ruleId: rule, kind: 'silenced', byWhom: made.by } as const;
    const until = new Date(made.endsAt).toISOString();
    await writeChanges(desk, { alerts: [], silences: [made], history: [{ ...entry, detail: until }] }, now);
    return { rule, endsAt: until, by: made.by };
  });
};

export const alertStats: AlertStatsOperation = async (context, days) => {
  const own = watchOf(context).rules.filter(
    ({ id, source }) => source.kind === 'sql' || source.signal !== id,
  );
  const found = await withTarget(context, async (session) => {
    const desk = await findDesk(context, session, false);
    return desk ? countHistory(desk, Date.now() - days * dayMs) : [];
  });
  const rules = [...new Set([...own.map(({ id }) => id), ...found.map(({ ruleId }) => ruleId)])];
  return rules.map((rule): AlertStats => {
    const ofRule = found.filter(({ ruleId }) => ruleId === rule);
    const times = (entries: typeof ofRule, kind: string) =>
      entries.reduce((sum, entry) => (entry.kind === kind ? sum + entry.times : sum), 0);
    const sums = (entries: typeof ofRule) => ({
      fired: times(entries, 'fired'),
      resolved: times(entries, 'resolved'),
      acknowledged: times(entries, 'acknowledged'),
    });
    const dates = [...new Set(ofRule.map(({ day }) => day))];
    const byDay = dates.map((day) => ({ day, ...sums(ofRule.filter((entry) => entry.day === day)) }));
    return { rule, ...sums(ofRule), days: byDay };
  });
};
